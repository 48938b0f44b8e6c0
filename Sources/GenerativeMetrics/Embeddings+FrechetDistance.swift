extension Embeddings {
  /// FID: the Frechet distance of the normal distributions that have the two sets' means and covariances (Heusel et al. 2017,
  /// eq. 6), squared as usual:
  ///
  ///     |m1 - m2|^2 + tr(S1) + tr(S2) - 2 tr((S1 S2)^(1/2))
  ///
  /// With factors S1 = F1' F1 and S2 = F2' F2 the last trace is the sum of the singular values of F1 F2'. They come from the
  /// samples by orthogonal transformations alone: no covariance is formed, nothing is squared, and no root is taken of what
  /// rounding has made negative. So there may be fewer samples than dimensions, and a set is at 0 from itself to about 1e-13
  /// of its variance.
  /// - Throws: `GenerativeMetricsError` when the widths differ or one set has fewer than 2 rows.
  public func frechetDistance(to other: Embeddings) throws -> Double {
    try checkWidth(of: other)
    try checkCount("FID", atLeast: 2)
    try other.checkCount("FID", atLeast: 2)
    let (one, two) = (Moments(self), Moments(other))
    let means = zip(one.mean, two.mean).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let cross = one.factor.timesTransposed(two.factor).singularValues().reduce(0, +)
    return max(0, means + one.factor.squaredNorm + two.factor.squaredNorm - 2 * cross)
  }
}

/// A set's mean, and a factor F of its covariance F' F (of which the divisor is the count less one).
private struct Moments {
  let mean: [Double]
  let factor: SquareMatrix

  init(_ embeddings: Embeddings) {
    let (count, width) = (embeddings.count, embeddings.width)
    var mean = [Double](repeating: 0, count: width)
    for (place, value) in embeddings.values.enumerated() { mean[place % width] += value }
    mean = mean.map { $0 / Double(count) }
    let scale = 1 / Double(count - 1).squareRoot()
    var centred = embeddings.values
    for place in centred.indices { centred[place] = (centred[place] - mean[place % width]) * scale }
    self.mean = mean
    factor = SquareMatrix(triangularFactorOf: centred, width: width)
  }
}
