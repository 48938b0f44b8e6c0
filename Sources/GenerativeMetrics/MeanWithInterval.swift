/// A figure over repeats of an evaluation, with other seeds or other samples.
public struct MeanWithInterval: Codable, Hashable, Sendable {
  public var mean: Double
  /// Half of the 95 % confidence interval of the mean, by Student's distribution: the interval is `mean` more or less this.
  /// Nil for a single repeat. (Papers mostly write 1.96 standard errors, about 6 % less for 20 repeats.)
  public var interval: Double?
  public var repeats: Int

  /// - Throws: `GenerativeMetricsError` when there are no values.
  public init(_ values: [Double]) throws {
    guard !values.isEmpty else {
      throw GenerativeMetricsError.tooFew(figure: "mean", what: "repeats", count: 0, expected: 1)
    }
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    self.mean = mean
    repeats = values.count
    if values.count > 1 {
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
      interval = Self.quantile(degreesOfFreedom: values.count - 1) * (variance / count).squareRoot()
    }
  }

  /// Of Student's distribution, 97.5 %.
  static func quantile(degreesOfFreedom: Int) -> Double {
    if degreesOfFreedom <= quantiles.count { return quantiles[degreesOfFreedom - 1] }
    // The first terms of its expansion about the normal distribution's, to 1e-4.
    let inverse = 1 / Double(degreesOfFreedom)
    return 1.959964 + (2.372271 + 2.822502 * inverse) * inverse
  }

  /// For 1, 2, 3, ... degrees of freedom.
  private static let quantiles = [
    12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281, 2.2010, 2.1788, 2.1604, 2.1448,
    2.1314, 2.1199, 2.1098, 2.1009, 2.0930, 2.0860, 2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555, 2.0518, 2.0484,
    2.0452, 2.0423,
  ]
}
