/// A number that a metric or a cleaning step gives: what reports call it, and how people read it.
public struct Figure: Hashable, Sendable, Codable {
  /// In reports, such as "penetrateMM"; no other figure has it.
  public var key: String
  /// In tables, such as "penetration".
  public var title: String
  /// Such as "mm"; empty for a pure number.
  public var unit: String
  /// Decimal places that people read.
  public var digits: Int
  /// Whether less of it is better; nil if neither is.
  public var isLowerBetter: Bool?

  public init(_ key: String, _ title: String, unit: String = "", digits: Int = 1, isLowerBetter: Bool? = true) {
    self.key = key
    self.title = title
    self.unit = unit
    self.digits = digits
    self.isLowerBetter = isLowerBetter
  }
}
