import ArgumentParser

struct LoopCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "loop",
    abstract: "Let generators learn from their own samples, with and without correction.",
    subcommands: [
      LoopGaussianCommand.self, LoopDigitsCommand.self, LoopRunCommand.self, LoopReportCommand.self,
    ])
}
