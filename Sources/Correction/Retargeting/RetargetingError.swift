/// Why a motion cannot be carried over to a humanoid, or back.
public enum RetargetingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A joint that is needed was not found, by name nor by the shape of the skeleton.
  case missingRole(BodyRole, skeleton: String)
  case unknownRole(String, file: String)
  case unknownJoint(String, role: String, file: String, joints: [String])
  case malformedMap(file: String, problem: String)
  /// The map belongs to another skeleton: a joint index is outside of it.
  case mapDoesNotFit(BodyRole, skeleton: String)
  case noLegLength(skeleton: String)
  case performedDoesNotFit(clip: String, problem: String)

  public var description: String {
    switch self {
    case .missingRole(let role, let skeleton):
      "\(skeleton): no joint found for '\(role.rawValue)'; name it in a joint map"
    case .unknownRole(let role, let file):
      "\(file): unknown role '\(role)'; expected one of \(BodyRole.allCases.map(\.rawValue).joined(separator: ", "))"
    case .unknownJoint(let joint, let role, let file, let joints):
      "\(file): '\(role)': no joint '\(joint)'; the skeleton has \(joints.joined(separator: ", "))"
    case .malformedMap(let file, let problem): "\(file): \(problem)"
    case .mapDoesNotFit(let role, let skeleton):
      "\(skeleton): the joint map's '\(role.rawValue)' is not a joint of this skeleton"
    case .noLegLength(let skeleton): "\(skeleton): its legs have no length, so its size is not known"
    case .performedDoesNotFit(let clip, let problem): "\(clip): \(problem)"
    }
  }
}
