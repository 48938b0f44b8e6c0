import Foundation
import Simulation

/// A search between two generations: what is saved, and gone on from.
struct TuningState: Codable, Hashable, Sendable {
  /// Settings in the order of the search, and what they are worth on all clips.
  struct Choice: Codable, Hashable, Sendable {
    var values: [Double]
    var score: Double
  }

  /// One generation, as the curve shows it.
  struct Row: Codable, Hashable, Sendable {
    /// Counted from 1.
    var generation: Int
    /// Of the clips, counted from 1.
    var part: Int
    /// What the candidates are worth on the part, and what the start settings are worth there.
    var best: Double
    var median: Double
    var start: Double
    /// The middle of the distribution on all clips, in generations in which it is measured.
    var middle: Double?
    /// The best so far on all clips, and what the start settings are worth on them.
    var kept: Double
    var first: Double
    /// Overall standard deviation, in shares of the ranges.
    var step: Double
  }

  var setup: TuningSetup
  var search: SeparableCMAES
  /// The best that was measured on all clips.
  var kept: Choice
  var curve: [Row] = []

  /// Whether the parts belong together, as they do unless the file was changed.
  var isConsistent: Bool {
    let count = setup.settingNames.count
    return count > 0 && search.isConsistent(dimension: count) && kept.values.count == count
      && search.population == setup.population && search.generation == curve.count
  }

  /// The curve as CSV.
  var table: String {
    func text(_ value: Double?) -> String { value.map { String(format: "%.7g", $0) } ?? "" }
    let rows = curve.map { row in
      (["\(row.generation)", "\(row.part)"]
        + [row.best, row.median, row.start, row.middle, row.kept, row.first, row.step].map(text)).joined(separator: ",")
    }
    return (["generation,part,best,median,start,middle,kept,first,step"] + rows).joined(separator: "\n") + "\n"
  }
}

/// Where a search keeps its state: a folder beside its output. Every file is there whole or not at all.
public struct TuningFolder: Sendable {
  /// Of the tuned settings.
  public let output: String
  /// Whether an earlier search is gone on from.
  public let resumes: Bool
  public var path: String { output + ".search" }
  private var statePath: String { path + "/state.json" }

  /// - Parameter resumes: whether the search that is there is gone on from.
  /// - Throws: `TuningError.folder` when files are there that would be overwritten, or none to go on from.
  public init(output: String, resumes: Bool = false) throws {
    self.output = output
    self.resumes = resumes
    let files = FileManager.default
    if resumes {
      guard files.fileExists(atPath: statePath) else {
        throw TuningError.folder(path: statePath, problem: "there is no search to resume")
      }
    } else {
      for path in [output, statePath] where files.fileExists(atPath: path) {
        throw TuningError.folder(
          path: path, problem: "is there already; --resume goes on, another --output begins anew")
      }
    }
  }

  func load() throws -> TuningState {
    guard let data = FileManager.default.contents(atPath: statePath),
      let state = try? JSONDecoder().decode(TuningState.self, from: data), state.isConsistent
    else { throw TuningError.folder(path: statePath, problem: "is no state of a search") }
    return state
  }

  func save(_ state: TuningState) throws {
    try write(json: state, to: statePath)
    try write(Data(state.table.utf8), to: path + "/curve.csv")
  }

  func write(report: TuningReport) throws { try write(json: report, to: path + "/report.json") }

  func write(scene: String) throws { try write(Data(scene.utf8), to: output) }

  private func write(json value: some Encodable, to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try write(encoder.encode(value) + Data("\n".utf8), to: path)
  }

  private func write(_ bytes: Data, to file: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      try bytes.write(to: URL(fileURLWithPath: file), options: .atomic)
    } catch { throw TuningError.folder(path: file, problem: "cannot be written") }
  }
}
