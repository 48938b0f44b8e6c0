import Motion
import Simulation

/// A rollout over all of a reference by a body that is put back on it where it falls.
struct Restarts {
  /// It has failed, where it fell first.
  private(set) var rollout: Rollout
  /// Times in control steps at which the body was put back.
  private(set) var restarts: [Double] = []
  /// Ranges of control steps that nobody performed.
  private var gaps: [Range<Int>] = []

  /// A body this close still performs, in metres; later frames belong to the fall and are dropped.
  private static let closeness = 0.15
  /// A body that falls again within this many control steps is not put back there: that much is taken from the reference.
  private static let shortest = 15

  /// - Parameters:
  ///   - first: what was performed before the first fall.
  ///   - perform: from a frame of the reference on.
  init(_ reference: ReferenceMotion, first: Rollout, perform: (Int) throws -> Rollout) throws {
    let last = reference.frameCount - 1
    let fine = try reference.clip(of: first.humanoid).sampled(
      rate: first.controlRate * Double(first.substeps), frameCount: last * first.substeps + 1)
    rollout = first
    rollout.cut(to: Self.closeSteps(first))
    while rollout.controlSteps < last {
      let start = rollout.controlSteps + 1
      var part = try perform(start)
      let hasFallen = part.failure != nil
      if hasFallen { part.cut(to: Self.closeSteps(part)) }
      if hasFallen, part.controlSteps < Self.shortest {
        let end = min(start + Self.shortest, last)
        part = Rollout(of: fine, frames: start * first.substeps..<(end * first.substeps + 1), like: first)
        gaps.append(start..<(end + 1))
      } else {
        restarts.append(Double(start))
      }
      rollout.appendPlaced(part)
    }
  }

  /// The steps after which the body was close to its reference for the last time.
  private static func closeSteps(_ rollout: Rollout) -> Int {
    max(rollout.jointErrors.lastIndex { $0 < closeness } ?? 0, 0)
  }

  func isPerformed(at rate: Double, frameCount: Int) -> [Bool] {
    (0..<frameCount).map { frame in
      let step = Double(frame) / rate * rollout.controlRate
      return !gaps.contains { Double($0.lowerBound) - 1 < step && step < Double($0.upperBound) }
    }
  }
}
