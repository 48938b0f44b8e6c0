import GenerativeMetrics

/// FID (`Embeddings.frechetDistance`) between samples and a reference, in the reference's first principal components.
public struct FrechetDistance: Sendable {
  private let center: [Double]
  /// Principal components, largest first.
  private let components: [[Double]]
  private let reference: [[Double]]

  /// - Parameters:
  ///   - reference: at least two rows of one length.
  ///   - count: of components, at most as many as a row is long.
  public init(reference: [[Float]], components count: Int) {
    let rows = reference.map { $0.map(Double.init) }
    let center = Self.average(rows)
    let (values, vectors) = SymmetricMatrix.eigen(Self.covariance(rows, center))
    let components = values.indices.sorted { values[$0] > values[$1] }.prefix(count).map { vectors[$0] }
    self.center = center
    self.components = components
    self.reference = Self.projected(rows, center, components)
  }

  /// - Throws: `GenerativeMetricsError` for fewer than two samples, or when a value is not finite.
  public func callAsFunction(_ samples: [[Float]]) throws -> Double {
    let rows = Self.projected(samples.map { $0.map(Double.init) }, center, components)
    return try Embeddings(rows).frechetDistance(to: Embeddings(reference))
  }

  private static func projected(_ rows: [[Double]], _ center: [Double], _ components: [[Double]]) -> [[Double]] {
    rows.map { row in
      let offset = zip(row, center).map(-)
      return components.map { component in zip(offset, component).reduce(0) { $0 + $1.0 * $1.1 } }
    }
  }

  private static func average(_ rows: [[Double]]) -> [Double] {
    guard let first = rows.first else { return [] }
    return rows.dropFirst().reduce(first) { zip($0, $1).map(+) }.map { $0 / Double(rows.count) }
  }

  private static func covariance(_ rows: [[Double]], _ mean: [Double]) -> [[Double]] {
    var result = [[Double]](repeating: [Double](repeating: 0, count: mean.count), count: mean.count)
    for row in rows {
      let offset = zip(row, mean).map(-)
      for i in offset.indices { for j in 0...i { result[i][j] += offset[i] * offset[j] } }
    }
    for i in mean.indices {
      for j in 0...i {
        result[i][j] /= Double(max(1, rows.count - 1))
        result[j][i] = result[i][j]
      }
    }
    return result
  }
}

enum SymmetricMatrix {
  /// All eigenvalues and the eigenvector of each, by Jacobi's rotations.
  static func eigen(_ matrix: [[Double]]) -> (values: [Double], vectors: [[Double]]) {
    var a = matrix
    let n = a.count
    var v = (0..<n).map { i in (0..<n).map { $0 == i ? 1.0 : 0 } }
    let scale = a.indices.map { abs(a[$0][$0]) }.max() ?? 0
    for _ in 0..<60 {
      var largest = 0.0
      for i in 0..<n { for j in 0..<i { largest = max(largest, abs(a[i][j])) } }
      if largest <= 1e-14 * scale { break }
      for p in 0..<n {
        for q in p + 1..<max(n, p + 1) where a[p][q] != 0 {
          let theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
          let t = (theta < 0 ? -1 : 1) / (abs(theta) + (theta * theta + 1).squareRoot())
          let c = 1 / (t * t + 1).squareRoot()
          let s = t * c
          for k in 0..<n {
            let (x, y) = (a[k][p], a[k][q])
            a[k][p] = c * x - s * y
            a[k][q] = s * x + c * y
          }
          for k in 0..<n {
            let (x, y) = (a[p][k], a[q][k])
            a[p][k] = c * x - s * y
            a[q][k] = s * x + c * y
          }
          for k in 0..<n {
            let (x, y) = (v[p][k], v[q][k])
            v[p][k] = c * x - s * y
            v[q][k] = s * x + c * y
          }
        }
      }
    }
    return (a.indices.map { a[$0][$0] }, v)
  }
}
