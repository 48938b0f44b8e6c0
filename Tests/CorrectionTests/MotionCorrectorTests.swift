import Correction
import Foundation
import ImitationPolicy
import Motion
import Simulation
import Synchronization
import Testing

/// The walk that comes with the body, and what becomes of it.
struct MotionCorrectorTests {
  private func corrector(_ change: (inout MotionCorrector.Options) -> Void = { _ in }) throws -> MotionCorrector {
    var options = MotionCorrector.Options()
    change(&options)
    return try MotionCorrector(options: options)
  }

  private func sample(_ name: String) throws -> MotionClip {
    try MotionFormats.standard.read(ResourceLocator().sample(named: name))
  }

  @Test func aCorrectedClipHasTheInputsSkeletonRateAndLength() throws {
    let walk = try sample("walk")
    let correction = try corrector().correct(motion: walk)
    #expect(correction.status == .tracked)
    #expect(correction.clip.skeleton == walk.skeleton)
    #expect(correction.clip.rate == walk.rate)
    #expect(correction.clip.frameCount == walk.frameCount)
    #expect(correction.frames.errorMM.count == walk.frameCount)
    #expect(correction.frames.legLoadsN.allSatisfy { $0.count == 2 })
    // On average the legs carry the body, and help may carry the rest.
    let simulated = try ResourceLocator().humanoid(named: "smpl").humanoid
    let weight = simulated.totalMass * 9.81
    let carried = correction.frames.legLoadsN.dropFirst(3).map { $0.reduce(0, +) }
    #expect(abs(carried.reduce(0, +) / Double(carried.count) / weight - 1) < 0.25)
  }

  @Test func theReportHoldsTheSimulationsKeysAndItsOwn() throws {
    let correction = try corrector().correct(motion: sample("walk"))
    let data = try JSONEncoder().encode(correction.report)
    let keys = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    for key in ["status", "mpjpeGlobalMM", "plausibility", "correction", "attempts", "wallSeconds", "cleaning"] {
      #expect(keys[key] != nil, "\(key) is missing")
    }
    #expect(try JSONDecoder().decode(MotionReport.self, from: data) == correction.report)
  }

  /// A body that is lifted to 3 m, held there for a second, and expected back at once: nobody can do that.
  private func impossible() throws -> MotionClip {
    var clip = try sample("walk")
    let up = clip.frameCount / 3..<(2 * clip.frameCount / 3)
    for frame in up { clip.rootTranslations[frame] += Vector3(4, 3, 0) }
    return clip
  }

  @Test func aFallEndsTheClip() throws {
    let clip = try impossible()
    let correction = try corrector { $0.cleaning = .none }.correct(motion: clip)
    #expect(correction.status == .failed)
    #expect(correction.clip.frameCount < clip.frameCount)
    #expect(correction.frames.errorMM.count == correction.clip.frameCount)
  }

  @Test func afterAFallTheInputIsKeptWhenAskedTo() throws {
    let clip = try impossible()
    let correction = try corrector {
      $0.cleaning = .none
      $0.onFailure = .keepInput
    }.correct(motion: clip)
    #expect(correction.status == .failed && correction.remedy == .keptInput)
    #expect(correction.clip == clip)
    #expect(correction.frames.confidence.allSatisfy { $0 == 0 })
    #expect(correction.report.unperformedFrames == clip.frameCount)
  }

  @Test func afterAFallTheBodyIsPutBackWhenAskedToAndTheFramesAreMarked() throws {
    let clip = try impossible()
    let correction = try corrector {
      $0.cleaning = .none
      $0.onFailure = .restart
    }.correct(motion: clip)
    #expect(correction.status == .failed && correction.remedy == .restarted)
    #expect(correction.clip.frameCount == clip.frameCount)
    #expect(!correction.report.restartFrames.isEmpty || correction.report.unperformedFrames > 0)
    // Lifted up, the body falls: somewhere there the motion is nobody's, and says so.
    let unsure = correction.frames.confidence.enumerated().filter { $0.element == 0 }.map(\.offset)
    #expect(unsure.count == correction.report.unperformedFrames)
  }

  @Test func moreHelpCarriesABodyThatFalls() throws {
    let clip = try sample("kick")
    let without = try corrector {
      $0.help = 0
      $0.cleaning = .none
    }.correct(motion: clip)
    try #require(without.status == .failed)
    let assisted = try corrector {
      $0.help = 0
      $0.cleaning = .none
      $0.onFailure = .assist
    }.correct(motion: clip)
    #expect(assisted.status == .tracked && assisted.report.hasMoreHelp)
    let cap = try #require(assisted.report.helpForceCapN)
    // No more than is needed: with every smaller cap it fell.
    #expect(cap < 1600 && assisted.report.attempts.dropLast().allSatisfy { $0.failedAtSeconds != nil })
    #expect(cap > 0 && assisted.report.peakHelpN <= cap * 1.0001)
  }

  @Test func theResultsComeInOrderAndDoNotDependOnTheWorkers() async throws {
    let clips = try ["walk", "jump", "kick"].map(sample)
    let many = clips + clips.reversed()
    let corrector = try corrector()
    var results: [[MotionClip]] = []
    for workers in [1, 2, 5] {
      var found: [MotionClip] = []
      for await result in corrector.correct(motions: many, workers: workers) { found.append(try result.get().clip) }
      results.append(found)
    }
    #expect(results[0] == results[1] && results[1] == results[2])
    #expect(results[0].map(\.name) == many.map(\.name))
    #expect(try results[0][0] == corrector.correct(motion: clips[0]).clip)
  }

  @Test func oneBadClipIsAnErrorInItsPlace() async throws {
    let walk = try sample("walk")
    let bones = try MotionClip(
      name: "bones", skeleton: Skeleton(joints: [Skeleton.Joint(name: "a", parent: nil, offset: .zero)]), rate: 30,
      rootTranslations: [.zero, .zero], rotations: [.identity, .identity])
    var outcomes: [Bool] = []
    for await result in try corrector().correct(motions: [walk, bones, walk]) {
      outcomes.append((try? result.get()) != nil)
    }
    #expect(outcomes == [true, false, true])
  }

  @Test func elementsAreDrawnOnlyAsResultsAreTaken() async throws {
    final class Counter: Sendable {
      let drawn = Mutex(0)
    }
    let counter = Counter()
    let base = sequence(first: 0) { number in
      counter.drawn.withLock { $0 += 1 }
      return number + 1
    }
    var iterator = OrderedConcurrentMap(base, width: 2) { $0 }.makeAsyncIterator()
    for expected in 0..<5 { #expect(try await iterator.next()?.get() == expected) }
    #expect(counter.drawn.withLock { $0 } <= 5 + 6)
  }

  @Test func aCancelledCorrectionStops() async throws {
    let corrector = try corrector()
    let walk = try sample("walk")
    let task = Task {
      // Cancelled before it begins, so that the outcome does not hang on timing.
      while !Task.isCancelled { await Task.yield() }
      return try corrector.correct(motion: walk)
    }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }
}
