/// What a run is: arms that share their first generation, over several seeds.
public struct LoopConfiguration: Sendable, Hashable, Codable {
  /// Real samples that are learned from: n.
  public var realSamples: Int
  /// Generations after the first.
  public var generations: Int
  /// Optimisation steps of the first generation, and of each one after it.
  public var firstSteps: Int
  public var steps: Int
  public var seeds: [UInt64]
  public var arms: [LoopArm]
  /// The generator's state is kept of every so-many-th generation; 0 keeps that of the first and the last alone.
  public var keepEvery: Int
  /// What else makes a run what it is, such as the data and the sizes of the model: a folder with another is not gone on from.
  public var setup: [String: String]

  public init(
    realSamples: Int, generations: Int, firstSteps: Int = 0, steps: Int = 0, seeds: [UInt64] = [0], arms: [LoopArm],
    keepEvery: Int = 0, setup: [String: String] = [:]
  ) {
    self.realSamples = realSamples
    self.generations = generations
    self.firstSteps = firstSteps
    self.steps = steps
    self.seeds = seeds
    self.arms = arms
    self.keepEvery = keepEvery
    self.setup = setup
  }

  enum CodingKeys: String, CodingKey {
    case realSamples, generations, firstSteps, steps, seeds, arms, keepEvery, setup
  }

  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      realSamples: try fields.decode(Int.self, forKey: .realSamples),
      generations: try fields.decode(Int.self, forKey: .generations),
      firstSteps: try fields.decodeIfPresent(Int.self, forKey: .firstSteps) ?? 0,
      steps: try fields.decodeIfPresent(Int.self, forKey: .steps) ?? 0,
      seeds: try fields.decodeIfPresent([UInt64].self, forKey: .seeds) ?? [0],
      arms: try fields.decode([LoopArm].self, forKey: .arms),
      keepEvery: try fields.decodeIfPresent(Int.self, forKey: .keepEvery) ?? 0,
      setup: try fields.decodeIfPresent([String: String].self, forKey: .setup) ?? [:])
  }

  /// - Throws: `LoopError.setting` with the first one that is out of range.
  public func check(available: Int) throws {
    func require(_ condition: Bool, _ name: String, _ problem: String) throws {
      if !condition { throw LoopError.setting(name, problem: problem) }
    }
    try require(realSamples > 0, "realSamples", "is \(realSamples), expected at least 1")
    try require(
      realSamples <= available, "realSamples", "is \(realSamples), but the data has only \(available) samples")
    try require(generations >= 0, "generations", "is \(generations), expected 0 or more")
    try require(firstSteps >= 0, "firstSteps", "is \(firstSteps), expected 0 or more")
    try require(steps >= 0, "steps", "is \(steps), expected 0 or more")
    try require(keepEvery >= 0, "keepEvery", "is \(keepEvery), expected 0 or more")
    try require(!seeds.isEmpty, "seeds", "is empty, expected at least one")
    try require(Set(seeds).count == seeds.count, "seeds", "names one seed twice")
    try require(!arms.isEmpty, "arms", "is empty, expected at least one")
    try require(Set(arms.map(\.name)).count == arms.count, "arms", "has two of one name")
    for arm in arms { try arm.check() }
  }

  /// What of a run in a folder is not as it is here, a line each; empty when this run can go on from that one. More
  /// generations are no difference.
  func differences(from other: LoopConfiguration) -> [String] {
    var result: [String] = []
    func compare<Value: Equatable>(_ name: String, _ here: Value, _ there: Value) {
      if here != there { result.append("\(name) is \(there) there and \(here) here") }
    }
    compare("realSamples", realSamples, other.realSamples)
    compare("firstSteps", firstSteps, other.firstSteps)
    compare("steps", steps, other.steps)
    compare("seeds", seeds, other.seeds)
    compare("keepEvery", keepEvery, other.keepEvery)
    compare("arms", arms.map(\.name), other.arms.map(\.name))
    for arm in arms {
      guard let theirs = other.arms.first(where: { $0.name == arm.name }) else { continue }
      compare("arm \(arm.name)", arm.summary, theirs.summary)
    }
    for key in Set(setup.keys).union(other.setup.keys).sorted() {
      compare(key, setup[key] ?? "nothing", other.setup[key] ?? "nothing")
    }
    if generations < other.generations {
      result.append("generations is \(other.generations) there and \(generations) here")
    }
    return result
  }
}
