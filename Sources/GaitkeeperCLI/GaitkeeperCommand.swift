import ArgumentParser

@main
struct GaitkeeperCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gaitkeeper",
    abstract:
      "Simulates human motion: a clip goes in, a body with mass, joints and a floor performs it, a clip comes out.")
}
