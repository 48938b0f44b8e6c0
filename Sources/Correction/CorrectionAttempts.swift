import ImitationPolicy
import Motion
import Simulation
import StandardPlugins

/// The ways in which a body is made to perform one motion, until one of them holds.
struct CorrectionAttempts {
  /// One way, and what came of it.
  private struct Attempt {
    var controller: String
    var cap: Double
    var performance: Performance
    var failure: Simulation.Failure?
    var helpCap: HelpCap?
    var seconds: Double
    var controlSteps: Int
    var searches: Int

    /// The less the better: mean error in metres, and a centimetre for a mean help of 100 N.
    var cost: Double {
      let steps = Double(max(performance.errors.count, 1))
      let forces = performance.force.vectors.map(\.length)
      return performance.errors.reduce(0, +) / steps + 1e-4 * forces.reduce(0, +) / Double(max(forces.count, 1))
    }
  }

  private let motion: PreparedMotion
  private let corrector: MotionCorrector
  private var attempts: [Attempt] = []
  private var status = Correction.Status.failed
  private var restarts: RestartedPerformance?

  init(_ motion: PreparedMotion, corrector: MotionCorrector) {
    self.motion = motion
    self.corrector = corrector
  }

  /// - Throws: what a simulation throws.
  mutating func run() throws {
    let cap = corrector.options.wrenchCap
    try attempt(cap: cap, usesPolicy: false)
    if corrector.hasPolicy, last.failure != nil || corrector.options.quality == .best {
      try attempt(cap: cap, usesPolicy: true)
    }
    if corrector.options.quality == .best, attempts.allSatisfy({ $0.failure != nil }) { try search(cap: cap) }
    takeBest()
    guard last.failure != nil else {
      status = .corrected
      return
    }
    switch corrector.options.onFailure {
    case .report: break
    case .keepInput: status = .keptInput
    case .assist: try assist()
    case .restart:
      restarts = try RestartedPerformance(motion, first: last.performance) { try perform(cap: cap, from: $0) }
      status = .restarted
    }
  }

  private var last: Attempt { attempts[attempts.count - 1] }

  /// Puts the attempt that is kept to the end: of those that came through the closest, else the one that came farthest.
  private mutating func takeBest() {
    let through = attempts.indices.filter { attempts[$0].failure == nil }
    let best =
      through.min { attempts[$0].cost < attempts[$1].cost }
      ?? attempts.indices.max { attempts[$0].performance.controlSteps < attempts[$1].performance.controlSteps }
    if let best { attempts.append(attempts.remove(at: best)) }
  }

  private func performer(cap: Double, usesPolicy: Bool, from frame: Int = 0) throws -> Performer {
    let performer = try Performer(
      reference: motion.controlReference, ground: motion.ground, simulator: motion.simulator,
      scene: corrector.scene(cap: cap),
      startFrame: frame)
    performer.simulation.setPolicy(isActive: usesPolicy)
    return performer
  }

  private func perform(cap: Double, from frame: Int) throws -> (performance: Performance, failure: Simulation.Failure?)
  {
    let performer = try performer(cap: cap, usesPolicy: corrector.hasPolicy, from: frame)
    let failure = try performer.advance()
    return (performer.performance, failure)
  }

  private mutating func attempt(cap: Double, usesPolicy: Bool) throws {
    let start = ContinuousClock().now
    let performer = try performer(cap: cap, usesPolicy: usesPolicy)
    let failure = try performer.advance()
    keep(
      performer, by: usesPolicy ? PolicyController.name : TrackerController.name, cap: cap, failure: failure,
      since: start,
      controlSteps: performer.performance.controlSteps)
  }

  private mutating func keep(
    _ performer: Performer, by controller: String, cap: Double, failure: Simulation.Failure?,
    since start: ContinuousClock.Instant, controlSteps: Int, searches: Int = 0
  ) {
    attempts.append(
      Attempt(
        controller: controller, cap: cap, performance: performer.performance, failure: failure,
        helpCap: performer.helpCap, seconds: (ContinuousClock().now - start).seconds, controlSteps: controlSteps,
        searches: searches))
  }

  private mutating func search(cap: Double) throws {
    let start = ContinuousClock().now
    let performer = try performer(cap: cap, usesPolicy: corrector.hasPolicy)
    var search = try RolloutSearch(motion, corrector: corrector, scene: corrector.scene(cap: cap))
    let failure = try search.run(performer)
    keep(
      performer, by: "controller.search", cap: cap, failure: failure, since: start, controlSteps: search.controlSteps,
      searches: search.searches)
  }

  /// Twice the help each time, until the body comes through or the limit is reached.
  private mutating func assist() throws {
    var cap = corrector.options.wrenchCap
    while last.failure != nil, cap < corrector.options.assistLimit {
      cap = min(max(2 * cap, 50), corrector.options.assistLimit)
      try attempt(cap: cap, usesPolicy: false)
    }
    if last.failure == nil {
      status = .assisted
    } else {
      // What came farthest of all.
      takeBest()
    }
  }

  func correction() throws -> Correction {
    let kept = last
    let performance = restarts?.performance ?? kept.performance
    let result = try motion.simulated(
      performance, failure: kept.failure, helpCap: kept.helpCap, controller: kept.controller, recordings: [:],
      wallSeconds: attempts.reduce(0) { $0 + $1.seconds })
    var report = CorrectionReport(
      simulation: result.report, correction: status,
      attempts: attempts.map {
        CorrectionReport.Attempt(
          controller: $0.controller, wrenchCapN: $0.cap.isFinite ? $0.cap : nil, failedAtSeconds: $0.failure?.time,
          mpjpeGlobalMM: 1000 * $0.performance.errors.reduce(0, +) / Double(max($0.performance.errors.count, 1)),
          controlSteps: $0.controlSteps, searches: $0.searches)
      })
    var correction = Correction(
      clip: result.clip, status: status, report: report, frames: result.frames, performed: result.performed)
    if let restarts {
      let rate = motion.input.rate
      report.restartFrames = restarts.restarts.map {
        Int(($0 / motion.simulator.scene.controlRate * rate).rounded(.up))
      }
      for (index, isPerformed) in restarts.isPerformed(at: rate, frameCount: result.clip.frameCount).enumerated()
      where !isPerformed {
        correction.frames.confidence[index] = 0
        report.unperformedFrames += 1
      }
    }
    if status == .keptInput {
      correction.clip = motion.input
      correction.frames = PerformedFrames(
        unperformed: motion.input.frameCount, legs: motion.simulator.humanoid.legs.count)
      report.unperformedFrames = motion.input.frameCount
    }
    report.simulation.outputFrames = correction.clip.frameCount
    correction.report = report
    return correction
  }
}

extension Simulation {
  /// - Parameter offset: added to the policy's numbers; nothing when empty.
  func setPolicy(isActive: Bool, offset: [Float] = []) {
    updateController { controller in
      guard var policy = controller as? PolicyController else { return }
      policy.isActive = isActive
      policy.offset = offset
      controller = policy
    }
  }
}
