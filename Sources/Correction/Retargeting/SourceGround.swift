import Motion
import Simulation

/// The ground as a motion's own skeleton has it, in its size: for motions that have the ground's heights in them.
struct SourceGround: Ground {
  let ground: any Ground
  /// Length of the humanoid's legs over that of the source's.
  let scale: Double

  func surface(at place: Vector3) -> GroundSurface? {
    ground.surface(at: place * scale).map {
      GroundSurface(height: $0.height / scale, normal: $0.normal, friction: $0.friction)
    }
  }

  var isPlane: Bool { ground.isPlane }
  var pieces: [GroundPiece] { [] }
}
