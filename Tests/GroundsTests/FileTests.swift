import Foundation
import Grounds
import Motion
import Simulation
import Testing

/// Files of grounds: what they say, and what is wrong with them.
@Suite struct FileTests {
  static let folder: String = {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("grounds-\(UUID().uuidString)").path
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    atexit { try? FileManager.default.removeItem(atPath: FileTests.folder) }
    return folder
  }()

  static func write(_ bytes: [UInt8], _ name: String) throws -> String {
    let path = "\(folder)/\(UUID().uuidString)-\(name)"
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return path
  }

  static func write(_ text: String, _ name: String) throws -> String { try write(Array(text.utf8), name) }

  // MARK: Images

  /// 32 by 12 pixels of 8 bits, each the sum of the squares of its row and column modulo 23, as Python's zlib packs
  /// them: with codes of their own, and with the fixed ones.
  static let packed = [
    base64(
      "iVBORw0KGgoAAAANSUhEUgAAACAAAAAMCAAAAAAmf+BlAAAA0ElEQVR42j3ItQEAIAwAMCpI0VLk/1PZyBjngEWxkdUUQqpG"
        + "DVUYfjtAnyd1Xk1ilLa408wefzv2qe0w49Wac9UbZ9gt+d9OcjMst/KZY8zD9Ra0ln87nRvFwioe7gVfVjDBPX87pFCMh989"
        + "p5T79oOtBPrtWp83DNKEZ62DSWmEO/tvRxzr8hrOKCJlnKB+1ci/na3LZafTIgFQbCftwnf9drXp8R1HhG22IQ7s/mj77ZLU"
        + "CfkU2tq7bionw6zy24WYx01LwHqt3UBWuiPH3w974BDYxfyoBwAAAABJRU5ErkJggg=="),
    base64(
      "iVBORw0KGgoAAAANSUhEUgAAACAAAAAMCAAAAAAmf+BlAAABPklEQVR4AWNgYGThFGDiZRbi4WBj4+ARYuZlEuBkYYQLMzAy"
        + "sXIJMvOxCPNysrNz8gqz8DELcrEywYUZWFg5eEXYBNnFBHi4uHgExNgF2UR4OVjhwgycXLxCTNxiPCyigvz8gqIsPGLcTEK8"
        + "XHBhBgFBESZOITZhblZGMTFGVm5hNiFOJhFBuDADEzMbtxALP6sIHxcHBxefCCs/ixA3GzNcmIGXT1CMjZ9ZgINJVFhYlIlD"
        + "gJmfTUyQDy7MwMzCziPMKsAmys/NycnNL8omwCrMw84CF2YQEhZj4RbhEOVlZ2ZkZGbnFeUQ4WYRE4YLM/DwCoiy8jHxszOK"
        + "CAmJMLLzM/GxigrwwoUZODh5BBm5RLmZRQT4+AREmLlFuRgFeTjhwgxs7Fz8YhzCnIxCfDw8fEKMnMIcYvxc7HBhAHvgENgC"
        + "UWLlAAAAAElFTkSuQmCC"),
  ]

  static func base64(_ text: String) -> [UInt8] { Data(base64Encoded: text).map { [UInt8]($0) } ?? [] }

  /// A PNG whose pixels are stored and not packed, with the filter `filters[row]` in each row.
  static func png(
    width: Int, height: Int, bits: Int, filters: [UInt8] = [], _ value: (Int, Int) -> Int
  ) -> [UInt8] {
    let size = bits / 8
    var raw: [UInt8] = []
    var above = [UInt8](repeating: 0, count: width * size)
    for row in 0..<height {
      let pixels = (0..<width).flatMap { column -> [UInt8] in
        let number = value(row, column)
        return size == 1 ? [UInt8(number)] : [UInt8(number >> 8), UInt8(number & 255)]
      }
      let filter = filters.isEmpty ? 0 : filters[row % filters.count]
      raw.append(filter)
      for index in pixels.indices {
        let left = index >= size ? Int(pixels[index - size]) : 0
        let corner = index >= size ? Int(above[index - size]) : 0
        let up = Int(above[index])
        let distances = [abs(up - corner), abs(left - corner), abs(left + up - 2 * corner)]
        let paeth =
          distances[0] <= distances[1] && distances[0] <= distances[2]
          ? left : distances[1] <= distances[2] ? up : corner
        let guess = [0, left, up, (left + up) / 2, paeth][Int(filter)]
        raw.append(pixels[index] &- UInt8(guess))
      }
      above = pixels
    }
    return png(header: number(width) + number(height) + [UInt8(bits), 0, 0, 0, 0], data: stored(raw))
  }

  static func png(header: [UInt8], data: [UInt8]) -> [UInt8] {
    [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", header) + chunk("IDAT", data) + chunk("IEND", [])
  }

  static func stored(_ raw: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = [0x78, 0x01]
    var rest = raw[...]
    repeat {
      let part = rest.prefix(65535)
      rest = rest.dropFirst(part.count)
      let length = UInt16(part.count)
      bytes += [
        rest.isEmpty ? 1 : 0, UInt8(length & 255), UInt8(length >> 8), UInt8(~length & 255), UInt8(~length >> 8),
      ]
      bytes += part
    } while !rest.isEmpty
    let (a, b) = raw.reduce((1, 0)) { sums, byte in
      let a = (sums.0 + Int(byte)) % 65521
      return (a, (sums.1 + a) % 65521)
    }
    return bytes + number(b << 16 | a)
  }

  static func number(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(value >> (24 - 8 * $0) & 255) } }

  static func chunk(_ kind: String, _ body: [UInt8]) -> [UInt8] {
    let content = Array(kind.utf8) + body
    var checksum = UInt32.max
    for byte in content {
      checksum ^= UInt32(byte)
      for _ in 0..<8 { checksum = checksum & 1 == 1 ? checksum >> 1 ^ 0xEDB8_8320 : checksum >> 1 }
    }
    return number(body.count) + content + number(Int(checksum ^ UInt32.max))
  }

  static func field(_ path: String, _ change: (inout HeightFieldGround.Configuration) -> Void = { _ in }) throws
    -> HeightFieldGround
  {
    var configuration = HeightFieldGround.Configuration()
    configuration.file = path
    change(&configuration)
    return try HeightFieldGround(configuration)
  }

  @Test(arguments: [8, 16]) func anImageIsHeightsBetweenBlackAndWhite(_ bits: Int) throws {
    let most = bits == 8 ? 255 : 65535
    func value(_ row: Int, _ column: Int) -> Int { most * (row * 3 + column) / 20 }
    let path = try Self.write(
      Self.png(width: 6, height: 4, bits: bits, filters: [0, 1, 2, 3, 4, 4], value), "hills.png")
    let field = try Self.field(path) {
      ($0.extentX, $0.extentZ, $0.black, $0.white, $0.base) = (5, 3, -1, 2, 100)
    }
    for row in 0..<4 {
      for column in 0..<6 {
        let height = 99 + 3 * Double(value(row, column)) / Double(most)
        #expect(abs(field.height(at: Vector3(Double(column) - 2.5, 0, Double(row) - 1.5)) - height) < 1e-12)
      }
    }
  }

  @Test(arguments: packed) func aPackedImageIsHeightsToo(_ image: [UInt8]) throws {
    let field = try Self.field(Self.write(image, "hills.png")) { ($0.extentX, $0.extentZ, $0.white) = (31, 11, 255) }
    for row in 0..<12 {
      for column in 0..<32 {
        let place = Vector3(Double(column) - 15.5, 0, Double(row) - 5.5)
        #expect(abs(field.height(at: place) - Double((row * row + column * column) % 23)) < 1e-9)
      }
    }
  }

  @Test func anArrayIsHeightsInMetres() throws {
    let heights = (0..<15).map { Double($0 * $0) / 10 }
    let path = try Self.write(NPYArray(shape: [3, 5], values: heights).encoded(), "hills.npy")
    let field = try Self.field(path) { ($0.extentX, $0.extentZ, $0.centreX, $0.base) = (4, 2, 7, -5) }
    for row in 0..<3 {
      for column in 0..<5 {
        let place = Vector3(Double(column) + 5, 0, Double(row) - 1)
        #expect(abs(field.height(at: place) - heights[row * 5 + column] + 5) < 1e-12)
      }
    }
  }

  // MARK: Meshes

  static let pyramid = """
    # A pyramid on a square, apex up.
    v -1 0 -1
    v -1 0 1
    v 1 0 1
    v 1 0 -1
    v 0 2 0
    vn 0 1 0
    f 1//1 2//1 5//1
    f 2 3 -1
    f 3/1 4/2 5/3
    f 4 1 5\r
    f 4 3 2 1
    """

  static func checkPyramid(_ path: String, _ change: (inout MeshGround.Configuration) -> Void = { _ in }) throws {
    var configuration = MeshGround.Configuration()
    configuration.file = path
    change(&configuration)
    let ground = try MeshGround(configuration)
    #expect(abs(ground.height(at: Vector3(0.5, 0, 0)) - 1) < 1e-7)
    #expect(abs(ground.height(at: Vector3(0, 0, -0.25)) - 1.5) < 1e-7)
    #expect((ground.normal(at: Vector3(0.5, 0, 0)) - Vector3(2, 1, 0).normalized()).length < 1e-7)
    // Of height 2 over a half of 1: the foot's nearest point inside is under the base.
    #expect(abs(ground.clearance(of: Vector3(0, 0.1, 0)) + 0.1) < 1e-7)
    #expect(abs(ground.clearance(of: Vector3(0, 2.5, 0)) - 0.5) < 1e-7)
  }

  @Test func anOBJIsItsVerticesAndFaces() throws { try Self.checkPyramid(Self.write(Self.pyramid, "pyramid.obj")) }

  /// The pyramid's triangles as three corners each.
  static let corners: [[Vector3]] = {
    let v = [Vector3(-1, 0, -1), Vector3(-1, 0, 1), Vector3(1, 0, 1), Vector3(1, 0, -1), Vector3(0, 2, 0)]
    return [[0, 1, 4], [1, 2, 4], [2, 3, 4], [3, 0, 4], [3, 2, 1], [3, 1, 0]].map { $0.map { v[$0] } }
  }()

  static func binary(_ name: String, count: UInt32? = nil) -> [UInt8] {
    var bytes = Array(name.utf8) + [UInt8](repeating: 32, count: 80 - name.utf8.count)
    func append<T: FixedWidthInteger>(_ value: T) { withUnsafeBytes(of: value.littleEndian) { bytes += $0 } }
    append(count ?? UInt32(corners.count))
    for triangle in corners {
      for vertex in [.zero] + triangle {
        for axis in 0..<3 { append(Float(vertex[axis]).bitPattern) }
      }
      append(UInt16(0))
    }
    return bytes
  }

  static var text: String {
    "solid pyramid\n"
      + corners.map { triangle in
        "facet normal 0 0 0\n outer loop\n"
          + triangle.map { "  vertex \($0.x) \($0.y) \($0.z)\n" }.joined() + " endloop\nendfacet\n"
      }.joined() + "endsolid pyramid\n"
  }

  @Test func anSTLIsItsTrianglesAsTextOrBinary() throws {
    try Self.checkPyramid(Self.write(Self.text, "pyramid.stl"))
    try Self.checkPyramid(Self.write(Self.binary("made by nobody"), "pyramid.STL"))
    try Self.checkPyramid(Self.write(Self.binary("solid, although it is binary"), "pyramid.stl"))
  }

  // MARK: What is wrong

  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    let bytes: [UInt8]
    let problem: String
    var testDescription: String { "\(name): \(problem)" }

    init(_ name: String, _ bytes: [UInt8], _ problem: String) {
      self.name = name
      self.bytes = bytes
      self.problem = problem
    }

    init(_ name: String, _ text: String, _ problem: String) { self.init(name, Array(text.utf8), problem) }
  }

  static func npy(_ shape: String, _ values: [Double]) -> [UInt8] {
    let header = "{'descr': '<f8', 'fortran_order': False, 'shape': \(shape), }\n"
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8)
      + values.flatMap { withUnsafeBytes(of: $0) { Array($0) } }
  }

  static let image = png(width: 3, height: 2, bits: 8) { $0 + $1 }

  static func changed(_ bytes: [UInt8], _ change: (inout [UInt8]) -> Void) -> [UInt8] {
    var bytes = bytes
    change(&bytes)
    return bytes
  }

  static let cases: [Case] = [
    Case("a.npy", [], "it is empty"),
    Case("a.npy", "hello", "it is neither a PNG nor a NPY array"),
    Case("a.npy", npy("(2, 2)", [0, 1, .nan, 3]), "the height in row 1, column 0 is nan"),
    Case("a.npy", npy("(2, 2)", [0, .infinity, 0, 3]), "the height in row 0, column 1 is inf"),
    Case("a.npy", npy("(4,)", [0, 1, 2, 3]), "its shape is [4], expected rows and columns of numbers"),
    Case("a.npy", npy("(1, 4)", [0, 1, 2, 3]), "it has 1 rows of 4 heights, expected at least two of two"),
    Case("a.npy", npy("(0, 4)", []), "it has 0 rows of 4 heights"),
    Case("a.npy", npy("(2, 3)", [0, 1, 2, 3]), "needs 48 bytes, but 32 follow the header"),
    Case("a.npy", npy("(100000, 100000)", [0]), "expected at most"),
    Case("a.png", Array(image.prefix(20)), "byte 8: a chunk claims 13 bytes, but only 0 follow"),
    Case("a.png", Array(image.prefix(37)), "byte 33: it ends within a chunk"),
    Case("a.png", Array(image.dropLast(12)), "it ends before its last chunk"),
    Case("a.png", changed(image) { $0[45] ^= 1 }, "byte 33: a chunk is damaged: its checksum is wrong"),
    Case(
      "a.png", png(header: number(3) + number(2) + [8, 2, 0, 0, 0], data: stored([])),
      "byte 8: it is colour of 8 bits, expected grey of 8 or 16 bits"),
    Case("a.png", png(header: number(3) + number(2) + [4, 0, 0, 0, 0], data: []), "it is grey of 4 bits"),
    Case("a.png", png(header: number(3) + number(2) + [8, 0, 0, 0, 1], data: []), "it is interlaced"),
    Case(
      "a.png", png(header: number(65536) + number(65536) + [8, 0, 0, 0, 0], data: stored([])),
      "it has 65536 times 65536 pixels"),
    Case(
      "a.png", png(header: number(1000) + number(1000) + [8, 0, 0, 0, 0], data: stored([1, 2, 3])),
      "packed bytes cannot hold 1001000"),
    Case(
      "a.png", png(header: number(3) + number(2) + [8, 0, 0, 0, 0], data: stored([0, 1, 2, 3])),
      "it unpacks to 4 bytes, expected 8"),
    Case(
      "a.png", png(header: number(3) + number(2) + [8, 0, 0, 0, 0], data: stored([UInt8](repeating: 0, count: 9))),
      "it unpacks to more than 8 bytes"),
    Case(
      "a.png", png(header: number(3) + number(2) + [8, 0, 0, 0, 0], data: stored([0, 1, 2, 3, 9, 1, 2, 3])),
      "row 1 has the unknown filter 9"),
    Case(
      "a.png", png(header: number(3) + number(2) + [8, 0, 0, 0, 0], data: [1, 2, 3, 4, 5, 6, 7]), "it is no zlib stream"
    ),
    Case(
      "a.png", png(header: number(3) + number(2) + [8, 0, 0, 0, 0], data: [0x78, 1, 7, 0, 0, 0, 0]),
      "a block of an unknown kind"),
    Case(
      "a.png", png(header: number(3) + number(2) + [8, 0, 0, 0, 0], data: [0x78, 1, 5, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0]),
      "image data"),
    Case("a.obj", "v 0 0 0\nv 1 0 0\nv 0 0 1\n", "it has no triangles"),
    Case("a.obj", "v 0 0\n", "line 1: a vertex needs three finite numbers"),
    Case("a.obj", "v 0 0 0\nv 0 nan 0\n", "line 2: a vertex needs three finite numbers"),
    Case("a.obj", "v 0 0 0\nv 1e300 0 0\nv 0 0 1\nf 1 2 3\n", "expected at most 100 km"),
    Case("a.obj", "v 0 0 0\n\nf 1 2 3\n", "line 3: there is no vertex 2; 1 have come so far"),
    Case("a.obj", "v 0 0 0\nf 1 x 3\n", "line 2: 'x' is no vertex of a face"),
    Case("a.obj", "v 0 0 0\nf 0 0 0\n", "line 2: '0' is no vertex of a face"),
    Case("a.obj", "v 0 0 0\nf -9223372036854775808 1 1\n", "line 2: there is no vertex -9223372036854775808"),
    Case("a.obj", "f 1 2\n", "line 1: a face needs three vertices or more"),
    Case("a.obj", "v 0 0 0\nv 1 0 0\nv 2 0 0\nf 1 2 3\n", "it has no triangles"),
    Case("a.obj", "v 0 0 0\nv 1 0 0\nv 0 0 1\nf 1 2 3\n", "no triangle faces up"),
    Case("a.stl", "solid\nfacet normal 0 0 1\nvertex 1 2 3\n", "line 3: expected three finite numbers of a vertex"),
    Case("a.stl", "solid\nouter loop\nvertex 1 2\n", "line 3: expected three finite numbers"),
    Case("a.stl", "solid\nouter loop\nvertex 1 2 3\nendloop\n", "line 4: a loop has not three vertices"),
    Case("a.stl", "solid\nfacet\nouter loop\n", "it ends before 'endsolid'"),
    Case("a.stl", "solid\nsomething\n", "line 2: 'something' is no word of an STL"),
    Case("a.stl", "solid nothing\nendsolid nothing\n", "it has no triangles"),
    Case("a.stl", "hello", "it is no STL"),
    Case("a.stl", binary("odd", count: 4_000_000_000), "byte 80: it claims 4000000000 triangles"),
    Case(
      "a.stl", Array(binary("short").dropLast(3)), "byte 80: it claims 6 triangles, which are 384 bytes, but has 381"),
    Case(
      "a.stl", changed(binary("odd")) { $0.replaceSubrange(100..<104, with: [0, 0, 0xC0, 0x7F]) },
      "byte 96: a corner of triangle 0 is not finite"),
    Case("a.ply", "ply", "its name does not end in .obj or .stl"),
  ]

  @Test(arguments: cases) func whatIsWrongWithAFileIsSaidInOneLine(_ wrong: Case) throws {
    let path = try Self.write(wrong.bytes, wrong.name)
    let isField = path.hasSuffix("png") || path.hasSuffix("npy")
    let error = #expect(throws: SimulationError.self) {
      if isField {
        _ = try Self.field(path)
      } else {
        var configuration = MeshGround.Configuration()
        configuration.file = path
        _ = try MeshGround(configuration)
      }
    }
    let text = error?.description ?? ""
    #expect(text.hasPrefix("\(isField ? "ground.heightfield" : "ground.mesh"): \(path)"), "\(text)")
    #expect(text.contains(wrong.problem) && !text.contains("\n"), "\(text)")
  }

  @Test func aFileThatIsNotThereIsNamed() throws {
    for (path, problem) in [("/nowhere/a.png", "there is no such file"), (Self.folder, "it is not a file")] {
      let error = #expect(throws: SimulationError.self) { try Self.field(path) }
      #expect(error?.description == "ground.heightfield: \(path): \(problem)")
    }
    let error = #expect(throws: SimulationError.self) { try Self.field("") }
    #expect(error?.description == "ground.heightfield: file is empty, expected a path")
  }

  // MARK: Scenes

  @Test func aPathInASceneFileIsRelativeToIt() throws {
    let mesh = try Self.write(Self.pyramid, "pyramid.obj")
    let name = URL(fileURLWithPath: mesh).lastPathComponent
    let text = "ground: {name: mesh, file: \(name), friction: 0.5}"
    let scene = try SceneDescription(contentsOf: Self.write(text, "scene.yaml"))
    var registry = PluginRegistry()
    registry.registerGrounds()
    let ground = try registry.grounds.make(scene.ground, context: context())
    #expect(abs(ground.height(at: Vector3(0.5, 0, 0)) - 1) < 1e-12)
    #expect(ground.surface(at: .zero)?.friction == 0.5)
    func resolved(_ path: String, _ file: String) -> ConfigurationValue? {
      var scene = SceneDescription()
      scene.ground = PluginChoice("ground.mesh", settings: ["file": .text(path)])
      return scene.resolved(relativeTo: file).ground[setting: "file"]
    }
    #expect(resolved("/a/b.obj", "/c/scene.yaml") == .text("/a/b.obj"))
    #expect(resolved("b.obj", "scene.yaml") == .text("b.obj"))
    #expect(resolved("b.obj", "/scene.yaml") == .text("/b.obj"))
    #expect(resolved("../b.obj", "scenes/scene.yaml") == .text("scenes/../b.obj"))
    #expect(SceneDescription().resolved(relativeTo: "a/b") == SceneDescription())
  }
}
