import Gaitkeeper

/// Turns a motion to face the other way: a cleaning step that is easy to see.
public struct AboutFace: CleaningStep, Plugin {
  public static let name = "cleaning.about-face"
  public static let summary = "Turns a motion to face the other way"

  public init(configuration: NoConfiguration, context: PluginContext) {}

  public var figures: [Figure] { [Figure("turnedFrames", "turned about", unit: "frames", digits: 0)] }

  public func cleaned(_ motion: MotionClip, in context: CleaningContext) -> CleanedMotion {
    let turn = Quaternion(angle: .pi, axis: .unitY)
    var turned = motion
    for frame in 0..<motion.frameCount {
      turned.rootTranslations[frame] = turn.rotate(motion.rootTranslations[frame])
      turned[rotation: frame, 0] = turn * motion[rotation: frame, 0]
    }
    return CleanedMotion(turned, isChanged: true, values: [Double(motion.frameCount)])
  }
}
