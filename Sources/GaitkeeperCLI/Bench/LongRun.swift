import Gaitkeeper

/// One body that walks on and on.
enum LongRun {
  /// - Parameter motion: performed by the track's humanoid, at the control rate.
  /// - Throws: when the clip holds no stride.
  static func report(
    minutes: Double, motion: MotionClip, contestant: Contestant, track: Racetrack,
    progress: (_ done: Int, _ total: Int) -> Void
  ) throws -> BenchReport.LongRun {
    guard let cycle = CyclicMotion(clip: motion) else {
      throw OutputFile.Problem(description: "\(motion.name): too short to find a stride in it, expected some 3 s")
    }
    let controlRate = contestant.scene.controlRate
    let frameCount = Int(minutes * 60 * controlRate) + 1
    let endless = Racetrack(
      humanoid: track.humanoid,
      reference: try ReferenceMotion(clip: cycle.motion(frameCount: frameCount), humanoid: track.humanoid),
      registry: track.registry, seed: track.seed)
    let simulation = try endless.simulation(contestant)
    let minute = Int(60 * controlRate)
    var errors: [Double] = []
    var sum = 0.0
    var largestGap = 0.0
    var memory = 0.0
    let start = Clock.seconds
    let failure = try simulation.run { step in
      sum += simulation.view.meanJointError * 1000
      largestGap = max(largestGap, simulation.view.jointGap * 1000)
      if step % minute == 0 {
        errors.append(sum / Double(minute))
        sum = 0
        if errors.count == 1 { memory = Clock.memoryMB }
        progress(step, frameCount - 1)
      }
    }
    return BenchReport.LongRun(
      minutes: simulation.view.time / 60, failure: failure?.reason, mpjpeFirstMinuteMM: errors.first ?? .nan,
      mpjpeLastMinuteMM: errors.last ?? .nan, mpjpeWorstMinuteMM: errors.max() ?? .nan, maxJointGapMM: largestGap,
      memoryGrowthMB: Clock.memoryMB - memory, wallSeconds: Clock.seconds - start)
  }
}
