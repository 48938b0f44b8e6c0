import ArgumentParser

struct LoopCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "loop",
    abstract: "Let generators learn from their own samples, with and without correction.",
    subcommands: [LoopGaussianCommand.self, LoopDigitsCommand.self, LoopReportCommand.self])
}
