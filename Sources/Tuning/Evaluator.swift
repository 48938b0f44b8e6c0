import Correction
import Foundation
import Simulation

/// Lets a body perform clips in scenes that differ in their plugins' settings, on all cores, and says what that is worth.
struct Evaluator: Sendable {
  let performer: ClipPerformer
  let simulator: MotionSimulator
  let objective: Objective
  let limits: [Limit]
  /// The objective's first, then those that limits alone need; N, and N m alike.
  let caps: [Double]
  /// How many of the caps are the objective's.
  let objectiveCapCount: Int
  /// By cap, whether a figure is asked for that only a whole report has.
  private let needsReport: [Bool]
  let threadCount: Int

  /// Taken off the objective when it asks for a mean over tracked clips, and none is tracked: such settings rank below all others, and
  /// among each other by the rest of the objective.
  private static let nothingTracked = 1000.0
  /// Of settings that a plugin refuses, or with which a figure is no finite number.
  private static let refused = -1e9
  /// What a rollout says without a report.
  private static let quickMetrics: Set<String> = ["tracked", "survived", "mpjpeGlobalMM"]

  init(
    performer: ClipPerformer = .controller, simulator: MotionSimulator, objective: Objective, limits: [Limit],
    caps: [Double], threadCount: Int
  ) {
    self.performer = performer
    self.simulator = simulator
    self.objective = objective
    self.limits = limits
    self.threadCount = threadCount
    objectiveCapCount = caps.count
    let all = limits.map(\.cap).reduce(into: caps) { if !$0.contains($1) { $0.append($1) } }
    self.caps = all
    needsReport = all.enumerated().map { index, cap in
      let own = index < caps.count ? objective.terms.map(\.metric) : []
      let asked = own + limits.filter { $0.cap == cap }.map(\.metric)
      return !Self.quickMetrics.isSuperset(of: asked)
    }
  }

  /// - Throws: `TuningError.objective` for a metric that no report has.
  func checkMetrics(_ clip: PreparedClip) throws {
    let figures = try simulator.pipeline().run(clip).report.figures()
    let known = ["tracked", "survived"] + figures.keys.sorted()
    let asked = objective.terms.map { ($0.metric, $0.metric) } + limits.map { ($0.metric, $0.text) }
    for (metric, text) in asked where !known.contains(metric) {
      throw TuningError.objective(
        text: text,
        problem: "no metric is called '\(metric)'; there are \(NamePattern(metric).nearest(known, count: 12))")
    }
  }

  /// - Returns: by scene; nil for settings that a plugin refuses.
  /// - Throws: what a rollout throws.
  func trials(_ scenes: [SceneDescription], on clips: [PreparedClip]) throws -> [Trial?] {
    let perScene = caps.count * clips.count
    let performings = try concurrentMap(count: scenes.count * caps.count, threadCount: threadCount) { index in
      try unlessRefused { try performing(in: scenes[index / caps.count], cap: index % caps.count) }
    }
    let outcomes = try concurrentMap(count: scenes.count * perScene, threadCount: threadCount) { index in
      try unlessRefused { try performings[index / clips.count]?(clips[index % clips.count]) } ?? nil
    }
    return scenes.indices.map { scene in
      var caps: [CapOutcomes] = []
      for cap in self.caps.indices {
        let first = scene * perScene + cap * clips.count
        let known = outcomes[first..<first + clips.count].compactMap { $0 }
        guard known.count == clips.count else { return nil }
        caps.append(CapOutcomes(clips: known))
      }
      return Trial(caps: caps)
    }
  }

  /// - Throws: what a rollout throws, and for settings that a plugin refuses its refusal.
  func trial(_ scene: SceneDescription, on clips: [PreparedClip]) throws -> Trial {
    if let trial = try trials([scene], on: clips)[0] { return trial }
    for cap in caps.indices {
      let performing = try performing(in: scene, cap: cap)
      for clip in clips { _ = try performing(clip) }
    }
    // Refused above, and not now.
    throw TuningError.option(name: "the scene", problem: "is refused by one of its plugins")
  }

  private func performing(in scene: SceneDescription, cap: Int) throws -> @Sendable (PreparedClip) throws -> ClipOutcome
  {
    try performer.performing(in: scene, cap: caps[cap], simulator: simulator, needsReport: needsReport[cap])
  }

  private func unlessRefused<Result>(_ body: () throws -> Result) throws -> Result? {
    do { return try body() } catch SimulationError.invalidConfiguration { return nil }
  }

  /// What a trial is worth: the objective, less what breaking the limits costs.
  /// - Parameter start: what came of the same clips with the scene's own settings.
  func score(_ trial: Trial?, against start: Trial) -> Double {
    guard let trial else { return Self.refused }
    var score = 0.0
    var isKnown = true
    for cap in trial.caps.prefix(objectiveCapCount) {
      for term in objective.terms {
        if let value = cap.value(of: term.metric) {
          score += term.weight * value / Double(objectiveCapCount)
        } else {
          isKnown = false
        }
      }
    }
    for limit in limits { score -= Limit.weight * excess(of: limit, trial, against: start) }
    guard score.isFinite else { return Self.refused }
    return isKnown ? score : score - Self.nothingTracked
  }

  /// By what share a trial breaks a limit. A report's number is compared over the clips that both track; all of it is broken when the
  /// start tracks clips and the trial none of them.
  func excess(of limit: Limit, _ trial: Trial, against start: Trial) -> Double {
    guard let place = caps.firstIndex(of: limit.cap) else { return 0 }
    let (cap, before) = (trial.caps[place], start.caps[place])
    guard let value = cap.value(of: limit.metric, commonWith: before),
      let startValue = before.value(of: limit.metric, commonWith: cap)
    else { return before.tracked > 0 ? 1 : 0 }
    return limit.excess(value, start: startValue)
  }
}
