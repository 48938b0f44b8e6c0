import Foundation
import Simulation

/// A line of a batch's report: what became of a clip.
public struct BatchLine: Codable, Sendable {
  /// The clip's name (`BatchInputs.Item.name`).
  public var file: String
  /// Where it was written, below the output folder; null when it was not.
  @Nullable public var output: String?
  /// Why there is no correction; null when there is one.
  @Nullable public var error: String?
  public var report: MotionReport?

  init(file: String, output: String?, error: String?, report: MotionReport?) {
    self.file = file
    self.output = output
    self.error = error
    self.report = report
  }

  private enum CodingKeys: String, CodingKey { case file, output, error, status, correction }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    file = try container.decode(String.self, forKey: .file)
    output = try container.decodeIfPresent(String.self, forKey: .output)
    error = try container.decodeIfPresent(String.self, forKey: .error)
    report = error == nil ? try MotionReport(from: decoder) : nil
  }

  public func encode(to encoder: any Encoder) throws {
    try report?.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    if report == nil {
      try container.encode(Outcome.unread, forKey: .status)
      try container.encode(Outcome.unread.rawValue, forKey: .correction)
    }
    try container.encode(file, forKey: .file)
    try container.encode(output, forKey: .output)
    try container.encode(error, forKey: .error)
  }
}
