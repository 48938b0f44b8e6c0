import Motion
import Simulation

/// A humanoid seen as a body: which link plays which role, and how its bones lie in the rest pose.
struct HumanoidBody {
  let humanoid: Humanoid
  let map: JointMap
  /// Positions of the links' origins in the rest pose.
  let rest: [Vector3]
  let legLength: Double

  init(humanoid: Humanoid, roles: [String: String]) throws {
    self.humanoid = humanoid
    map = try JointMap(roles: roles, name: "humanoid '\(humanoid.name)'", skeleton: humanoid.skeleton)
    rest = humanoid.skeleton.restPose.positions
    var length = 0.0
    for side in BodySide.allCases {
      guard let hip = map[side.upperLeg], let knee = map[side.lowerLeg], let ankle = map[side.foot] else { continue }
      length += ((rest[knee] - rest[hip]).length + (rest[ankle] - rest[knee]).length) / 2
    }
    guard length > 1e-6 else { throw RetargetingError.noLegLength(skeleton: "humanoid '\(humanoid.name)'") }
    legLength = length
  }

  func bone(from role: BodyRole, to next: BodyRole) -> Vector3? {
    guard let link = map[role], let other = map[next] else { return nil }
    return rest[other] - rest[link]
  }

  /// The link that goes with each role of another body. Trunks of different numbers of joints are laid beside each other from
  /// the hips to their upper ends, and each joint goes with the link at the nearest place.
  func partners(of other: JointMap) -> [BodyRole: Int] {
    var partners = map.joints.filter { other[$0.key] != nil }
    let links = BodyRole.trunk.compactMap { map[$0] }
    let roles = BodyRole.trunk.filter { other[$0] != nil }
    for (index, role) in roles.enumerated() where !links.isEmpty {
      let place = (index + 1) * links.count
      // Rounds place / roles.count to the nearest link, counted from one.
      partners[role] = links[max(0, (2 * place + roles.count) / (2 * roles.count) - 1)]
    }
    return partners
  }

  /// The rest direction between two trunk links; straight up where there are no two.
  func trunkBone(from link: Int?, to other: Int?) -> Vector3 {
    guard let link, let other, (rest[other] - rest[link]).length > 1e-6 else { return .unitY }
    return rest[other] - rest[link]
  }

  func footDirection(_ side: BodySide) -> Vector3 { bone(from: side.foot, to: side.toes) ?? .unitZ }

  /// The middle between the hip joints in the root's frame, in the rest pose.
  var middleOfHipsInRoot: Vector3 {
    guard let left = map[.leftUpperLeg], let right = map[.rightUpperLeg] else { return .zero }
    return (rest[left] + rest[right]) / 2 - rest[0]
  }
}
