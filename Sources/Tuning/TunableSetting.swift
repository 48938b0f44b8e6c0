import Foundation
import Simulation

/// A number of a scene that a search may change, and the range that its plugin declares.
public struct TunableSetting: Sendable {
  /// Plugin and field, such as "controller.tracker.frequency".
  public let name: String
  public let unit: String
  public let range: ClosedRange<Double>
  public let scale: ConfigurationField.Scale
  /// The scene's value.
  public let start: Double
  let slot: SceneSlot
  /// The field's name within its slot.
  let field: String

  /// The scene with another value of the setting.
  func set(_ value: Double, in scene: inout SceneDescription) throws { try slot.set(&scene, field, value) }

  /// Where a value lies in the range: 0 to 1, by differences or by factors.
  func coordinate(of value: Double) -> Double {
    let (least, most) = (range.lowerBound, range.upperBound)
    return scale == .logarithmic ? log(value / least) / log(most / least) : (value - least) / (most - least)
  }

  /// The value at a place from 0 to 1.
  func value(at coordinate: Double) -> Double {
    let (least, most) = (range.lowerBound, range.upperBound)
    let value =
      scale == .logarithmic ? least * pow(most / least, coordinate) : least + coordinate * (most - least)
    return (scale == .whole ? value.rounded() : value).clamped(to: range)
  }

  /// The value with four significant digits, within the range.
  func rounded(_ value: Double) -> Double {
    scale == .whole ? value : (Double(String(format: "%.4g", value)) ?? value).clamped(to: range)
  }

  /// The bound within 1 % of whose range a value lies, or nil.
  func bound(at value: Double) -> Bound? {
    let coordinate = coordinate(of: value)
    return coordinate <= 0.01 ? .lower : coordinate >= 0.99 ? .upper : nil
  }

  public enum Bound: String, Codable, Sendable { case lower, upper }

  /// The first generation's standard deviation in coordinates.
  /// - Parameters:
  ///   - share: of the range, for differences.
  ///   - factor: for factors.
  func deviation(share: Double, factor: Double) -> Double {
    let width = range.upperBound - range.lowerBound
    return switch scale {
    case .linear: share
    case .logarithmic: min(log(factor) / log(range.upperBound / range.lowerBound), 0.5)
    // Less than half a whole number would hardly ever reach the next one.
    case .whole: min(max(share, 0.5 / width), 0.5)
    }
  }
}

extension Comparable {
  func clamped(to range: ClosedRange<Self>) -> Self { min(max(self, range.lowerBound), range.upperBound) }
}
