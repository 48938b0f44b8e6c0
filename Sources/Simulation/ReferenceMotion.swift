import Motion
import Synchronization

/// What is to be tracked: a motion on a humanoid's links, with velocities, one frame a control step.
public struct ReferenceMotion: Sendable {
  public let rate: Double
  public let linkCount: Int
  public let frameCount: Int
  /// `links[frame * linkCount + link]`.
  public private(set) var links: [LinkState]
  /// Angular velocity with which each link turns against its parent from the frame before to this one, in the parent's frame, in
  /// rad/s; zero in the first frame. A target that moves by it over a control step begins and ends on the reference. Laid out as `links`.
  public let jointVelocities: [Vector3]
  /// Rotation of each link in its parent's frame; laid out as `links`.
  public let jointRotations: [Quaternion]
  /// Copies share it, all others have another: by it a plugin knows for which reference it has planned.
  public private(set) var identity = Identity()

  /// Equal to itself and its copies alone.
  public final class Identity: Sendable {
    private struct Plan: Sendable {
      let isFor: @Sendable (AnyHashable) -> Bool
      let plan: ReferenceMotion?
    }
    private let plans = Mutex<[Plan]>([])
    /// As many are kept.
    private static let capacity = 4

    fileprivate init() {}

    /// What is made of the reference for a key, once for all simulations that track it; nil if that is the reference itself.
    /// - Parameter make: gives the same for the same key, always.
    public func plan(
      for key: some Hashable & Sendable, make: () -> ReferenceMotion?
    ) -> ReferenceMotion? {
      let wanted = AnyHashable(key)
      if let known = plans.withLock({ $0.first { $0.isFor(wanted) } }) { return known.plan }
      let plan = make()
      plans.withLock { plans in
        if plans.count >= Self.capacity { plans.removeFirst() }
        plans.append(Plan(isFor: { $0 == AnyHashable(key) }, plan: plan))
      }
      return plan
    }
  }

  /// - Parameter clip: a motion on the humanoid's own skeleton, at the control rate.
  /// - Throws: `MotionError.invalidClip` when the skeletons differ.
  public init(clip: MotionClip, humanoid: Humanoid) throws {
    let count = humanoid.links.count
    guard clip.skeleton.joints.map(\.name) == humanoid.skeleton.joints.map(\.name) else {
      throw MotionError.invalidClip(clip.name, "its skeleton is not that of humanoid '\(humanoid.name)'")
    }
    rate = clip.rate
    linkCount = count
    frameCount = clip.frameCount
    let poses = (0..<clip.frameCount).map { clip.pose(at: $0) }
    var links: [LinkState] = []
    links.reserveCapacity(poses.count * count)
    var jointVelocities: [Vector3] = []
    jointVelocities.reserveCapacity(poses.count * count)
    for frame in poses.indices {
      // Central differences inside, one-sided at the ends; a single frame stands still.
      let before = max(frame - 1, 0)
      let after = min(frame + 1, poses.count - 1)
      let span = Double(after - before) / clip.rate
      for link in 0..<count {
        var state = LinkState(
          position: poses[frame].positions[link], orientation: poses[frame].orientations[link])
        if span > 0 {
          state.linearVelocity = (poses[after].positions[link] - poses[before].positions[link]) / span
          let turn = poses[after].orientations[link] * poses[before].orientations[link].inverse
          state.angularVelocity = turn.rotationVector / span
        }
        links.append(state)
      }
      for link in 0..<count {
        guard frame > 0, humanoid.links[link].parent != nil else {
          jointVelocities.append(.zero)
          continue
        }
        let turn = clip[rotation: frame, link] * clip[rotation: frame - 1, link].inverse
        jointVelocities.append(turn.rotationVector * clip.rate)
      }
    }
    self.links = links
    self.jointVelocities = jointVelocities
    self.jointRotations = clip.rotations
  }

  /// The same turns of the joints with other states of the links, laid out as `links`: as a whole body that is moved.
  public func moving(_ links: [LinkState]) -> ReferenceMotion {
    var motion = self
    motion.links = links
    motion.identity = Identity()
    return motion
  }

  /// The motion as a clip.
  /// - Throws: `MotionError.invalidClip` when the humanoid is another.
  public func clip(of humanoid: Humanoid) throws -> MotionClip {
    try MotionClip(
      name: "reference", skeleton: humanoid.skeleton, rate: rate,
      rootTranslations: (0..<frameCount).map { links[base(of: $0)].position }, rotations: jointRotations)
  }

  /// Index of the first link of `frame` in the flat arrays; frames past the end are the last.
  @inlinable public func base(of frame: Int) -> Int { min(max(frame, 0), frameCount - 1) * linkCount }

  public func frame(_ frame: Int) -> ArraySlice<LinkState> {
    let base = base(of: frame)
    return links[base..<(base + linkCount)]
  }
}
