import Foundation
import Motion
import Yams

/// Which joint of a skeleton plays which role in the body.
public struct JointMap: Hashable, Sendable {
  /// Joint indices by role. A role that the skeleton does not have is absent.
  public internal(set) var joints: [BodyRole: Int]

  public subscript(role: BodyRole) -> Int? { joints[role] }

  /// The joints by the names of their roles.
  var roles: [String: Int] {
    Dictionary(uniqueKeysWithValues: joints.map { ($0.key.rawValue, $0.value) })
  }

  /// Of joints by the names of their roles; others are left out.
  init(roles: [String: Int]) {
    joints = [:]
    for (name, joint) in roles {
      if let role = BodyRole(rawValue: name) { joints[role] = joint }
    }
  }

  /// Finds the joints by name in the usual conventions, and where the names say nothing, by the shape of the skeleton: two
  /// legs, two arms and a head.
  ///
  /// Knees and elbows are found by their names, which no two conventions use for different joints; the others by where
  /// they are on the chains through these, since "LeftShoulder" or "LeftFoot" mean one joint here and another there.
  /// - Parameter pose: a pose of the skeleton with a standing body, by which to tell left from right when the names do not;
  ///   nil means the rest pose.
  /// - Throws: `RetargetingError.missingRole` with the first required role that was not found.
  public init(skeleton: Skeleton, pose: WorldPose? = nil) throws {
    self.init(found: skeleton, pose: pose)
    try checkRequired(in: "the skeleton")
  }

  /// The joints of a clip's skeleton; its first frame tells left from right when the names do not.
  /// - Throws: `RetargetingError.missingRole`.
  public init(clip: MotionClip) throws {
    self.init(found: clip.skeleton, pose: clip.pose(at: 0))
    try checkRequired(in: clip.name)
  }

  /// Reads a map from YAML or JSON: an object from role to joint name, such as `leftFoot: LeftAnkle`. Roles that it does not
  /// name are found as `init(skeleton:pose:)` does.
  /// - Parameter file: the name to use in errors.
  /// - Throws: `RetargetingError`: text that is no such object, an unknown role or joint, a required role not found.
  public init(text: String, file: String, skeleton: Skeleton, pose: WorldPose? = nil) throws {
    self.init(found: skeleton, pose: pose)
    try override(with: Self.entries(of: text, file: file), file: file, skeleton: skeleton)
    try checkRequired(in: file)
  }

  /// - Throws: as `init(text:file:skeleton:pose:)`, and when the file cannot be read.
  public init(contentsOf path: String, skeleton: Skeleton, pose: WorldPose? = nil) throws {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw RetargetingError.malformedMap(file: path, problem: "it cannot be read")
    }
    guard data.count <= 1 << 20, let text = String(data: data, encoding: .utf8) else {
      throw RetargetingError.malformedMap(file: path, problem: "expected up to one megabyte of UTF-8 text")
    }
    try self.init(text: text, file: path, skeleton: skeleton, pose: pose)
  }

  /// Joint names by role, on top of what is found by itself.
  init(roles: [String: String], name: String, skeleton: Skeleton) throws {
    self.init(found: skeleton, pose: nil)
    try override(with: roles.sorted { $0.key < $1.key }, file: name, skeleton: skeleton)
    try checkRequired(in: name)
  }

  private init(found skeleton: Skeleton, pose: WorldPose?) {
    joints = Self.findByName(skeleton)
    if !BodyRole.required.allSatisfy({ joints[$0] != nil }) {
      joints = Self.findByShape(skeleton, pose: pose ?? skeleton.restPose) ?? joints
    }
  }

  private mutating func override(with entries: [(String, String)], file: String, skeleton: Skeleton) throws {
    for (key, value) in entries {
      guard let role = BodyRole(rawValue: key) else { throw RetargetingError.unknownRole(key, file: file) }
      guard let joint = skeleton.index(named: value) else {
        throw RetargetingError.unknownJoint(value, role: key, file: file, joints: skeleton.joints.map(\.name))
      }
      joints[role] = joint
    }
  }

  private func checkRequired(in name: String) throws {
    if let role = BodyRole.required.first(where: { joints[$0] == nil }) {
      throw RetargetingError.missingRole(role, skeleton: name)
    }
  }

  private static func entries(of text: String, file: String) throws -> [(String, String)] {
    let expected = "expected joint names by role, such as 'leftFoot: LeftAnkle'"
    let node: Node?
    do {
      node = try Yams.compose(yaml: text)
    } catch {
      let problem = "\(error)".split(separator: "\n").joined(separator: " ")
      throw RetargetingError.malformedMap(file: file, problem: problem)
    }
    guard let mapping = node?.mapping else { throw RetargetingError.malformedMap(file: file, problem: expected) }
    return try mapping.map { key, value in
      guard let role = key.scalar?.string, let joint = value.scalar?.string else {
        throw RetargetingError.malformedMap(file: file, problem: expected)
      }
      return (role, joint)
    }
  }
}

extension Skeleton {
  /// Where the joints are when no joint is turned.
  var restPose: WorldPose {
    var positions: [Vector3] = []
    for joint in joints {
      positions.append((joint.parent.map { positions[$0] } ?? .zero) + joint.offset)
    }
    return WorldPose(positions: positions, orientations: Array(repeating: .identity, count: count))
  }

  /// The joints from `joint` up to the root, both included.
  func ancestry(of joint: Int) -> [Int] {
    var path = [joint]
    while let parent = joints[path[path.count - 1]].parent { path.append(parent) }
    return path
  }

  /// The joint deepest in the tree that is on the way from the root to both.
  func commonAncestor(_ a: Int, _ b: Int) -> Int {
    let path = Set(ancestry(of: a))
    return ancestry(of: b).first(where: path.contains) ?? 0
  }
}
