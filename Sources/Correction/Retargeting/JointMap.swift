import Foundation
import Motion
import Yams

/// Which joint of a skeleton plays which part of a body.
///
/// Parts have the names of VRM's humanoid bones: hips, chest (the joint that carries neck and arms), head; and left and right
/// Shoulder (the clavicle), UpperArm, LowerArm, Hand, UpperLeg, LowerLeg, Foot, Toes. Spine and neck joints between these
/// follow from the tree.
public struct JointMap: Sendable, Equatable {
  /// Joint index by part.
  public private(set) var roles: [String: Int]
  /// From above the hips to the chest, which is the last.
  let torso: [Int]
  /// From above the chest to the head, which is the last; empty without a head.
  let neck: [Int]

  static let sides = ["left", "right"]
  static let limbRoles = ["Shoulder", "UpperArm", "LowerArm", "Hand", "UpperLeg", "LowerLeg", "Foot", "Toes"]
  static let required = ["hips"] + sides.flatMap { side in ["UpperLeg", "LowerLeg", "Foot"].map { side + $0 } }
  public static let roleNames =
    ["hips", "spine", "chest", "upperChest", "neck", "head"] + sides.flatMap { side in limbRoles.map { side + $0 } }

  /// Finds the parts by the joints' names in the usual conventions and by the tree: limbs by their side, their parts by
  /// the lengths of their bones.
  /// - Parameter overrides: part to joint name; these stand over what is found.
  /// - Throws: `RetargetingError` naming a part that is needed and cannot be found, or what an override says wrong.
  public init(skeleton: Skeleton, overrides: [String: String] = [:]) throws {
    var roles = JointNames(skeleton).roles()
    for (role, name) in overrides.sorted(by: { $0.key < $1.key }) {
      guard Self.roleNames.contains(role) else { throw RetargetingError.unknownRole(role) }
      guard let joint = skeleton.index(named: name) else {
        throw RetargetingError.unknownJoint(role: role, joint: name, known: skeleton.joints.map(\.name))
      }
      roles[role] = joint
    }
    for role in Self.required where roles[role] == nil { throw RetargetingError.unmapped(role: role) }
    let tree = JointTree(skeleton)
    let hips = roles["hips"] ?? 0
    for role in roles.keys where role != "hips" && !tree.path(from: hips, to: roles[role] ?? 0).isReachable {
      throw RetargetingError.notBelowHips(role: role, joint: skeleton.joints[roles[role] ?? 0].name)
    }
    let chest = roles["upperChest"] ?? roles["chest"] ?? roles["spine"]
    torso = chest.map { tree.path(from: hips, to: $0).joints } ?? []
    neck = roles["head"].map { tree.path(from: chest ?? hips, to: $0).joints } ?? []
    self.roles = roles
  }

  /// Reads overrides from a YAML or JSON file of parts and joint names.
  /// - Throws: `RetargetingError`.
  public init(contentsOf path: String, skeleton: Skeleton) throws {
    guard let data = FileManager.default.contents(atPath: path), let text = String(data: data, encoding: .utf8) else {
      throw RetargetingError.badMapFile(path, "cannot be read")
    }
    guard let overrides = try? YAMLDecoder().decode([String: String].self, from: text) else {
      throw RetargetingError.badMapFile(path, "expected lines such as 'leftFoot: LeftToe'")
    }
    try self.init(skeleton: skeleton, overrides: overrides)
  }

  subscript(role: String) -> Int? { roles[role] }
}

/// What is wrong with a mapping between two bodies.
public enum RetargetingError: Error, Hashable, Sendable, CustomStringConvertible {
  case unmapped(role: String)
  case unknownRole(String)
  case unknownJoint(role: String, joint: String, known: [String])
  case notBelowHips(role: String, joint: String)
  case badMapFile(String, String)
  case degenerate(String)

  public var description: String {
    switch self {
    case .unmapped(let role): "no joint could be found that plays '\(role)'; a map file can name it (--map)"
    case .unknownRole(let role):
      "'\(role)' is no part of a body; parts are \(JointMap.roleNames.joined(separator: ", "))"
    case .unknownJoint(let role, let joint, let known):
      "part '\(role)': there is no joint '\(joint)'; joints are \(known.joined(separator: ", "))"
    case .notBelowHips(let role, let joint): "part '\(role)': joint '\(joint)' does not hang on the hips"
    case .badMapFile(let file, let problem): "\(file): \(problem)"
    case .degenerate(let problem): problem
    }
  }
}

/// A skeleton's tree with what paths through it need.
struct JointTree {
  let skeleton: Skeleton
  let children: [[Int]]
  let depth: [Int]
  /// World positions in the rest pose.
  let rest: [Vector3]

  init(_ skeleton: Skeleton) {
    self.skeleton = skeleton
    var children = [[Int]](repeating: [], count: skeleton.count)
    var depth: [Int] = []
    var rest: [Vector3] = []
    for (index, joint) in skeleton.joints.enumerated() {
      if let parent = joint.parent { children[parent].append(index) }
      depth.append(joint.parent.map { depth[$0] + 1 } ?? 0)
      rest.append((joint.parent.map { rest[$0] } ?? .zero) + joint.offset)
    }
    self.children = children
    self.depth = depth
    self.rest = rest
  }

  /// The joints below `start` down to `end` inclusive.
  func path(from start: Int, to end: Int) -> (joints: [Int], isReachable: Bool) {
    var joints: [Int] = []
    var joint = end
    while joint != start {
      joints.append(joint)
      guard let parent = skeleton.joints[joint].parent else { return (joints.reversed(), false) }
      joint = parent
    }
    return (joints.reversed(), true)
  }

  func commonAncestor(_ a: Int, _ b: Int) -> Int {
    var a = a
    var b = b
    while a != b {
      if depth[a] >= depth[b], let parent = skeleton.joints[a].parent {
        a = parent
      } else if let parent = skeleton.joints[b].parent {
        b = parent
      }
    }
    return a
  }

  func isDescendant(_ joint: Int, of ancestor: Int) -> Bool {
    var joint = joint
    while depth[joint] > depth[ancestor], let parent = skeleton.joints[joint].parent { joint = parent }
    return joint == ancestor
  }
}
