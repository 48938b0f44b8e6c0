import Foundation
import Motion

/// A camera at a place, that sees far things small.
struct Perspective {
  let eye: Vector3
  /// Unit vectors to the right and up in the picture, and from the eye into it.
  let right: Vector3
  let up: Vector3
  let forward: Vector3
  /// Pixels a metre at a distance of one metre.
  let focalLength: Double
  /// Page position of what lies straight ahead.
  let centre: Canvas.Point

  /// Nothing nearer to the eye than this is drawn, in metres.
  static let nearest = 0.2

  /// - Parameters:
  ///   - angle: between the picture's lower and upper edge, in radians.
  ///   - height: of the picture in pixels.
  init(eye: Vector3, target: Vector3, angle: Double, centre: Canvas.Point, height: Double) {
    self.eye = eye
    forward = (target - eye).normalized(or: .unitZ)
    right = forward.cross(.unitY).normalized(or: .unitX)
    up = right.cross(forward)
    focalLength = height / 2 / tan(angle / 2)
    self.centre = centre
  }

  /// Metres from the eye, straight ahead.
  func depth(of point: Vector3) -> Double { (point - eye).dot(forward) }

  /// Pixels a metre where the point is.
  func scale(at point: Vector3) -> Double { focalLength / max(depth(of: point), Self.nearest) }

  func page(_ point: Vector3) -> Canvas.Point {
    let scale = scale(at: point)
    let offset = point - eye
    return .init(centre.x + offset.dot(right) * scale, centre.y - offset.dot(up) * scale)
  }
}
