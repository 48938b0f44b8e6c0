import Motion
import Simulation

/// A clip on its way into simulation: cleaned, retargeted, and on the ground. It can be performed many times.
public struct PreparedClip: Sendable {
  /// The clip as it came.
  public let input: MotionClip
  let retargeter: Retargeter
  /// What the humanoid is to track, on its links, at the clip's rate.
  public let reference: MotionClip
  /// The same at the control rate; the last frame lies at or after the clip's end.
  let controlReference: ReferenceMotion
  /// What went in, on the humanoid's links, as high over the ground as it came.
  public let asGiven: MotionClip
  /// What the cleaning steps changed; nil if there were none.
  let cleaning: FigureValues?
  /// Frames per second that the motion of a body may have; far beyond them its frames cannot be counted.
  private static let rates = 0.1...10_000

  /// - Throws: `RetargetingError` or `MotionError` if the clip cannot be used.
  public init(_ clip: MotionClip, in pipeline: MotionPipeline) throws {
    guard Self.rates.contains(clip.rate) else {
      throw MotionError.invalidClip(
        clip.name,
        "its rate is \(clip.rate) frames per second, expected \(Self.rates.lowerBound) to \(Self.rates.upperBound)")
    }
    let map = try pipeline.jointMap ?? JointMap(clip: clip)
    let sourceGround =
      pipeline.ground.isLevel ? PlaneGround() : try pipeline.retargeter(of: clip, map).sourceGround
    var cleaned = try pipeline.clipSteps.cleaned(clip, pipeline.context(roles: map.roles, on: sourceGround))
    if clip.frameCount >= MotionClip.fewestCleanedFrames { cleaned.motion = cleaned.motion.withUnitRotations }
    let retargeter = try pipeline.retargeter(of: cleaned.motion, map)
    // A motion that has the ground's heights is cleaned as it lies on the ground, another one before it is draped over it.
    let level = try retargeter.levelReference()
    let isDraped = retargeter.fit == .drape
    let planted = try pipeline.referenceSteps.cleaned(
      isDraped ? level : retargeter.onGround(level),
      pipeline.context(roles: retargeter.linkRoles, on: retargeter.levelGround))
    let reference = isDraped ? retargeter.onGround(planted.motion) : planted.motion
    input = clip
    self.retargeter = retargeter
    self.reference = reference
    controlReference = try ReferenceMotion(
      clip: reference.atControlRate(pipeline.scene.controlRate), humanoid: pipeline.humanoid)
    asGiven = try (cleaned.isChanged ? pipeline.retargeter(of: clip, map) : retargeter).referenceAsGiven()
    let steps = pipeline.clipSteps.count + pipeline.referenceSteps.count
    cleaning = steps == 0 ? nil : cleaned.figures.merging(planted.figures)
  }

  /// Of the clip.
  public var seconds: Double { Double(input.frameCount - 1) / input.rate }
}

extension MotionPipeline {
  fileprivate func context(roles: [String: Int], on ground: any Ground) -> CleaningContext {
    CleaningContext(humanoid: humanoid, ground: ground, gravity: scene.gravity, roles: roles)
  }

  fileprivate func retargeter(of clip: MotionClip, _ map: JointMap) throws -> Retargeter {
    try Retargeter(
      source: clip, humanoid: humanoid, map: map, humanoidRoles: humanoidRoles, ground: ground,
      gravity: scene.gravity, settings: retargeting)
  }
}

extension [any CleaningStep] {
  /// Takes a motion through all steps.
  fileprivate func cleaned(
    _ motion: MotionClip, _ context: CleaningContext
  ) throws -> (motion: MotionClip, isChanged: Bool, figures: FigureValues) {
    var result = (motion: motion, isChanged: false, figures: FigureValues())
    var context = context
    for step in self {
      let cleaned = try step.cleaned(result.motion, in: context)
      guard cleaned.motion.frameCount == motion.frameCount, cleaned.motion.skeleton == motion.skeleton else {
        throw MotionError.invalidClip(motion.name, "a cleaning step changed its skeleton or its number of frames")
      }
      result.motion = cleaned.motion
      result.isChanged = result.isChanged || cleaned.isChanged
      context.guessedFrames.formUnion(cleaned.guessedFrames)
      for (figure, value) in zip(step.figures, cleaned.values) {
        // A step may be there twice.
        result.figures[figure.key] = Swift.max(value, result.figures.values[figure.key] ?? value)
      }
    }
    return result
  }
}

extension FigureValues {
  fileprivate func merging(_ other: FigureValues) -> FigureValues {
    FigureValues(values.merging(other.values) { max($0, $1) })
  }
}

extension MotionClip {
  /// At the control rate. The last frame lies at or after the clip's end, where the body is to hold still in the last pose.
  /// - Throws: `MotionError`.
  public func atControlRate(_ rate: Double) throws -> MotionClip {
    try sampled(rate: rate, frameCount: Int((duration * rate - 1e-6).rounded(.up)) + 1)
  }
}
