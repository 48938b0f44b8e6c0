import Motion
import Simulation

extension ViewerTrack {
  /// - Parameters:
  ///   - clip: the motion, of at least one frame.
  ///   - humanoid: gives its shapes to a clip whose joints are its links; any other is drawn as bones.
  ///   - ground: what the body stands on.
  ///   - reference: on the same joints and at the same rate, from which distances are taken.
  /// - Throws: `ViewerError.outOfReach` for a joint kilometres away.
  public init(
    clip: MotionClip, role: Role, humanoid: Humanoid?, ground: any Ground = PlaneGround(),
    reference: MotionClip? = nil
  ) throws {
    let body = BodyModel(clip: clip, humanoid: humanoid)
    try body.checkReach()
    let poses = (0..<body.clip.frameCount).map { body.clip.pose(at: $0) }
    self.init(
      role: role, rate: body.clip.rate, frameCount: poses.count, links: body.viewerLinks,
      poses: PackedNumbers(poses.flatMap(Self.packed)),
      errors: reference.map { PackedNumbers(clip.jointDistances(to: $0).flatMap { $0 }) },
      heights: ground.levelHeight == 0
        ? nil : PackedNumbers(poses.map { ground.heightShown(under: $0.positions[0]) }))
  }

  /// Seven numbers a joint.
  public static func packed(_ pose: WorldPose) -> [Float] {
    zip(pose.positions, pose.orientations).flatMap { p, q in
      [Float(p.x), Float(p.y), Float(p.z), Float(q.x), Float(q.y), Float(q.z), Float(q.w)]
    }
  }
}

extension MotionClip {
  /// Distance of each joint from the reference's, in metres: a row a frame, as many as both clips have.
  func jointDistances(to reference: MotionClip) -> [[Double]] {
    guard jointCount == reference.jointCount else { return [] }
    return (0..<min(frameCount, reference.frameCount)).map { frame in
      zip(pose(at: frame).positions, reference.pose(at: frame).positions).map { ($0 - $1).length }
    }
  }
}

extension BodyModel {
  /// The body's links with their shapes, one a joint.
  var viewerLinks: [ViewerTrack.Link] {
    let sides = clip.skeleton.sides
    return zip(clip.skeleton.joints.indices, linkShapes).map { index, shapes in
      let joint = clip.skeleton.joints[index]
      return ViewerTrack.Link(
        name: joint.name, parent: joint.parent, side: "\(sides[index])", solids: shapes.map(ViewerSolid.init))
    }
  }
}

extension ViewerSolid {
  init(_ shape: Shape) {
    switch shape.geometry {
    case .sphere(let radius): (kind, size) = (.sphere, [radius])
    case .capsule(let radius, let halfLength): (kind, size) = (.capsule, [radius, halfLength])
    case .box(let half): (kind, size) = (.box, [half.x, half.y, half.z])
    }
    let (p, q) = (shape.position, shape.orientation)
    position = [p.x, p.y, p.z]
    orientation = [q.x, q.y, q.z, q.w]
  }
}
