import CGaitkeeperPlugin
import Motion
import Simulation

/// The ground as C asks for it. Lives as long as the view that points to it.
final class HostGround {
  var ground: any Ground = NoGround()

  /// What a library hands back with each question.
  var pointer: UnsafeRawPointer { UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque()) }

  static let lookUp:
    @convention(c) (
      UnsafeRawPointer?, UnsafePointer<Double>?, UnsafeMutablePointer<gaitkeeper_ground>?
    ) -> Void = { pointer, place, found in
      guard let pointer, let place, let found else { return }
      found.pointee = Unmanaged<HostGround>.fromOpaque(pointer).takeUnretainedValue().answer(place[vector: 0])
    }

  private func answer(_ place: Vector3) -> gaitkeeper_ground {
    // Look-ups are for places that there are.
    guard place.isFinite, let surface = ground.surface(at: place) else {
      return gaitkeeper_ground(
        height: -.infinity, normal: (0, 1, 0), friction: 0,
        clearance: place.isFinite ? ground.clearance(of: place) : .infinity)
    }
    return gaitkeeper_ground(
      height: surface.height, normal: (surface.normal.x, surface.normal.y, surface.normal.z),
      friction: surface.friction, clearance: ground.clearance(of: place))
  }
}

extension UnsafePointer where Pointee == Double {
  /// The three numbers of row `row`.
  fileprivate subscript(vector row: Int) -> Vector3 { Vector3(self[3 * row], self[3 * row + 1], self[3 * row + 2]) }
}
