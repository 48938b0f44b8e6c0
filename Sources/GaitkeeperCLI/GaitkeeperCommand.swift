import ArgumentParser
import Foundation
import Gaitkeeper

@main
struct GaitkeeperCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gaitkeeper",
    abstract:
      "Simulates human motion: a clip goes in, a body with mass, joints and a floor performs it, a clip comes out.",
    discussion: """
      Exit status: 0 done, 1 bad input or usage, 2 the body failed or did something else (results are still written and \
      marked).
      """,
    subcommands: [
      SimulateCommand.self, CorrectCommand.self, ConvertCommand.self, InspectCommand.self, MetricsCommand.self,
      SceneCommand.self, ViewCommand.self, RenderCommand.self, PluginsCommand.self, BenchCommand.self,
      PolicyCommand.self,
      TuneCommand.self, ModelCommand.self, LoopCommand.self,
    ])

  /// Ends with one line on standard error and status 1 for whatever is wrong with the input or the usage.
  static func main() async {
    do {
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      let status = exitCode(for: error)
      if status.isSuccess {
        // Help was asked for.
        print(fullMessage(for: error))
        exit(withError: status)
      }
      if let status = error as? ExitCode { exit(withError: status) }
      Terminal.error(message(for: error).split(separator: "\n").joined(separator: " "))
      exit(withError: ExitCode(1))
    }
  }
}
