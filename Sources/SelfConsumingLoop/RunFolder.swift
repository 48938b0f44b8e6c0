import Foundation

/// What lies where in a run's folder.
///
///     configuration.json
///     seed-0/first/                    the first generation, shared by all arms
///     seed-0/ARM/generation-001/       record.json, times.json, synthetic.samples, generator/, evaluation/
///     seed-0/ARM/unfinished/           the generation under way
///     events/seed-0/ARM/               for TensorBoard
public struct RunFolder: Sendable {
  public let path: String

  public init(_ path: String) { self.path = path }

  public func configuration() throws -> LoopConfiguration {
    guard FileManager.default.fileExists(atPath: configurationFile) else {
      throw LoopError.file(path, problem: "is no run of the loop: it has no configuration.json")
    }
    return try RunFiles.read(LoopConfiguration.self, configurationFile)
  }

  /// The generations that are done, the shared first one before those of the arm.
  public func records(arm: String, seed: UInt64) throws -> [LoopRecord] {
    try folders(arm: arm, seed: seed).map { try RunFiles.read(LoopRecord.self, $0 + "/" + Self.recordName) }
  }

  /// The times of the same generations.
  public func times(arm: String, seed: UInt64) throws -> [LoopTimes] {
    try folders(arm: arm, seed: seed).map { try RunFiles.read(LoopTimes.self, $0 + "/" + Self.timesName) }
  }

  /// The folder of a generation that is done, or will be; the evaluation's files are in `evaluation` in it.
  public func generation(_ generation: Int, arm: String, seed: UInt64) -> String {
    let digits = String(generation)
    return generation == 0
      ? first(seed)
      : "\(self.arm(arm, seed))/generation-\(String(repeating: "0", count: max(0, 3 - digits.count)))\(digits)"
  }

  static let firstName = "first"
  static let recordName = "record.json"
  static let timesName = "times.json"
  static let generatorName = "generator"
  static let unfinishedName = "unfinished"

  var configurationFile: String { path + "/configuration.json" }
  func seedFolder(_ seed: UInt64) -> String { "\(path)/seed-\(seed)" }
  func first(_ seed: UInt64) -> String { "\(seedFolder(seed))/\(Self.firstName)" }
  func arm(_ arm: String, _ seed: UInt64) -> String { "\(seedFolder(seed))/\(arm)" }

  /// The generations that are done: how many in a row, from the first one after the shared one.
  func finished(arm: String, seed: UInt64) -> Int {
    var count = 0
    while FileManager.default.fileExists(atPath: generation(count + 1, arm: arm, seed: seed)) { count += 1 }
    return count
  }

  private func folders(arm: String, seed: UInt64) -> [String] {
    guard FileManager.default.fileExists(atPath: first(seed)) else { return [] }
    return (0...finished(arm: arm, seed: seed)).map { generation($0, arm: arm, seed: seed) }
  }
}
