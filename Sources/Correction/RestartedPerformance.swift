import Motion
import Simulation

/// A performance of all of a motion by a body that is put back on the reference where it falls.
struct RestartedPerformance {
  private(set) var performance: Performance
  /// Times in control steps at which the body was put back.
  private(set) var restarts: [Double] = []
  /// Ranges of control steps that nobody performed.
  private var gaps: [Range<Int>] = []

  /// A body this close still performs, in metres; what comes after is falling and is cut off.
  private static let closeness = 0.15
  /// A body that falls again within this many control steps is not put back there: that much is taken from the reference.
  private static let shortest = 15

  /// - Parameters:
  ///   - first: what was performed before the first fall.
  ///   - perform: from a frame of the control reference on.
  init(
    _ motion: PreparedMotion, first: Performance,
    perform: (Int) throws -> (performance: Performance, failure: Simulation.Failure?)
  ) throws {
    let last = motion.controlClip.frameCount - 1
    let scene = motion.simulator.scene
    let fine = try motion.controlClip.sampled(
      rate: scene.controlRate * Double(scene.substeps), frameCount: last * scene.substeps + 1)
    performance = first
    performance.cut(to: Self.closeSteps(first))
    while performance.controlSteps < last {
      let start = performance.controlSteps + 1
      var (part, failure) = try perform(start)
      if failure != nil { part.cut(to: Self.closeSteps(part)) }
      if failure != nil, part.controlSteps < Self.shortest {
        let end = min(start + Self.shortest, last)
        part = Performance(
          of: fine, frames: start * scene.substeps..<(end * scene.substeps + 1), controlRate: scene.controlRate,
          substeps: scene.substeps)
        gaps.append(start..<(end + 1))
      } else {
        restarts.append(Double(start))
      }
      performance.appendPlaced(part)
    }
  }

  /// The steps after which the body was close to its reference for the last time.
  private static func closeSteps(_ performance: Performance) -> Int {
    max(performance.errors.lastIndex { $0 < closeness } ?? 0, 0)
  }

  func isPerformed(at rate: Double, frameCount: Int) -> [Bool] {
    (0..<frameCount).map { frame in
      let step = Double(frame) / rate * performance.controlRate
      return !gaps.contains { Double($0.lowerBound) - 1 < step && step < Double($0.upperBound) }
    }
  }
}
