/// A motion: a skeleton, and for each frame where its root is and how each joint is turned.
///
/// In memory a clip is always in metres, y up, right-handed. `convention` remembers how the file had it, so that a
/// writer can give back what the reader took.
public struct MotionClip: Sendable, Equatable {
  public var name: String
  public var skeleton: Skeleton
  /// Frames per second.
  public var rate: Double
  /// World position of the root joint, in metres: one a frame.
  public var rootTranslations: [Vector3]
  /// Local rotations, frame by frame: `rotations[frame * skeleton.count + joint]`; the root's is its world orientation.
  public var rotations: [Quaternion]
  /// For joints other than the root whose distance to the parent changes in time: their position in the parent's
  /// frame, in metres, one a frame, in place of the skeleton's offset.
  public var translations: [Int: [Vector3]]
  public var convention: WorldConvention
  /// What a format carries beyond the motion (AMASS's gender and betas, ...), kept for writing back.
  public var attributes: [String: ClipAttribute]

  /// - Throws: `MotionError.invalidClip` when the counts do not fit, the rate is not a positive finite number, the
  ///   clip has no frames, or a number is not finite (the frame and joint are named).
  public init(
    name: String, skeleton: Skeleton, rate: Double, rootTranslations: [Vector3], rotations: [Quaternion],
    translations: [Int: [Vector3]] = [:], convention: WorldConvention = .init(),
    attributes: [String: ClipAttribute] = [:]
  ) throws {
    self.name = name
    self.skeleton = skeleton
    self.rate = rate
    self.rootTranslations = rootTranslations
    self.rotations = rotations
    self.translations = translations
    self.convention = convention
    self.attributes = attributes
    try validate()
  }

  public var frameCount: Int { rootTranslations.count }
  public var jointCount: Int { skeleton.count }
  /// Time from the first frame to the last, in seconds.
  public var duration: Double { Double(frameCount - 1) / rate }

  public subscript(rotation frame: Int, joint: Int) -> Quaternion {
    get { rotations[frame * skeleton.count + joint] }
    set { rotations[frame * skeleton.count + joint] = newValue }
  }

  /// Position of `joint` in its parent's frame at `frame`.
  public func localTranslation(frame: Int, joint: Int) -> Vector3 {
    translations[joint]?[frame] ?? skeleton.joints[joint].offset
  }

  /// Positions and orientations of all joints in the world at one frame (forward kinematics).
  public func pose(at frame: Int) -> WorldPose {
    var pose = WorldPose(positions: [], orientations: [])
    pose.positions.reserveCapacity(jointCount)
    pose.orientations.reserveCapacity(jointCount)
    for (index, joint) in skeleton.joints.enumerated() {
      let local = self[rotation: frame, index]
      if let parent = joint.parent {
        let orientation = pose.orientations[parent]
        pose.positions.append(
          pose.positions[parent] + orientation.rotate(localTranslation(frame: frame, joint: index)))
        pose.orientations.append(orientation * local)
      } else {
        pose.positions.append(rootTranslations[frame])
        pose.orientations.append(local)
      }
    }
    return pose
  }

  func validate() throws {
    guard rate.isFinite, rate > 0 else {
      throw MotionError.invalidClip(name, "its rate is \(rate) frames per second, expected a positive number")
    }
    guard frameCount > 0 else { throw MotionError.invalidClip(name, "it has no frames") }
    guard rotations.count == frameCount * jointCount else {
      throw MotionError.invalidClip(
        name, "it has \(rotations.count) rotations, expected \(frameCount) frames x \(jointCount) joints")
    }
    for frame in 0..<frameCount {
      guard rootTranslations[frame].isFinite else {
        throw MotionError.nonFinite(clip: name, frame: frame, joint: skeleton.joints[0].name)
      }
      for joint in 0..<jointCount where !self[rotation: frame, joint].isFinite {
        throw MotionError.nonFinite(clip: name, frame: frame, joint: skeleton.joints[joint].name)
      }
    }
    for (joint, values) in translations {
      guard skeleton.joints.indices.contains(joint), joint > 0, values.count == frameCount else {
        throw MotionError.invalidClip(name, "the translations of joint \(joint) do not fit its skeleton and frames")
      }
      if let frame = values.firstIndex(where: { !$0.isFinite }) {
        throw MotionError.nonFinite(clip: name, frame: frame, joint: skeleton.joints[joint].name)
      }
    }
  }
}

/// Where every joint of a skeleton is in the world at one moment.
public struct WorldPose: Sendable, Equatable {
  /// Metres.
  public var positions: [Vector3]
  public var orientations: [Quaternion]

  public init(positions: [Vector3], orientations: [Quaternion]) {
    self.positions = positions
    self.orientations = orientations
  }
}

/// How a file has the world: which axis is up and how long its unit is. Clips in memory are y up and in metres.
public struct WorldConvention: Hashable, Sendable, Codable {
  public enum Up: String, Hashable, Sendable, Codable, CaseIterable { case y, z }

  public var up: Up
  /// Metres to one unit of the file.
  public var metresPerUnit: Double
  /// Name of the codec that read the clip, or nil.
  public var format: String?

  public init(up: Up = .y, metresPerUnit: Double = 1, format: String? = nil) {
    self.up = up
    self.metresPerUnit = metresPerUnit
    self.format = format
  }
}

/// A value that a format carries beside the motion.
public enum ClipAttribute: Hashable, Sendable, Codable {
  case text(String)
  case numbers([Double])
}
