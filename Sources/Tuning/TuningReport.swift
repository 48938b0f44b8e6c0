import Correction
import Foundation
import Simulation

/// What a search found, against what it started from. The keys are those of `report.json`.
public struct TuningReport: Codable, Sendable {
  /// Of the clips of one split at one cap on help. An error is a mean over tracked clips, and null without any.
  public struct Figures: Codable, Sendable {
    public var tracked: Double
    public var survived: Double
    @Nullable public var errorMM: Double?
    public var secondsPerFall: Double
  }

  public struct Cap: Codable, Sendable {
    public var capN: Double
    public var start: Figures
    public var tuned: Figures
    /// Over the clips that both track.
    public var commonClips: Int
    @Nullable public var startCommonErrorMM: Double?
    @Nullable public var tunedCommonErrorMM: Double?
  }

  public struct Part: Codable, Sendable {
    public var part: String
    public var clips: Int
    public var caps: [Cap]
  }

  public struct Setting: Codable, Sendable {
    public var name: String
    public var unit: String
    public var lowest: Double
    public var highest: Double
    public var start: Double
    public var tuned: Double
    /// The bound within 1 % of the range.
    @Nullable public var atBound: TunableSetting.Bound?
    /// What the objective changes by when this one alone goes back to its start; null when that was not measured.
    @Nullable public var change: Double?
  }

  public struct BrokenLimit: Codable, Sendable {
    public var limit: String
    /// By what share the tuned settings break it on the searched clips; 0 when they do not.
    public var excess: Double
  }

  /// The one that repeats it.
  public var command: String
  public var seed: UInt64
  public var generations: Int
  public var candidates: Int
  /// The objective on the searched clips, less what breaking limits costs.
  public var startScore: Double
  public var tunedScore: Double
  public var limits: [BrokenLimit]
  public var settings: [Setting]
  /// The searched one first.
  public var parts: [Part]
  public var leftOut: [String]
}

extension Tuning {
  /// Measures what was found against the start on every part of the data.
  /// - Parameters:
  ///   - command: that repeats the search, without the number of generations.
  ///   - sensitivity: whether each setting is put back to its start alone.
  /// - Throws: what a rollout throws.
  public func report(
    on found: Found, command: String, sensitivity: Bool = true, progress: (String) -> Void = { _ in }
  ) throws -> TuningReport {
    let tuned = try scene.setting(settings, to: found.values)
    var parts: [TuningReport.Part] = []
    var limits: [TuningReport.BrokenLimit] = []
    var left = leftOut
    for (index, part) in data.parts.enumerated() {
      var clips = clips
      if index > 0 {
        let (prepared, problems) = try Self.prepared(part.clips, simulator, evaluator.threadCount)
        clips = prepared
        left += problems
      }
      let before = try index == 0 ? start : evaluator.trial(scene, on: clips)
      let after = try evaluator.trial(tuned, on: clips)
      if index == 0 {
        limits = evaluator.limits.map {
          .init(limit: $0.text, excess: evaluator.excess(of: $0, after, against: before))
        }
      }
      parts.append(
        .init(
          part: part.name, clips: clips.count,
          caps: evaluator.caps.indices.map {
            TuningReport.Cap(evaluator.caps[$0], start: before.caps[$0], tuned: after.caps[$0])
          }))
    }
    let changes = try sensitivity ? changes(found, progress) : settings.map { _ in nil }
    return TuningReport(
      command: "\(command) --generations \(found.generations)", seed: options.seed, generations: found.generations,
      candidates: found.candidates, startScore: found.startScore, tunedScore: found.score, limits: limits,
      settings: settings.indices.map { index in
        let setting = settings[index]
        return .init(
          name: setting.name, unit: setting.unit, lowest: setting.range.lowerBound, highest: setting.range.upperBound,
          start: setting.start, tuned: found.values[index], atBound: setting.bound(at: found.values[index]),
          change: changes[index])
      }, parts: parts, leftOut: left)
  }

  /// What the objective changes by when each setting alone goes back to its start; nil for those that are there.
  private func changes(_ found: Found, _ progress: (String) -> Void) throws -> [Double?] {
    try settings.indices.map { index in
      guard found.values[index] != settings[index].start else { return nil }
      var values = found.values
      values[index] = settings[index].start
      let trial = try evaluator.trials([scene.setting(settings, to: values)], on: clips)[0]
      let change = evaluator.score(trial, against: start) - found.score
      progress(String(format: "%@ back at its start: %+.4f", settings[index].name, change))
      return change
    }
  }

  /// What was found as a piece of a scene that any command takes with `--scene`, with the report's figures in comments above it.
  func sceneText(_ found: Found, report: TuningReport) throws -> String {
    let tuned = try scene.setting(settings, to: found.values)
    let comments = ["gaitkeeper \(report.command)"] + report.headlines
    return comments.map { "# \($0.split(whereSeparator: \.isNewline).joined(separator: " "))\n" }.joined()
      + (try tuned.piece())
  }

  /// Writes what was found: the piece of a scene, and the report beside the state.
  /// - Throws: `TuningError.folder`.
  public func write(_ found: Found, _ report: TuningReport, to folder: TuningFolder) throws {
    try folder.write(report: report)
    try folder.write(scene: sceneText(found, report: report))
  }
}

extension TuningReport.Figures {
  init(_ outcomes: CapOutcomes) {
    tracked = outcomes.tracked
    survived = outcomes.survived
    _errorMM = Nullable(wrappedValue: outcomes.value(of: "mpjpeGlobalMM"))
    secondsPerFall = outcomes.secondsPerFall
  }
}

extension TuningReport.Cap {
  init(_ cap: Double, start: CapOutcomes, tuned: CapOutcomes) {
    capN = cap
    self.start = .init(start)
    self.tuned = .init(tuned)
    commonClips = zip(start.clips, tuned.clips).count { $0.isTracked && $1.isTracked }
    _startCommonErrorMM = Nullable(wrappedValue: start.value(of: "mpjpeGlobalMM", commonWith: tuned))
    _tunedCommonErrorMM = Nullable(wrappedValue: tuned.value(of: "mpjpeGlobalMM", commonWith: start))
  }
}
