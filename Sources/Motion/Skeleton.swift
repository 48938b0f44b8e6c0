/// A tree of joints in its rest pose.
///
/// Joints are in an order in which a parent comes before its children; joint 0 is the only root.
public struct Skeleton: Hashable, Sendable, Codable {
  public struct Joint: Hashable, Sendable, Codable {
    public var name: String
    /// Index of the parent joint; nil for the root.
    public var parent: Int?
    /// Position in the parent's frame in the rest pose, in metres. Of the root: the file's own offset.
    public var offset: Vector3
    /// Tips beyond this joint that do not move by themselves (BVH's End Site), in this joint's frame, in metres.
    public var endSites: [Vector3]
    /// The channels by which a channel-based file (BVH) wrote this joint, so that it can be written back alike.
    public var channels: [Channel]?

    public init(
      name: String, parent: Int?, offset: Vector3, endSites: [Vector3] = [], channels: [Channel]? = nil
    ) {
      self.name = name
      self.parent = parent
      self.offset = offset
      self.endSites = endSites
      self.channels = channels
    }
  }

  /// One animated number of a joint in a channel-based file.
  public enum Channel: String, Hashable, Sendable, Codable, CaseIterable {
    case xPosition = "Xposition"
    case yPosition = "Yposition"
    case zPosition = "Zposition"
    case xRotation = "Xrotation"
    case yRotation = "Yrotation"
    case zRotation = "Zrotation"

    public var isRotation: Bool { self == .xRotation || self == .yRotation || self == .zRotation }
    /// 0, 1 or 2 for x, y or z.
    public var axis: Int {
      switch self {
      case .xPosition, .xRotation: 0
      case .yPosition, .yRotation: 1
      case .zPosition, .zRotation: 2
      }
    }
  }

  public private(set) var joints: [Joint]

  /// - Throws: `MotionError.invalidSkeleton` when there is no joint, a parent does not come before its child,
  ///   there is more than one root, an offset is not finite, or two joints share a name.
  public init(joints: [Joint]) throws {
    guard !joints.isEmpty else { throw MotionError.invalidSkeleton("it has no joints") }
    var names = Set<String>()
    for (index, joint) in joints.enumerated() {
      if let parent = joint.parent {
        guard parent >= 0, parent < index else {
          throw MotionError.invalidSkeleton("joint '\(joint.name)' comes before its parent, or has none that exists")
        }
      } else if index > 0 {
        throw MotionError.invalidSkeleton("joint '\(joint.name)' is a second root beside '\(joints[0].name)'")
      }
      guard joint.offset.isFinite, joint.endSites.allSatisfy(\.isFinite) else {
        throw MotionError.invalidSkeleton("the offset of joint '\(joint.name)' is not finite")
      }
      guard names.insert(joint.name).inserted else {
        throw MotionError.invalidSkeleton("two joints are named '\(joint.name)'")
      }
    }
    self.joints = joints
  }

  public var count: Int { joints.count }
  public func index(named name: String) -> Int? { joints.firstIndex { $0.name == name } }
  public func children(of joint: Int) -> [Int] { joints.indices.filter { joints[$0].parent == joint } }
}
