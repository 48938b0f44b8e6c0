import Correction
import Foundation
import Motion
import Simulation

/// A search for settings of a scene's plugins with which a body performs clips better.
///
/// Separable CMA-ES in the unit coordinates of the settings' ranges. Each generation's candidates are measured on one part of the clips,
/// the parts taking turns, so that they compare like with like at a fraction of the price. A single candidate's value there is luck as
/// much as worth; so none is ever kept. What is kept is the middle of the distribution, rounded, measured on all clips every few
/// generations: the best of those, or the start where none is better. Results are the same to the byte for any number of threads.
public struct Tuning: Sendable {
  public let settings: [TunableSetting]
  public let options: TuningOptions
  /// Clips of the searched part that cannot be retargeted, and those that the data leaves out.
  public let leftOut: [String]
  let data: TuningData
  let scene: SceneDescription
  let simulator: MotionSimulator
  let evaluator: Evaluator
  let clips: [PreparedClip]
  /// What came of all clips with the scene's own settings.
  let start: Trial
  let setup: TuningSetup
  /// What performing all clips once at every cap takes.
  public let passDuration: Duration

  /// Finds the settings, and prepares and performs all clips once.
  /// - Parameters:
  ///   - simulator: body, scene and plugins; the scene's values are what the search starts from.
  ///   - performer: what lets the body perform the clips.
  ///   - threadCount: as many as there are processor cores unless told.
  /// - Throws: `TuningError`, or what performing the first clip that cannot be simulated throws.
  public init(
    simulator: MotionSimulator, performer: ClipPerformer = .controller, data: TuningData, options: TuningOptions,
    threadCount: Int = ProcessInfo.processInfo.activeProcessorCount
  ) throws {
    try options.validate()
    let evaluator = Evaluator(
      performer: performer, simulator: simulator, objective: try Objective(options.objective),
      limits: try options.limits.map(Limit.init), caps: options.caps, threadCount: threadCount)
    settings = try TunableSetting.matching(options.settings, in: simulator.scene, registry: simulator.registry)
    if let idle = performer.idle(settings) {
      throw TuningError.settings(pattern: idle.name, problem: idle.reason)
    }
    guard simulator.scene.attempts == nil else {
      throw TuningError.option(
        name: "scene", problem: "has attempts, but every clip is performed once at each cap, or as the quality says")
    }
    if performer == .controller, simulator.scene.helpForceIndex == nil,
      let cap = evaluator.caps.first(where: { $0 > 0 })
    {
      throw TuningError.option(
        name: "a cap of \(ConfigurationValue.number(cap).text) N",
        problem:
          "needs '\(SceneDescription.helpForce)' among the scene's forces (a limit asks for a cap too, unless there is none)"
      )
    }
    let (clips, problems) = try Self.prepared(data.parts.first?.clips ?? [], simulator, threadCount)
    guard let first = clips.first else {
      throw TuningError.data(path: data.name, problem: "no clip can be used\(problems.first.map { ": \($0)" } ?? "")")
    }
    leftOut = data.leftOut + problems
    try evaluator.checkMetrics(first)
    let clock = ContinuousClock()
    let begin = clock.now
    start = try evaluator.trial(simulator.scene, on: clips)
    passDuration = clock.now - begin
    scene = simulator.scene
    self.simulator = simulator
    self.data = data
    self.options = options
    self.evaluator = evaluator
    self.clips = clips
    setup = TuningSetup(
      options, performer: performer, settings: settings, scene: simulator.scene, clips: clips.count,
      digest: data.digest,
      population: options.population ?? SeparableCMAES.standardPopulation(dimension: settings.count))
  }

  /// What is searched on what, in a line for people.
  public var summary: String {
    let figures = start.caps.indices.map { index in
      String(format: "%.1f %% at %.4g N", start.caps[index].tracked * 100, evaluator.caps[index])
    }
    return "\(settings.count) settings on \(clips.count) clips of \(data.name), "
      + "\(setup.population) candidates in a generation; "
      + "tracked at the start: \(figures.joined(separator: ", ")); a pass over all clips at every cap takes "
      + String(format: "%.1f s", passDuration / .seconds(1))
  }

  /// Clips ready to be performed, and what is wrong with those that cannot be.
  static func prepared(
    _ clips: [MotionClip], _ simulator: MotionSimulator, _ threadCount: Int
  ) throws -> (clips: [PreparedClip], problems: [String]) {
    let pipeline = try simulator.pipeline()
    let results = try concurrentMap(count: clips.count, threadCount: threadCount) { index in
      Result { try PreparedClip(clips[index], in: pipeline) }
    }
    var (prepared, problems): ([PreparedClip], [String]) = ([], [])
    for (clip, result) in zip(clips, results) {
      switch result {
      case .success(let clip): prepared.append(clip)
      case .failure(let error): problems.append("\(clip.name): \(error)")
      }
    }
    return (prepared, problems)
  }

  /// When a search ends; what comes first counts.
  public struct Limits: Sendable {
    /// Of this run.
    public var hours: Double?
    /// Counted over all runs.
    public var generations: Int?

    public init(hours: Double? = nil, generations: Int? = nil) {
      self.hours = hours
      self.generations = generations
    }
  }

  /// Searches, and saves the state after every generation.
  /// - Parameters:
  ///   - folder: one that resumes goes on from its state, to the same bytes as a search that was never interrupted.
  ///   - progress: a line for people, once a generation.
  /// - Returns: the best settings, and the generations that there were.
  /// - Throws: `TuningError.folder` when the folder's search is another one or nothing can be written, or what a rollout throws.
  public func search(
    in folder: TuningFolder, until limits: Limits, progress: (String) -> Void = { _ in }
  ) throws -> Found {
    let clock = ContinuousClock()
    let begin = clock.now
    var state = try folder.resumes ? resumed(folder) : beginning()
    if !folder.resumes { try folder.save(state) }
    func isOver() -> Bool {
      (clock.now - begin) / .seconds(3600) >= limits.hours ?? .infinity
        || state.search.generation >= limits.generations ?? .max
    }
    while !isOver() {
      try advance(&state)
      try folder.save(state)
      if let row = state.curve.last { progress(line(row)) }
    }
    // The last middle counts too, but is no part of the state: a search that goes on from here has to be as if it had never ended.
    let last = try state.curve.last.map { $0.middle == nil && $0.generation > 0 } == true ? middle(state) : state.kept
    let kept = last.score > state.kept.score ? last : state.kept
    return Found(
      values: kept.values, score: kept.score, startScore: evaluator.score(start, against: start),
      generations: state.search.generation, candidates: state.search.generation * state.search.population)
  }

  /// What a search found.
  public struct Found: Hashable, Sendable {
    /// In the settings' order.
    public var values: [Double]
    /// The objective on all searched clips, less what breaking limits costs; and that of the start.
    public var score: Double
    public var startScore: Double
    public var generations: Int
    public var candidates: Int
  }

  private func beginning() -> TuningState {
    let values = settings.map(\.start)
    return TuningState(
      setup: setup,
      search: SeparableCMAES(
        start: settings.map { $0.coordinate(of: $0.start) },
        deviations: settings.map { $0.deviation(share: options.step, factor: options.factor) },
        population: setup.population, bounds: 0...1, seed: options.seed),
      kept: .init(values: values, score: evaluator.score(start, against: start)))
  }

  private func resumed(_ folder: TuningFolder) throws -> TuningState {
    let state = try folder.load()
    if let difference = try setup.difference(from: state.setup) {
      throw TuningError.folder(path: folder.path, problem: "is another search: \(difference)")
    }
    return state
  }

  /// One generation.
  private func advance(_ state: inout TuningState) throws {
    let parts = min(options.parts, clips.count)
    let part = state.search.generation % parts
    // Every so many clips one: neighbours are often cut from one recording.
    let places = Array(stride(from: part, to: clips.count, by: parts))
    let scenes = try state.search.candidates().map { point in
      try scene.setting(settings, to: zip(settings, point).map { $0.value(at: $1) })
    }
    let before = start.restricted(to: places)
    let scores = try evaluator.trials(scenes, on: places.map { clips[$0] }).map {
      evaluator.score($0, against: before)
    }
    state.search.learn(costs: scores.map { -$0 })
    var row = TuningState.Row(
      generation: state.search.generation, part: part + 1, best: scores.max() ?? 0,
      median: scores.sorted()[scores.count / 2], start: evaluator.score(before, against: before), middle: nil,
      kept: state.kept.score, first: evaluator.score(start, against: start),
      step: state.search.deviations.reduce(0, +) / Double(settings.count))
    if state.search.generation.isMultiple(of: options.checkEvery) {
      let middle = try middle(state)
      row.middle = middle.score
      if middle.score > state.kept.score { state.kept = middle }
      row.kept = state.kept.score
    }
    state.curve.append(row)
  }

  /// The middle of the distribution, rounded as it is written, on all clips.
  private func middle(_ state: TuningState) throws -> TuningState.Choice {
    let values = zip(settings, state.search.mean).map { $0.rounded($0.value(at: $1)) }
    let trial = try evaluator.trials([scene.setting(settings, to: values)], on: clips)[0]
    return .init(values: values, score: evaluator.score(trial, against: start))
  }

  private func line(_ row: TuningState.Row) -> String {
    let text = String(
      format: "%4d: part %d, best %.4f, median %.4f, start %.4f; step %.3f; kept %.4f", row.generation, row.part,
      row.best, row.median, row.start, row.step, row.kept)
    return row.middle.map { text + String(format: ", middle on all clips %.4f", $0) } ?? text
  }
}
