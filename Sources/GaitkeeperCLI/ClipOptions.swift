import ArgumentParser
import Gaitkeeper

/// What a person may say about a clip's file that the file does not say itself.
struct ClipOptions: ParsableArguments {
  @Option(
    help: "Length unit of the file: m, cm, mm, in, ft, cmu, or metres as a number. Default: from the body's size.")
  var unit: LengthUnit?

  @Option(help: "Axis that is up in the file: y or z. Default: from the data.")
  var up: WorldConvention.Up?

  func read(_ path: String) throws -> MotionClip {
    try MotionFormats.standard.read(path, options: DecodingOptions(metresPerUnit: unit?.metres, up: up))
  }
}

extension WorldConvention.Up: ExpressibleByArgument {}

/// A unit of length by its symbol or as a number of metres.
struct LengthUnit: ExpressibleByArgument {
  /// "cmu" is the unit of the CMU database's ASF files: an inch of a body measured at 0.45 scale.
  private static let symbols = [
    "m": 1, "cm": 0.01, "mm": 0.001, "in": 0.0254, "ft": 0.3048, "cmu": 0.0254 / 0.45,
  ]

  let metres: Double

  init?(argument: String) {
    guard let metres = Self.symbols[argument.lowercased()] ?? Double(argument), metres > 0, metres.isFinite else {
      return nil
    }
    self.metres = metres
  }
}
