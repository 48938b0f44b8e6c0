import Correction
import Simulation

/// What came of one clip at one cap.
struct ClipOutcome: Hashable, Sendable {
  /// Of the clip.
  var seconds: Double
  /// Until the body fell; nil when it did not.
  var failureTime: Double?
  /// Numbers of the report by key, dotted where they are nested.
  var figures: [String: Double]

  var isTracked: Bool { failureTime == nil }
  var performedSeconds: Double { min(failureTime ?? seconds, seconds) }
  /// Share of the clip until the fall.
  var survived: Double { seconds > 0 ? performedSeconds / seconds : isTracked ? 1 : 0 }
}

/// What came of the clips at one cap.
struct CapOutcomes: Hashable, Sendable {
  /// In the clips' order.
  var clips: [ClipOutcome]

  var tracked: Double { mean(clips.map { $0.isTracked ? 1 : 0 }) ?? 0 }
  var survived: Double { mean(clips.map(\.survived)) ?? 0 }
  /// Simulated seconds by falls; all seconds when there is none.
  var secondsPerFall: Double {
    clips.reduce(0) { $0 + $1.performedSeconds } / Double(max(clips.count { !$0.isTracked }, 1))
  }

  /// A metric by name: a share, or the mean of a report's number over the clips that are tracked.
  /// - Parameter other: when given, over the clips that are tracked there too.
  /// - Returns: nil when there is no such clip.
  func value(of metric: String, commonWith other: CapOutcomes? = nil) -> Double? {
    switch metric {
    case "tracked": tracked
    case "survived": survived
    default:
      mean(
        clips.indices.compactMap { index in
          let isCounted = clips[index].isTracked && (other?.clips[index].isTracked ?? true)
          return isCounted ? clips[index].figures[metric] : nil
        })
    }
  }

  private func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }
}

/// What came of some clips with one choice of settings: one entry for each of an evaluator's caps.
struct Trial: Hashable, Sendable {
  var caps: [CapOutcomes]

  /// Of some clips alone, by their places.
  func restricted(to places: [Int]) -> Trial {
    Trial(caps: caps.map { cap in CapOutcomes(clips: places.map { cap.clips[$0] }) })
  }
}

extension MotionReport {
  /// The report's numbers by key, dotted where they are nested, without those of the measured time, which no two runs share.
  func figures() throws -> [String: Double] {
    var figures = try ConfigurationValue(describing: self).numbers()
    for key in ["controlStepsPerSecond", "realTimeFactor", "wallSeconds"] { figures[key] = nil }
    return figures
  }
}

extension ConfigurationValue {
  /// All numbers among nested fields, by dotted name.
  fileprivate func numbers(below path: String = "") -> [String: Double] {
    switch self {
    case .number(let number): [path: number]
    case .fields(let fields):
      fields.reduce(into: [:]) { all, field in
        all.merge(field.value.numbers(below: path.isEmpty ? field.key : "\(path).\(field.key)")) { $1 }
      }
    default: [:]
    }
  }
}
