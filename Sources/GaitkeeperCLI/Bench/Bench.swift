import Foundation
import Gaitkeeper

/// The measurements, all of them once a round.
struct Bench {
  private let track: Racetrack
  private let contestants: [Contestant]
  private let rounds: Int
  private let cores = ProcessInfo.processInfo.activeProcessorCount
  /// How long each is measured in a round.
  private static let seconds = 0.15
  private static let bodyCounts = [12, 24, 48, 96]
  private static let growingSteppers = ["ode.tree", "ode.dense"]
  private static let pairsInARound = 3
  private static let worldCounts = [1, 4, 16, 64]

  private var costs: [[Racetrack.Cost]]
  /// Microseconds, by stepper and number of bodies.
  private var bodyCosts: [String: [[Double]]]
  /// Control steps a second, by number of worlds, on one thread and on all.
  private var poolRates: [[[Double]]]
  private var poolHashes: [[String]]

  init(track: Racetrack, contestants: [Contestant], rounds: Int) {
    self.track = track
    self.contestants = contestants
    self.rounds = rounds
    costs = contestants.map { _ in [] }
    bodyCosts = Dictionary(
      uniqueKeysWithValues: Self.growingSteppers.map { ($0, Self.bodyCounts.map { _ in [] }) })
    poolRates = Self.worldCounts.map { _ in [[], []] }
    poolHashes = Self.worldCounts.map { _ in ["", ""] }
  }

  private var threadCounts: [Int] { [1, cores] }

  mutating func run(progress: (_ done: Int, _ total: Int) -> Void) throws {
    for round in 0..<rounds {
      for (index, contestant) in contestants.enumerated() {
        costs[index].append(try track.cost(of: contestant, seconds: Self.seconds))
      }
      for (place, count) in Self.worldCounts.enumerated() {
        for _ in 0..<Self.pairsInARound {
          for (column, threads) in threadCounts.enumerated() { try measurePool(place, column, count, threads) }
        }
      }
      for (place, count) in Self.bodyCounts.enumerated() {
        for stepper in Self.growingSteppers {
          bodyCosts[stepper]?[place].append(
            try CrossedChains.cost(count: count, stepper: stepper, seconds: Self.seconds / 2))
        }
      }
      progress(round + 1, rounds)
    }
  }

  /// Worlds that start in different frames, each until its reference ends or it fails.
  private mutating func measurePool(_ place: Int, _ column: Int, _ count: Int, _ threads: Int) throws {
    let simulations = try (0..<count).map { index in
      try track.simulation(contestants[0], startFrame: index * track.reference.frameCount / (2 * count))
    }
    let pool = SimulationPool(simulations, threadCount: threads)
    let start = Clock.seconds
    try pool.forEach { _, simulation in _ = try simulation.run() }
    let elapsed = Clock.seconds - start
    poolRates[place][column].append(Double(simulations.reduce(0) { $0 + $1.view.controlStep }) / elapsed)
    var hash = StateHash()
    for simulation in simulations { hash.add(simulation.view.links) }
    poolHashes[place][column] = hash.text
  }

  // MARK: Figures

  func report(clip: String, scene: SceneDescription) throws -> BenchReport {
    let rows = try contestants.indices.map { try row($0) }
    let ours = rows.filter { !$0.name.hasPrefix("mujoco") }
    var scaling: [BenchReport.Scaling] = []
    for (place, count) in Self.worldCounts.enumerated() {
      for (column, threads) in threadCounts.enumerated() where column == 0 || count > 1 {
        let speedups = zip(poolRates[place][column], poolRates[place][0]).map { $0 / $1 }
        scaling.append(
          BenchReport.Scaling(
            worlds: count, threads: min(threads, count), controlStepsPerSecond: poolRates[place][column].median,
            speedup: speedups.median, stateHash: poolHashes[place][column]))
      }
    }
    return BenchReport(
      clip: clip, humanoid: track.humanoid.name, controlRate: scene.controlRate, substeps: scene.substeps,
      rounds: rounds, seed: track.seed, cores: cores, steppers: ours, mujoco: mujoco(rows), scaling: scaling,
      bodies: Self.bodyCounts.enumerated().map { place, count in
        BenchReport.Bodies(bodies: count, microsecondsPerSubstep: bodyCosts.mapValues { $0[place].median })
      }, longRun: nil, peakMemoryMB: Clock.peakMemoryMB)
  }

  private func row(_ index: Int) throws -> BenchReport.Stepper {
    let contestant = contestants[index]
    let quality = try track.quality(of: contestant)
    let plain = costs[index].map { $0.whole - $0.controller }.median
    return BenchReport.Stepper(
      name: contestant.name, controlStepsPerSecond: 1 / plain, realTimeFactor: 1 / plain / contestant.scene.controlRate,
      microsecondsPerSubstep: plain / Double(contestant.scene.substeps) * 1e6,
      controlStepsPerSecondWithController: 1 / costs[index].map(\.whole).median,
      maxJointGapMM: quality.maxJointGapMM, mpjpeGlobalMM: quality.meanJointErrorMM,
      controlSteps: quality.controlSteps, stateHash: quality.stateHash)
  }

  private func mujoco(_ rows: [BenchReport.Stepper]) -> BenchReport.MuJoCo? {
    let settings = contestants.indices.filter { rows[$0].name.hasPrefix("mujoco") }.map { index in
      let ratios = zip(costs[index], costs[0]).map { ($0.whole - $0.controller) / ($1.whole - $1.controller) }
      return BenchReport.MuJoCo.Setting(
        substeps: contestants[index].scene.substeps, controlStepsPerSecond: rows[index].controlStepsPerSecond,
        microsecondsPerStep: rows[index].microsecondsPerSubstep, mpjpeGlobalMM: rows[index].mpjpeGlobalMM,
        controlSteps: rows[index].controlSteps, ourSpeedup: ratios.median)
    }
    guard settings.count == 2 else { return nil }
    return BenchReport.MuJoCo(
      controlStepsPerSecond: settings[0].controlStepsPerSecond, microsecondsPerStep: settings[0].microsecondsPerStep,
      ourSpeedup: settings[0].ourSpeedup, fifteenSubsteps: settings[0], equalSubsteps: settings[1])
  }
}
