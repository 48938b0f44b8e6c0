import Foundation

/// Learning rates as functions of the steps already taken.
public enum LearningRate {
  public typealias Schedule = @Sendable (_ step: Int) -> Double

  public static func constant(_ rate: Double) -> Schedule { { _ in rate } }

  /// Straight from `start` to `end` over `steps`, and then `end`.
  public static func linear(from start: Double, to end: Double, steps: Int) -> Schedule {
    { step in start + (end - start) * share(step, of: steps) }
  }

  /// Along half a cosine from `start` to `end` over `steps`, and then `end` (Loshchilov and Hutter 2017, without
  /// restarts).
  public static func cosine(from start: Double, to end: Double = 0, steps: Int) -> Schedule {
    { step in end + (start - end) * 0.5 * (1 + cos(.pi * share(step, of: steps))) }
  }

  /// Straight up to `schedule`'s first rate over `steps`, then `schedule` from its beginning. The first rate is not 0.
  public static func warmup(steps: Int, then schedule: @escaping Schedule) -> Schedule {
    { step in step < steps ? schedule(0) * Double(step + 1) / Double(steps) : schedule(step - max(0, steps)) }
  }

  private static func share(_ step: Int, of steps: Int) -> Double {
    steps > 0 ? min(1, max(0, Double(step) / Double(steps))) : 1
  }
}
