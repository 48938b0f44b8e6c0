import ArgumentParser
import Foundation
import Gaitkeeper
import MotionData
import PolicyTraining

struct PolicyMirrorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mirror",
    abstract: "Teach a policy to act on the left as on the right.",
    discussion: """
      The policy runs on the train split of a data set, and learns the mean of what it does and of what it does in the mirror. \
      Needs libtorch: Scripts/setup-learning. Takes some minutes.
      """)

  @Option(help: "Folder of the data set: captions.jsonl, skeletons.json and archives of clips.")
  var data: String

  @Option(help: "The policy to begin with: a folder's name in policies/, or its path.")
  var from = "tracker"

  @Option(help: "Folder of the new policy, such as policies/NAME.")
  var output: String

  @Option(help: "Seed of everything random.")
  var seed: UInt64 = 0

  mutating func run() throws {
    if FileManager.default.fileExists(atPath: output + "/card.json") {
      throw ValidationError("\(output): there is a policy already")
    }
    let locator = ResourceLocator()
    let directory = try locator.policy(named: from)
    let (body, card) = try locator.humanoid(named: PolicyCard(contentsOf: directory).humanoid)
    let dataset = try MotionDataset(directory: data)
    let entries = dataset.entries(split: "train").filter { FloorRule.reason($0) == nil && $0.isClean != false }
    var averaging = MirrorAveraging()
    averaging.configuration.seed = seed
    try averaging.run(
      clips: dataset.clips(entries), simulator: MotionSimulator(humanoid: body, humanoidRoles: card?.jointMap),
      from: directory, to: output
    ) { epoch, difference in
      Terminal.note(String(format: "%3d: mean squared difference %.6f", epoch, difference))
    }
  }
}
