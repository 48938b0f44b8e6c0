import Gaitkeeper
import Tuning

/// Searches for settings of the tracker with which the mannequin performs a folder of motions better, with at most 50 N and 50 N m of
/// help, and writes them as a piece of a scene.
func tuneMannequin(_ motions: String, output: String, generations: Int) throws -> TuningReport {
  let (humanoid, card) = try ResourceLocator().humanoid(named: "mannequin")
  var scene = SceneDescription()
  scene.humanoid = "mannequin"
  var options = TuningOptions(settings: ["controller.tracker.frequency", "controller.tracker.*.share"])
  options.caps = [50]
  options.limits = ["tracked@50>=1"]
  let tuning = try Tuning(
    simulator: MotionSimulator(humanoid: humanoid, humanoidRoles: card?.jointMap, scene: scene),
    data: TuningData(motions), options: options)
  let folder = try TuningFolder(output: output)
  let found = try tuning.search(in: folder, until: .init(generations: generations)) { print($0) }
  let report = try tuning.report(on: found, command: "tune --data \(motions) --humanoid mannequin")
  try tuning.write(found, report, to: folder)
  return report
}
