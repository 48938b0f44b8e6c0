import ArgumentParser
import Gaitkeeper

/// How clips are corrected: what the scene says, and what is said here put over it.
struct CorrectionOptions: ParsableArguments {
  @Option(
    help:
      "The policy that takes over where the analytic tracker falls: a folder's name in policies/, its path, or none. Default: tracker."
  )
  var policy: String?

  @Option(help: "fast, or best: where the body falls, search for a way through. Default: fast.")
  var quality: CorrectionQuality?

  @Option(
    name: .customLong("on-failure"),
    help:
      "If the body falls: report (end the clip there), assist (more help), restart, keep-input, or drop (write nothing). Default: report."
  )
  var onFailure: FailureRemedy?

  @Option(name: .customLong("assist-limit"), help: "The most help that assist goes to, in N and N m. Default: 1600.")
  var assistLimit: Double?

  @Flag(name: .customLong("no-cleaning"), help: "Take the motions as they come: no cleaning step at all.")
  var noCleaning = false

  func validate() throws {
    if let assistLimit, !(assistLimit >= 0) {
      throw ValidationError("--assist-limit is \(assistLimit), expected 0 N or more")
    }
  }

  /// The scene with its lists of cleaning steps and attempts.
  /// - Parameter quality: in place of the option's.
  func applied(to scene: SceneDescription, quality: CorrectionQuality? = nil) throws -> SceneDescription {
    var scene = scene
    if noCleaning { scene.cleaning = CleaningDescription.none }
    if scene.cleaning == nil { scene.cleaning = .full }
    let quality = quality ?? self.quality
    if let handling = onFailure?.handling { scene.onFailure = handling }
    guard scene.attempts == nil || quality != nil || policy != nil || [.assist, .restart].contains(onFailure) else {
      return scene
    }
    var options = MotionCorrector.Options()
    options.cleaning = scene.cleaning ?? .full
    options.quality = quality ?? .fast
    options.onFailure = onFailure ?? FailureRemedy(scene.onFailure)
    if let assistLimit { options.assistLimit = assistLimit }
    let name = policy ?? "tracker"
    return try scene.correcting(policy: name == "none" ? nil : name, options, help: nil)
  }
}

extension CorrectionQuality: ExpressibleByArgument {}
extension FailureRemedy: ExpressibleByArgument {}
