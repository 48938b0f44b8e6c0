import Foundation
import SelfConsumingLoop

extension LoopProgress {
  /// The last generation that is done, its figures, and what is left, in a line.
  var line: String {
    guard let record else { return "0/\(total)" }
    let figures = record.figures.sorted { $0.key < $1.key }.map { String(format: "\($0) %.4g", $1) }
    let failed =
      record.corrections > 0 ? [String(format: "%.0f %% of corrections failed", 100 * record.failedShare)] : []
    let left = secondsLeft.map { [Self.duration($0) + " left"] } ?? []
    let place = "\(done)/\(total) seed \(record.seed) \(record.arm ?? "first") generation \(record.generation)"
    return "\(place): \((figures + failed + left).joined(separator: ", "))"
  }

  private static func duration(_ seconds: Double) -> String {
    seconds < 120
      ? String(format: "%.0f s", seconds)
      : seconds < 7200 ? String(format: "%.0f min", seconds / 60) : String(format: "%.1f h", seconds / 3600)
  }
}
