import Foundation
import Motion
import Simulation
import StandardPlugins

/// Makes a body perform a clip: retargets the clip to the humanoid, tracks it in simulation, and maps what the body did
/// back to the clip's own skeleton, rate and length.
public struct MotionSimulator: Sendable {
  public var humanoid: Humanoid
  /// Which link of the humanoid plays which part; nil to find it by names and topology.
  public var humanoidRoles: [String: String]?
  public var scene: SceneDescription
  public var registry: PluginRegistry
  public var seed: UInt64
  /// Which joint of the clip plays which part; nil to find it by names and topology.
  public var jointMap: JointMap?
  /// What is done to a clip first. Unless told, what a recording needs: nothing but flipped legs is repaired.
  public var cleaning = InputCleaning.recording
  /// How a clip is put on the scene's ground.
  public var retargeting = RetargetSettings()

  public init(
    humanoid: Humanoid, humanoidRoles: [String: String]? = nil, scene: SceneDescription = .init(),
    registry: PluginRegistry = .standard, seed: UInt64 = 0, jointMap: JointMap? = nil
  ) {
    self.humanoid = humanoid
    self.humanoidRoles = humanoidRoles
    self.scene = scene
    self.registry = registry
    self.seed = seed
    self.jointMap = jointMap
  }

  /// The clip, cleaned, on the humanoid's links, on the floor, at the clip's rate: what the humanoid is asked to track.
  /// - Throws: `RetargetingError` or `MotionError` when the clip cannot be used.
  public func retargeted(_ clip: MotionClip) throws -> MotionClip {
    let ground = try makeGround()
    return try reference(of: retargeter(of: cleaned(clip, on: ground).clip, on: ground)).clip
  }

  /// The clip on the humanoid's links as it came: not cleaned, and as high over the floor as it was.
  /// - Throws: `RetargetingError` or `MotionError` when the clip cannot be used.
  public func retargetedAsGiven(_ clip: MotionClip) throws -> MotionClip {
    try retargeter(of: clip, on: makeGround()).referenceAsGiven()
  }

  /// The scene's.
  /// - Throws: what making the plugin throws.
  func makeGround() throws -> any Ground {
    let context = PluginContext(
      humanoid: humanoid, controlRate: scene.controlRate, substeps: scene.substeps, seed: seed)
    return try registry.grounds.make(scene.ground, context: context)
  }

  /// What the humanoid is to track, and the frames at its start that are held still.
  func reference(of retargeter: Retargeter) throws -> (clip: MotionClip, heldFrames: Int) {
    let retargeted = try retargeter.levelReference()
    let wholeFrames = retargeted.framesBeforeStartJump()
    let whole = retargeted.holding(firstFrames: wholeFrames)
    let jumps = whole.jointJumpsAtStart()
    let held = whole.holding(jumps)
    let planted =
      cleaning.plantsFeet
      ? FootPlanting(held, humanoid: humanoid, ground: retargeter.levelGround).planted : held
    return (retargeter.onGround(planted), max(wholeFrames, jumps.values.max() ?? 0))
  }

  func cleaned(
    _ clip: MotionClip, on ground: any Ground = PlaneGround()
  ) throws -> (clip: MotionClip, report: InputCleaning.Report) {
    var clip = clip
    var flippedFrames = 0
    if cleaning.repairsFlips, clip.frameCount >= InputCleaning.fewestFrames {
      let repair = try FlipRepair(clip, map: jointMap ?? JointMap(clip: clip))
      (clip, flippedFrames) = (repair.repaired, repair.frames.count)
    }
    var (cleaned, report) = cleaning.cleaned(clip)
    report.flippedFrames = flippedFrames
    if cleaning.findsFloor {
      let body = try SourceBody(clip: cleaned, map: jointMap ?? JointMap(clip: cleaned))
      // A motion on a level floor is cleaned as on any.
      let floor = ground.isLevel ? nil : try retargeter(of: cleaned, on: ground).sourceGround
      let heights = FloatRemoval(body, ground: floor).heights
      for (frame, height) in heights.enumerated() { cleaned.rootTranslations[frame].y -= height }
      report.largestFloatMM = (heights.map { abs($0) }.max() ?? 0) * 1000
    }
    return (cleaned, report)
  }

  func retargeter(of clip: MotionClip, on ground: any Ground) throws -> Retargeter {
    try Retargeter(
      source: clip, humanoid: humanoid, map: jointMap, humanoidRoles: humanoidRoles, ground: ground,
      gravity: scene.gravity, settings: retargeting)
  }

  /// The same at the scene's control rate; the last frame lies at or after the clip's end.
  /// - Throws: `RetargetingError` or `MotionError` when the clip cannot be used.
  public func controlReference(_ clip: MotionClip) throws -> MotionClip {
    try retargeted(clip).atControlRate(scene.controlRate)
  }

  /// - Parameter progress: control steps done and in all, from time to time.
  /// - Throws: `CancellationError` when the task is cancelled; `MotionError`, `RetargetingError` or `SimulationError` when the clip or the scene cannot be used. That the
  ///   body falls is no error: the result's report says so.
  public func simulate(
    _ clip: MotionClip, progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws -> SimulatedMotion {
    try PreparedMotion(clip, for: self).simulated(in: scene, progress: progress)
  }
}

extension Duration {
  var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}

/// What came of simulating a clip.
public struct SimulatedMotion: Sendable {
  /// On the input's skeleton and at its rate; it ends where the body failed to track.
  public var clip: MotionClip
  /// The same on the humanoid's skeleton.
  public var performed: MotionClip
  /// What the humanoid was to track, on its skeleton, at the input's rate, all of it.
  public var reference: MotionClip
  /// What went in, on the humanoid's skeleton, as high over the floor as it came.
  public var asGiven: MotionClip
  public var report: SimulationReport
  /// What the scene's recorders have recorded, by plugin name.
  public var recordings: [String: Recording]
  /// From frame to frame of `clip`.
  public var frames: PerformedFrames
}

extension MotionClip {
  /// At the control rate. The last frame lies at or after the clip's end, where the body is to hold still in the last pose.
  /// - Throws: `MotionError`.
  public func atControlRate(_ rate: Double) throws -> MotionClip {
    try sampled(rate: rate, frameCount: Int((duration * rate - 1e-6).rounded(.up)) + 1)
  }
}
