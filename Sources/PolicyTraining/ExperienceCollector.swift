import Correction
import Foundation
import ImitationPolicy
import Simulation

/// Runs all worlds with the present policy on all cores. What comes out does not depend on the number of threads.
final class ExperienceCollector {
  private let worlds: [TrainingWorld]
  private let inputCount: Int
  private let action: LearnedAction
  private let horizon: Int
  private var randoms: [SplitMix64]
  /// Worlds that are evaluated together.
  private static let groupSize = 16

  init(
    set: TrainingSet, simulator: MotionSimulator, configuration: TrainingConfiguration, seed: UInt64,
    inputCount: Int, action: LearnedAction, sampler: StartSampler
  ) throws {
    self.inputCount = inputCount
    self.action = action
    horizon = configuration.horizon
    let starts = sampler.starts
    var random = SplitMix64(seed: seed)
    worlds = try (0..<configuration.worlds).map { _ in
      try TrainingWorld(
        set: set, simulator: simulator, configuration: configuration, seed: random.next(), starts: starts)
    }
    randoms = worlds.map { _ in SplitMix64(seed: random.next()) }
  }

  /// What one group of worlds has gone through.
  private struct Part: Sendable {
    var inputs: [Float] = []
    var actions: [Float] = []
    var means: [Float] = []
    var logProbabilities: [Float] = []
    var rewards: [Float] = []
    var isEnd: [Bool] = []
    var continuation: [Int] = []
    var lastInputs: [Float] = []
    var episodes: [StartSampler.Episode] = []
    var episodeSteps = 0
    var errorSum = 0.0
    var helpSum = 0.0
    var randoms: [SplitMix64] = []
  }

  /// - Parameters:
  ///   - network: it gives the numbers that are learned.
  ///   - work: done meanwhile on a thread of its own.
  /// - Throws: what a simulation throws, and the work.
  func collect(
    network: PolicyNetwork, logDeviations: [Float], sampler: inout StartSampler, beside work: () throws -> Void = {}
  ) throws -> Experience {
    let starts = sampler.starts
    let groups = (worlds.count + Self.groupSize - 1) / Self.groupSize
    // Each world is given to one thread only.
    nonisolated(unsafe) let worlds = worlds
    let randoms = randoms
    let horizon = horizon
    let inputCount = inputCount
    let action = action
    let parts = try withoutActuallyEscaping(work) { work in
      // The work is done by one thread too, which turns to the worlds after it.
      nonisolated(unsafe) let work = work
      return try concurrentMap(count: groups + 1) { job -> Part? in
        guard job > 0 else {
          try work()
          return nil
        }
        let group = job - 1
        let range = group * Self.groupSize..<min((group + 1) * Self.groupSize, worlds.count)
        return try Self.run(
          worlds[range], randoms: Array(randoms[range]), horizon: horizon, inputCount: inputCount, network: network,
          action: action, logDeviations: logDeviations, starts: starts)
      }
    }
    var experience = Experience(
      worlds: worlds.count, horizon: horizon, inputs: [], actions: [], means: [], logProbabilities: [],
      logDeviations: logDeviations, rewards: [], isEnd: [], continuation: [])
    self.randoms = []
    for case let part? in parts {
      let offset = experience.lastInputs.count / inputCount
      experience.inputs += part.inputs
      experience.actions += part.actions
      experience.means += part.means
      experience.logProbabilities += part.logProbabilities
      experience.rewards += part.rewards
      experience.isEnd += part.isEnd
      experience.continuation += part.continuation.map { $0 < 0 ? -1 : $0 + offset }
      experience.lastInputs += part.lastInputs
      experience.episodeSteps += part.episodeSteps
      experience.errorSum += part.errorSum
      experience.helpSum += part.helpSum
      for episode in part.episodes {
        sampler.note(episode)
        experience.episodes += 1
        if episode.failed { experience.failures += 1 }
      }
      self.randoms += part.randoms
    }
    return experience
  }

  private static func run(
    _ worlds: ArraySlice<TrainingWorld>, randoms: [SplitMix64], horizon: Int, inputCount: Int, network: PolicyNetwork,
    action: LearnedAction, logDeviations: [Float], starts: StartSampler.Starts
  ) throws -> Part {
    let count = worlds.count
    let width = network.outputCount
    let deviations = logDeviations.map { exp($0) }
    let logNormalizer = logDeviations.reduce(0, +) + Float(width) * 0.5 * log(2 * Float.pi)
    var part = Part()
    part.inputs = Array(repeating: 0, count: count * horizon * inputCount)
    part.actions = Array(repeating: 0, count: count * horizon * width)
    part.means = part.actions
    part.logProbabilities = Array(repeating: 0, count: count * horizon)
    part.rewards = part.logProbabilities
    part.isEnd = Array(repeating: false, count: count * horizon)
    part.continuation = Array(repeating: -1, count: count * horizon)
    part.randoms = randoms
    var workspace = network.workspace(rows: count)
    var inputs: [Float] = []
    inputs.reserveCapacity(count * inputCount)
    var outputs = [Float](repeating: 0, count: count * width)
    for step in 0..<horizon {
      inputs.removeAll(keepingCapacity: true)
      for world in worlds { try world.observe(into: &inputs) }
      network.evaluate(inputs, rows: count, workspace: &workspace, outputs: &outputs)
      for (place, world) in worlds.enumerated() {
        let row = place * horizon + step
        for index in 0..<inputCount { part.inputs[row * inputCount + index] = inputs[place * inputCount + index] }
        var square: Float = 0
        for index in 0..<width {
          let noise = part.randoms[place].nextNormal()
          square += noise * noise
          let mean = outputs[place * width + index]
          part.means[row * width + index] = mean
          part.actions[row * width + index] = mean + noise * deviations[index]
        }
        part.logProbabilities[row] = -0.5 * square - logNormalizer
        let result = try world.advance(part.actions[(row * width)..<((row + 1) * width)], of: action)
        part.rewards[row] = Float(result.reward)
        part.isEnd[row] = result.isEnd
        if !result.isFailure, result.isEnd || step == horizon - 1 {
          part.continuation[row] = part.lastInputs.count / inputCount
          try world.observe(into: &part.lastInputs)
        }
        if result.isEnd {
          part.episodes.append(world.episode(failed: result.isFailure))
          part.episodeSteps += world.episodeSteps
          part.errorSum += world.errorSum
          part.helpSum += world.helpSum
          try world.restart(from: starts)
        }
      }
    }
    return part
  }
}
