import Foundation

/// What is to become large: a sum of metrics with weights, each the mean over the caps on help.
public struct Objective: Codable, Hashable, Sendable {
  struct Term: Codable, Hashable, Sendable {
    var metric: String
    var weight: Double
  }

  let terms: [Term]

  /// Tracked share, survived share, and half the mean error in metres off.
  public static let standard = ["tracked=1", "survived=1", "mpjpeGlobalMM=-0.0005"]

  /// - Parameter texts: metrics with weights, such as "tracked=1".
  /// - Throws: `TuningError.objective`.
  public init(_ texts: [String]) throws {
    terms = try texts.map { text in
      let parts = text.split(separator: "=", omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty, let weight = Double(parts[1]), weight.isFinite, weight != 0 else {
        throw TuningError.objective(text: text, problem: "expected a metric and its weight, such as 'tracked=1'")
      }
      return Term(metric: String(parts[0]), weight: weight)
    }
    for (index, term) in terms.enumerated() where terms[..<index].contains(where: { $0.metric == term.metric }) {
      throw TuningError.objective(text: texts[index], problem: "the objective has \(term.metric) twice")
    }
    guard !terms.isEmpty else {
      throw TuningError.objective(text: "", problem: "the objective is empty, expected a metric such as 'tracked=1'")
    }
  }
}

/// What may not become worse than it is with the scene's own settings, at one cap on help.
public struct Limit: Codable, Hashable, Sendable {
  public let text: String
  let metric: String
  /// N, and N m alike.
  public let cap: Double
  /// Whether the metric may be at most, not at least, `factor` times the start's.
  let isUpper: Bool
  let factor: Double

  /// On clips that are tracked with either setting, the error at 100 N may grow by 5 %.
  public static let standard = ["mpjpeGlobalMM@100<=1.05"]

  /// What an excess of 1, the limit broken by 100 %, takes off the objective. An error that grows by a tenth more than it may costs
  /// as much as half of the clips falling.
  static let weight = 5.0

  /// - Parameter text: metric, cap in N, `<=` or `>=` and a factor on the start's value, such as "mpjpeGlobalMM@100<=1.05".
  /// - Throws: `TuningError.objective`.
  public init(_ text: String) throws {
    let isUpper = text.contains("<=")
    let sides = text.components(separatedBy: isUpper ? "<=" : ">=")
    let left = sides[0].split(separator: "@", omittingEmptySubsequences: false)
    guard sides.count == 2, left.count == 2, !left[0].isEmpty, let cap = Double(left[1]), cap >= 0, cap.isFinite,
      let factor = Double(sides[1]), factor > 0, factor.isFinite
    else {
      throw TuningError.objective(
        text: text,
        problem: "expected a metric, a cap in N and a factor on the start's value, such as 'mpjpeGlobalMM@100<=1.05'")
    }
    self.text = text
    self.isUpper = isUpper
    self.cap = cap
    self.factor = factor
    metric = String(left[0])
  }

  /// By what share a value breaks the limit; 0 when it does not, or when the start has nothing to compare with.
  func excess(_ value: Double, start: Double) -> Double {
    guard start > 0 else { return 0 }
    let ratio = value / start / factor
    return max(0, isUpper ? ratio - 1 : 1 - ratio)
  }
}
