import Motion
import Simulation

extension BodyModel {
  /// The shapes that move with each joint, in its frame: the humanoid's own, or a capsule for each bone to a child or a tip.
  /// Bones whose length changes have their mean length.
  var linkShapes: [[Shape]] {
    if let shapes = humanoidShapes { return shapes }
    let skeleton = clip.skeleton
    let sides = skeleton.sides
    var shapes = Array(repeating: [Shape](), count: skeleton.count)
    for (index, joint) in skeleton.joints.enumerated() {
      let isHead = joint.name.lowercased().hasSuffix("head")
      if let parent = joint.parent {
        let moves = clip.translations[index]
        let offset = moves.map { $0.reduce(.zero, +) / Double($0.count) } ?? joint.offset
        shapes[parent] += Self.bone(to: offset, isTrunk: sides[index] == .centre)
      }
      if isHead {
        shapes[index].append(
          Shape(geometry: .sphere(radius: 0.1), position: (joint.endSites.first ?? .zero) / 2))
      } else {
        for tip in joint.endSites { shapes[index] += Self.bone(to: tip, isTrunk: sides[index] == .centre) }
      }
    }
    return shapes
  }

  private static func bone(to end: Vector3, isTrunk: Bool) -> [Shape] {
    let length = end.length
    guard length > 1e-6 else { return [] }
    let radius = boneRadius(length: length, isTrunk: isTrunk)
    return [
      Shape(
        geometry: .capsule(radius: radius, halfLength: length / 2), position: end / 2,
        orientation: Quaternion(from: .unitZ, to: end))
    ]
  }
}
