import Testing

@testable import Motion

/// A dummy root on the floor is no part of the body.
@Test func theBodyAloneIsWhereItWas() throws {
  let joints: [Skeleton.Joint] = [
    .init(name: "root", parent: nil, offset: .zero), .init(name: "hips", parent: 0, offset: Vector3(0, 1, 0)),
    .init(name: "left", parent: 1, offset: Vector3(0.1, -0.5, 0)),
    .init(name: "right", parent: 1, offset: Vector3(-0.1, -0.5, 0)),
  ]
  let clip = try MotionClip(
    name: "a", skeleton: Skeleton(joints: joints), rate: 30,
    rootTranslations: (0..<5).map { Vector3(Double($0), 0, 0) },
    rotations: (0..<20).map { Quaternion(rotationVector: Vector3(0.1, 0.2, 0.3) * Double($0)) },
    translations: [1: (0..<5).map { Vector3(0, 1, 0.1 * Double($0)) }])
  let body = try clip.bodyAlone()
  #expect(body.skeleton.joints.map(\.name) == ["hips", "left", "right"])
  for frame in 0..<5 {
    for joint in 0..<3 {
      #expect((body.pose(at: frame).positions[joint] - clip.pose(at: frame).positions[joint + 1]).length < 1e-12)
    }
  }
}
