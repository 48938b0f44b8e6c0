import Foundation
import Motion
import Simulation

/// Uneven ground in perspective, point by point with its depth, so that what is in front hides what is behind: steps each other, and
/// steps a body.
struct GroundPicture {
  private let camera: Perspective
  /// Page x of the left edge.
  private let left: Double
  private let width: Int
  private let height: Int
  private let depth: DepthBuffer
  /// Of the pixels, row by row.
  private let colours: [Colour]

  /// Points along each side of a pixel.
  private static let fineness = 2
  /// Metres from the focus at which the ground fades out.
  private static let reach = 9.0

  /// - Parameters:
  ///   - ground: triangles in the world, with their normals.
  ///   - focus: around which the ground is seen, in the world.
  ///   - left, width, height: of the picture, in pixels.
  init(
    _ ground: TriangleMesh, normals: [Vector3], shadows: ShadowMap, camera: Perspective, focus: Vector3, left: Double,
    width: Int, height: Int
  ) {
    self.camera = camera
    self.left = left
    self.width = width
    self.height = height
    var depth = DepthBuffer(width: width * Self.fineness, height: height * Self.fineness)
    Self.add(ground, to: &depth, camera, left)
    self.depth = depth
    let shade = Shade(
      depth: depth, normals: normals, camera: camera, left: left, focus: focus, shadows: shadows)
    colours = (0..<(width * height)).map { shade.colour(x: $0 % width, y: $0 / width) }
  }

  /// The ground alone.
  func draw(on canvas: borrowing Canvas) {
    canvas.changePixels(left: Int(left), width: width) { x, y, _ in colours[y * width + x] }
  }

  /// The ground again where it is in front of the solids.
  func cover(_ solids: [Solid], on canvas: borrowing Canvas) {
    var body = DepthBuffer(width: depth.width, height: depth.height)
    for solid in solids { Self.add(solid.triangles, to: &body, camera, left) }
    body.spread(by: Self.fineness)
    canvas.changePixels(left: Int(left), width: width) { x, y, colour in
      func isCovered(_ cell: Int) -> Int {
        let nearness = body.nearness[cell]
        return nearness > -.infinity && depth.nearness[cell] > nearness ? 1 : 0
      }
      let (a, b, c, d) = Self.points(x, y, in: depth)
      let covered = isCovered(a) + isCovered(b) + isCovered(c) + isCovered(d)
      guard covered > 0 else { return nil }
      return colour.mixed(
        with: colours[y * width + x], share: Double(covered) / Double(Self.fineness * Self.fineness))
    }
  }

  // MARK: Points

  /// The points of a pixel.
  private static func points(_ x: Int, _ y: Int, in depth: DepthBuffer) -> (Int, Int, Int, Int) {
    let first = y * fineness * depth.width + x * fineness
    return (first, first + 1, first + depth.width, first + depth.width + 1)
  }

  /// The world point that a point of the picture shows.
  private static func place(
    _ column: Int, _ row: Int, _ nearness: Double, _ camera: Perspective, _ left: Double
  ) -> Vector3 {
    let x = (Double(column) + 0.5) / Double(fineness) + left - camera.centre.x
    let y = (Double(row) + 0.5) / Double(fineness) - camera.centre.y
    let ray = camera.forward + camera.right * (x / camera.focalLength) - camera.up * (y / camera.focalLength)
    return camera.eye + ray / nearness
  }

  private static func add(_ mesh: TriangleMesh, to buffer: inout DepthBuffer, _ camera: Perspective, _ left: Double) {
    let depths = mesh.vertices.map(camera.depth)
    for (index, triangle) in mesh.triangles.enumerated() {
      let corners = [triangle.a, triangle.b, triangle.c]
      guard corners.contains(where: { depths[$0] > Perspective.nearest }) else { continue }
      // What is behind the eye is cut off.
      var seen: [DepthBuffer.Corner] = []
      for (from, to) in zip(corners, corners.dropFirst() + corners.prefix(1)) {
        let (a, b) = (mesh.vertices[from], mesh.vertices[to])
        let (here, there) = (depths[from] - Perspective.nearest, depths[to] - Perspective.nearest)
        if here >= 0 { seen.append(corner(a, camera, left)) }
        if (here < 0) != (there < 0) { seen.append(corner(a + (b - a) * (here / (here - there)), camera, left)) }
      }
      for third in seen.indices.dropFirst(2) {
        buffer.add(seen[0], seen[third - 1], seen[third], owner: Int32(truncatingIfNeeded: index))
      }
    }
  }

  private static func corner(_ point: Vector3, _ camera: Perspective, _ left: Double) -> DepthBuffer.Corner {
    let page = camera.page(point)
    return .init(
      x: (page.x - left) * Double(fineness), y: page.y * Double(fineness),
      nearness: 1 / max(camera.depth(of: point), Perspective.nearest))
  }

  // MARK: Colours

  private struct Shade {
    let depth: DepthBuffer
    let normals: [Vector3]
    let camera: Perspective
    let left: Double
    let focus: Vector3
    let shadows: ShadowMap

    /// Of a pixel: of its one point where its points show one face, else their mean.
    func colour(x: Int, y: Int) -> Colour {
      let (first, second, third, fourth) = GroundPicture.points(x, y, in: depth)
      let owners = depth.owners
      if owners[first] == owners[second], owners[first] == owners[third], owners[first] == owners[fourth] {
        return colour(at: first, isEdge: isEdge(first, x, y))
      }
      let colours = [first, second, third, fourth].map { colour(at: $0, isEdge: isEdge(first, x, y)) }
      func mean(_ component: (Colour) -> Double) -> Double { colours.reduce(0) { $0 + component($1) } / 4 }
      return Colour(mean(\.red), mean(\.green), mean(\.blue))
    }

    /// Whether the next pixel belongs to a face that looks elsewhere, or lies far behind.
    private func isEdge(_ cell: Int, _ x: Int, _ y: Int) -> Bool {
      let owner = depth.owners[cell]
      guard owner >= 0 else { return false }
      let step = GroundPicture.fineness
      func differs(_ other: Int) -> Bool {
        let neighbour = depth.owners[other]
        guard neighbour >= 0, neighbour != owner else { return false }
        let normal = normals[Int(owner)]
        return normals[Int(neighbour)].dot(normal) < 0.9 || abs((place(other) - place(cell)).dot(normal)) > 0.03
      }
      return ((x + 1) * step < depth.width && differs(cell + step))
        || ((y + 1) * step < depth.height && differs(cell + step * depth.width))
    }

    private func place(_ cell: Int) -> Vector3 {
      GroundPicture.place(cell % depth.width, cell / depth.width, Double(depth.nearness[cell]), camera, left)
    }

    private func colour(at cell: Int, isEdge: Bool) -> Colour {
      let owner = depth.owners[cell]
      guard owner >= 0 else { return .soil }
      let place = place(cell)
      let distance = (place - focus).length / GroundPicture.reach
      guard distance < 1 else { return .soil }
      let normal = normals[Int(owner)]
      // Level ground has the colour of a flat floor; what the lamp reaches less is darker.
      let lit = max(0, -normal.dot(SolidPainter.light)) / -SolidPainter.light.y
      var colour = Colour.soil.mixed(with: .ink, share: 0.3 * max(0, 1 - lit))
      if lit > 0, shadows.isShaded(place) { colour = colour.mixed(with: .ink, share: 0.2) }
      let line = normal.y > 0.3 ? lineShare(place, normal) : 0
      colour = colour.mixed(with: .ink, share: isEdge ? 0.35 : 0.3 * line)
      return colour.mixed(with: .soil, share: distance)
    }

    /// How much of a pixel at a place is on a line of whole metres that is a pixel wide in the picture.
    private func lineShare(_ place: Vector3, _ normal: Vector3) -> Double {
      let depth = camera.depth(of: place)
      let ray = (place - camera.eye) / depth
      let facing = normal.dot(ray)
      guard abs(facing) > 1e-6 else { return 0 }
      // How the place changes from one pixel to the next, to the right and up.
      let across = (camera.right - ray * (normal.dot(camera.right) / facing)) * (depth / camera.focalLength)
      let upward = (camera.up - ray * (normal.dot(camera.up) / facing)) * (depth / camera.focalLength)
      func share(_ coordinate: Double, _ a: Double, _ b: Double) -> Double {
        max(0, 1 - abs(coordinate - coordinate.rounded()) / max((a * a + b * b).squareRoot(), 1e-9))
      }
      return max(share(place.x, across.x, upward.x), share(place.z, across.z, upward.z))
    }
  }
}

/// Where solids keep the lamp's light away.
struct ShadowMap {
  /// Metres of a cell's side.
  private static let cell = 0.005
  private let across: Vector3
  private let along: Vector3
  private let origin: (x: Double, y: Double)
  private let buffer: DepthBuffer

  init(_ solids: [Solid]) {
    let light = SolidPainter.light
    across = light.cross(.unitX).normalized()
    along = light.cross(across)
    let meshes = solids.map(\.triangles)
    let points = meshes.flatMap(\.vertices)
    let (x, y) = (points.map { [across] in $0.dot(across) }, points.map { [along] in $0.dot(along) })
    origin = (x.min() ?? 0, y.min() ?? 0)
    // A body that is spread wide has a coarser shadow, not an endless one.
    let span = max((x.max() ?? 0) - origin.x, (y.max() ?? 0) - origin.y)
    size = max(Self.cell, span / 1500)
    var buffer = DepthBuffer(
      width: Int(((x.max() ?? 0) - origin.x) / size) + 1, height: Int(((y.max() ?? 0) - origin.y) / size) + 1)
    for mesh in meshes {
      let corners = mesh.vertices.map { [across, along, origin, size] in
        DepthBuffer.Corner(
          x: ($0.dot(across) - origin.x) / size, y: ($0.dot(along) - origin.y) / size, nearness: -$0.dot(light))
      }
      for triangle in mesh.triangles {
        buffer.add(corners[triangle.a], corners[triangle.b], corners[triangle.c], owner: 0)
      }
    }
    self.buffer = buffer
  }

  private let size: Double

  /// Whether a solid is between the lamp and a place.
  func isShaded(_ place: Vector3) -> Bool {
    let (x, y) = ((place.dot(across) - origin.x) / size, (place.dot(along) - origin.y) / size)
    guard x >= 0, y >= 0, x < Double(buffer.width), y < Double(buffer.height) else { return false }
    return Double(buffer.nearness[Int(y) * buffer.width + Int(x)]) > -place.dot(SolidPainter.light) + 0.005
  }
}
