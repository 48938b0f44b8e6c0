import Foundation
import Motion
import Simulation

/// Turns a motion into one that a body could have done. What uses a corrector knows no more of it than this, so that a fake or another
/// corrector can stand in its place.
///
/// A correction depends on the motion and the corrector's settings alone: not on other motions, their order, or the threads.
public protocol MotionCorrecting: Sendable {
  /// - Returns: a motion of the same skeleton and rate, with a status and an account of what was changed. That the body falls is no
  ///   error: the status says so.
  /// - Throws: when the motion cannot be used at all, and `CancellationError` when the task is cancelled.
  func correct(motion: MotionClip) throws -> Correction
}

extension MotionCorrecting {
  /// Corrects many motions on several threads; results come in the motions' order, each a correction or why there is none.
  /// - Parameters:
  ///   - motions: drawn as results are taken.
  ///   - workers: how many at once; as many as there are processor cores unless told.
  public func correct<Motions: Sequence>(
    motions: Motions, workers: Int = ProcessInfo.processInfo.activeProcessorCount
  ) -> OrderedConcurrentMap<Motions, Correction> where Motions.Element == MotionClip {
    OrderedConcurrentMap(motions, width: workers) { try correct(motion: $0) }
  }
}
