/// The part that a joint plays in a human body, whatever its skeleton calls it: the bone names of the VRM humanoid.
///
/// A joint has the role of the bone that it turns: `leftLowerLeg` is the knee, `leftFoot` the ankle.
public enum BodyRole: String, Hashable, Sendable, Codable, CaseIterable {
  case hips, spine, chest, upperChest, neck, head
  case leftShoulder, leftUpperArm, leftLowerArm, leftHand
  case rightShoulder, rightUpperArm, rightLowerArm, rightHand
  case leftUpperLeg, leftLowerLeg, leftFoot, leftToes
  case rightUpperLeg, rightLowerLeg, rightFoot, rightToes

  /// The roles without which a motion cannot be carried over.
  public static let required: [BodyRole] = [
    .hips, .leftUpperLeg, .leftLowerLeg, .leftFoot, .rightUpperLeg, .rightLowerLeg, .rightFoot,
  ]

  /// The trunk's joints over the hips, from the bottom up.
  static let trunk: [BodyRole] = [.spine, .chest, .upperChest]
}

/// One side of the body with the roles on it.
enum BodySide: CaseIterable {
  case left, right

  var shoulder: BodyRole { self == .left ? .leftShoulder : .rightShoulder }
  var upperArm: BodyRole { self == .left ? .leftUpperArm : .rightUpperArm }
  var lowerArm: BodyRole { self == .left ? .leftLowerArm : .rightLowerArm }
  var hand: BodyRole { self == .left ? .leftHand : .rightHand }
  var upperLeg: BodyRole { self == .left ? .leftUpperLeg : .rightUpperLeg }
  var lowerLeg: BodyRole { self == .left ? .leftLowerLeg : .rightLowerLeg }
  var foot: BodyRole { self == .left ? .leftFoot : .rightFoot }
  var toes: BodyRole { self == .left ? .leftToes : .rightToes }
}
