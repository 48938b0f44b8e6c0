import Simulation

/// What a search for better settings is told.
public struct TuningOptions: Codable, Hashable, Sendable {
  /// Patterns over the settings' names, such as "controller.tracker.*".
  public var settings: [String]
  /// Caps on help at which the objective is measured, in N and N m; each counts alike.
  public var caps = [0.0]
  public var objective = Objective.standard
  public var limits = Limit.standard
  /// Candidates in a generation; 4 + 3 ln n for n settings unless told.
  public var population: Int?
  /// Into how many parts the clips are divided. A generation's candidates are all measured on one of them, the parts taking turns.
  public var parts = 3
  /// Every so many generations the middle of the distribution is measured on all clips, and kept when it is the best so far.
  public var checkEvery = 5
  /// Standard deviation of the first generation: this share of the range for settings that are searched by differences,
  public var step = 0.04
  /// and this factor for those that are searched by factors.
  public var factor = 1.25
  public var seed: UInt64 = 0

  public init(settings: [String]) { self.settings = settings }

  /// - Throws: `TuningError.option`.
  func validate() throws {
    func require(_ condition: Bool, _ name: String, _ found: Any, _ expected: String) throws {
      if !condition { throw TuningError.option(name: name, problem: "is \(found), expected \(expected)") }
    }
    try require(!settings.isEmpty, "settings", "empty", "one or more patterns")
    try require(!caps.isEmpty && caps.allSatisfy { $0 >= 0 && $0.isFinite }, "the caps", caps, "numbers of 0 N or more")
    try require(Set(caps).count == caps.count, "the caps", caps, "each once")
    try require((2...10_000).contains(population ?? 2), "population", population ?? 0, "2 to 10000")
    try require((1...10_000).contains(parts), "parts", parts, "1 to 10000")
    try require((1...10_000).contains(checkEvery), "checkEvery", checkEvery, "1 to 10000")
    try require(step > 0 && step <= 0.5, "step", step, "more than 0 and at most 0.5")
    try require(factor > 1 && factor <= 100, "factor", factor, "more than 1 and at most 100")
  }
}

/// Everything that decides what a search does, for telling one from another.
struct TuningSetup: Codable, Hashable, Sendable {
  struct Setting: Codable, Hashable, Sendable {
    var start: Double
    var lowest: Double
    var highest: Double
    var scale: ConfigurationField.Scale
  }

  var settings: [String: Setting]
  /// In the order of the search.
  var settingNames: [String]
  var performer: String
  var objective: [String]
  var limits: [String]
  var caps: [Double]
  var population: Int
  var parts: Int
  var checkEvery: Int
  var step: Double
  var factor: Double
  /// As text, so that no digit is lost.
  var seed: String
  var scene: SceneDescription
  var clips: Int
  /// Of the clips' names and values.
  var data: String

  init(
    _ options: TuningOptions, performer: ClipPerformer, settings: [TunableSetting], scene: SceneDescription,
    clips: Int, digest: String, population: Int
  ) {
    self.settings = settings.reduce(into: [:]) {
      $0[$1.name] = Setting(
        start: $1.start, lowest: $1.range.lowerBound, highest: $1.range.upperBound, scale: $1.scale)
    }
    settingNames = settings.map(\.name)
    self.performer = performer.name
    objective = options.objective
    limits = options.limits
    caps = options.caps
    self.population = population
    parts = options.parts
    checkEvery = options.checkEvery
    step = options.step
    factor = options.factor
    seed = String(options.seed)
    self.scene = scene
    self.clips = clips
    data = digest
  }

  /// The first thing in which an earlier search is another one, in words; nil when there is none.
  func difference(from earlier: TuningSetup) throws -> String? {
    let now = try ConfigurationValue(describing: self).leaves()
    let before = try ConfigurationValue(describing: earlier).leaves()
    let names = Set(now.keys).union(before.keys)
    // Which settings first: much else follows from them.
    for name in [CodingKeys.settingNames.stringValue] + names.sorted() where now[name] != before[name] {
      return "\(name) is \(now[name] ?? "not there") here and \(before[name] ?? "not there") in it"
    }
    return nil
  }
}

extension ConfigurationValue {
  /// The values that have no named parts, as text, by dotted name.
  fileprivate func leaves(below path: String = "") -> [String: String] {
    guard case .fields(let fields) = self else { return [path: text] }
    return fields.reduce(into: [:]) { all, field in
      all.merge(field.value.leaves(below: path.isEmpty ? field.key : "\(path).\(field.key)")) { $1 }
    }
  }
}
