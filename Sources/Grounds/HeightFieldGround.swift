import Motion
import Simulation

/// Heights over a rectangle, from an image or an array.
///
/// Columns run along x and rows along z: the first row is at the least z, its first number at the least x. The four
/// samples around a cell are two triangles, parted by the diagonal from the cell's least x and z to its greatest.
/// Beside the rectangle there is no ground.
public struct HeightFieldGround: Ground, Plugin {
  public static let name = "ground.heightfield"
  public static let summary = "Heights from a grey PNG or a 2-D NPY array"

  public struct Configuration: PluginConfiguration, Hashable {
    /// Path of a PNG (grey, 8 or 16 bits) or NPY (numbers, rows times columns; metres).
    public var file = ""
    /// From the first sample to the last, in metres.
    public var extentX = 10.0
    public var extentZ = 10.0
    /// The rectangle's middle, in metres.
    public var centreX = 0.0
    public var centreZ = 0.0
    /// Of a PNG: the heights of its black and white, in metres.
    public var black = 0.0
    public var white = 1.0
    /// Added to all heights, in metres.
    public var base = 0.0
    public var friction = 1.0

    public init() {}

    public static var fields: [ConfigurationField] {
      [
        .init("file", "path of a grey PNG of 8 or 16 bits, or of a 2-D NPY array of metres; relative to the scene's"),
        .init("extentX", unit: "m", range: 0.01...10_000, "size along x, from the first column to the last"),
        .init("extentZ", unit: "m", range: 0.01...10_000, "size along z, from the first row to the last"),
        .init("centreX", unit: "m", range: -10_000...10_000, "x of the middle"),
        .init("centreZ", unit: "m", range: -10_000...10_000, "z of the middle"),
        .init("black", unit: "m", range: -1000...1000, "height of black in a PNG"),
        .init("white", unit: "m", range: -1000...1000, "height of white in a PNG"),
        .init("base", unit: "m", range: -1000...1000, "added to all heights"),
        .init("friction", range: 0...100, "Coulomb friction coefficient"),
      ]
    }
  }

  private let lookUp: SurfaceGround

  public init(configuration: Configuration, context: PluginContext) throws { try self.init(configuration) }

  /// - Throws: `SimulationError.invalidConfiguration` with the file and the place in it.
  public init(_ configuration: Configuration) throws {
    try configuration.check(for: Self.name)
    let file = GroundFile(configuration.file, plugin: Self.name)
    let bytes = try file.read()
    let grid: HeightGrid
    if bytes.starts(with: PNGImage.signature) {
      let image = try PNGImage(bytes, file: file)
      let scale = configuration.white - configuration.black
      let full = Double(image.maximum)
      grid = HeightGrid(
        rows: image.height, columns: image.width,
        heights: image.samples.map { configuration.black + scale * (Double($0) / full) })
    } else {
      grid = try HeightGrid(npy: bytes, file: file)
    }
    try self.init(grid, configuration, file)
  }

  /// A height field from numbers in a program: `extentX`, `extentZ`, `centreX`, `centreZ`, `base` and `friction` are
  /// the configuration's.
  /// - Parameter heights: row by row, in metres.
  /// - Throws: `SimulationError.invalidConfiguration`.
  public init(heights: [Double], rows: Int, columns: Int, _ configuration: Configuration = .init()) throws {
    try configuration.check(for: Self.name)
    let file = GroundFile("the array", plugin: Self.name)
    guard rows >= 0, columns >= 0, rows.multipliedReportingOverflow(by: columns) == (heights.count, false) else {
      throw file.problem("it has \(heights.count) numbers, expected \(rows) rows of \(columns)")
    }
    try self.init(HeightGrid(rows: rows, columns: columns, heights: heights), configuration, file)
  }

  private init(_ grid: HeightGrid, _ configuration: Configuration, _ file: GroundFile) throws {
    try grid.check(file)
    let surface = TriangleSurface(
      grid.mesh(
        from: Vector3(
          configuration.centreX - configuration.extentX / 2, configuration.base,
          configuration.centreZ - configuration.extentZ / 2),
        extent: (configuration.extentX, configuration.extentZ)),
      columns: (grid.columns - 1, grid.rows - 1))
    guard surface.isHeightField else {
      throw file.problem("its slopes are too steep, expected less than a kilometre of height over a millimetre")
    }
    lookUp = SurfaceGround(surface: surface, friction: configuration.friction)
  }

  public func height(at place: Vector3) -> Double { lookUp.height(at: place) }
  public func surface(at place: Vector3) -> GroundSurface? { lookUp.surface(at: place) }
  /// Exact up to 0.15 m above and below; what is farther has at least that.
  public func clearance(of point: Vector3) -> Double { lookUp.clearance(of: point) }
  public var pieces: [GroundPiece] { lookUp.pieces }
}

/// Rows of heights in metres.
struct HeightGrid {
  var rows: Int
  var columns: Int
  var heights: [Double]

  /// Samples at most.
  static let limit = 1 << 20

  init(rows: Int, columns: Int, heights: [Double]) {
    self.rows = rows
    self.columns = columns
    self.heights = heights
  }

  /// - Throws: `SimulationError.invalidConfiguration`.
  init(npy bytes: [UInt8], file: GroundFile) throws {
    guard bytes.starts(with: [0x93] + Array("NUMPY".utf8)) else {
      throw file.problem("it is neither a PNG nor a NPY array")
    }
    let array: NPYArray
    do {
      array = try NPYArray(bytes: bytes, file: file.path)
    } catch { throw file.problem(error) }
    guard array.shape.count == 2, array.elementType != .text else {
      throw file.problem("its shape is \(array.shape), expected rows and columns of numbers")
    }
    self.init(rows: array.shape[0], columns: array.shape[1], heights: array.values)
  }

  func check(_ file: GroundFile) throws {
    guard rows >= 2, columns >= 2 else {
      throw file.problem("it has \(rows) rows of \(columns) heights, expected at least two of two")
    }
    guard heights.count <= Self.limit else {
      throw file.problem("it has \(heights.count) heights, expected at most \(Self.limit)")
    }
    if let odd = heights.firstIndex(where: { !(abs($0) <= 10_000) }) {
      throw file.problem(
        "the height in row \(odd / columns), column \(odd % columns) is \(heights[odd]), expected at most 10000 m")
    }
  }

  /// Two triangles a cell.
  /// - Parameters:
  ///   - corner: of the first row and column; its height is added to all.
  ///   - extent: along x and z, in metres.
  func mesh(from corner: Vector3, extent: (x: Double, z: Double)) -> TriangleMesh {
    var vertices: [Vector3] = []
    vertices.reserveCapacity(rows * columns)
    for row in 0..<rows {
      for column in 0..<columns {
        vertices.append(
          Vector3(
            corner.x + extent.x * Double(column) / Double(columns - 1), corner.y + heights[row * columns + column],
            corner.z + extent.z * Double(row) / Double(rows - 1)))
      }
    }
    var triangles: [TriangleMesh.Triangle] = []
    triangles.reserveCapacity(2 * (rows - 1) * (columns - 1))
    for row in 0..<(rows - 1) {
      for column in 0..<(columns - 1) {
        let first = row * columns + column
        let last = first + columns + 1
        triangles.append(.init(first, first + columns, last))
        triangles.append(.init(first, last, first + 1))
      }
    }
    return TriangleMesh(vertices: vertices, triangles: triangles)
  }
}
