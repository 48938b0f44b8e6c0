/// Vectors of one width, such as an evaluator's of motions, one a row.
public struct Embeddings: Hashable, Sendable {
  /// Of rows.
  public let count: Int
  /// Of a row.
  public let width: Int
  /// Row by row.
  public let values: [Double]

  /// - Throws: `GenerativeMetricsError` when the values are no whole number of rows, or one is not finite.
  public init(values: [Double], width: Int) throws {
    guard width > 0, values.count % width == 0 else {
      throw GenerativeMetricsError.mismatch(
        "\(values.count) values cannot be divided into embeddings of width \(width)")
    }
    if let place = values.firstIndex(where: { !$0.isFinite }) {
      throw GenerativeMetricsError.nonFinite(row: place / width, column: place % width)
    }
    self.values = values
    self.width = width
    count = values.count / width
  }

  /// - Throws: `GenerativeMetricsError` when there are none, they differ in width, or a value is not finite.
  public init(_ rows: [[Double]]) throws {
    let width = rows.first?.count ?? 0
    if let row = rows.firstIndex(where: { $0.count != width }) {
      throw GenerativeMetricsError.mismatch(
        "embedding \(row + 1) has width \(rows[row].count), expected \(width) as the first")
    }
    try self.init(values: Array(rows.joined()), width: width)
  }

  /// - Throws: as the one for `Double`.
  public init(_ rows: [[Float]]) throws { try self.init(rows.map { $0.map(Double.init) }) }

  /// Some of the rows, in the order asked for.
  /// - Throws: `GenerativeMetricsError` when there are none.
  public func rows(_ places: some Sequence<Int>) throws -> Embeddings {
    try Embeddings(values: places.flatMap { values[$0 * width..<($0 + 1) * width] }, width: width)
  }

  /// Euclidean, from one row to a row of `other`, which has the same width.
  func distance(from row: Int, to otherRow: Int, of other: Embeddings) -> Double {
    values.withUnsafeBufferPointer { a in
      other.values.withUnsafeBufferPointer { b in
        var sum = 0.0
        for column in 0..<width {
          let difference = a[row * width + column] - b[otherRow * width + column]
          sum += difference * difference
        }
        return sum.squareRoot()
      }
    }
  }

  func checkWidth(of other: Embeddings) throws {
    guard width == other.width else {
      throw GenerativeMetricsError.mismatch("embeddings of widths \(width) and \(other.width) cannot be compared")
    }
  }

  func checkCount(_ figure: String, atLeast expected: Int) throws {
    guard count >= expected else {
      throw GenerativeMetricsError.tooFew(figure: figure, what: "embeddings", count: count, expected: expected)
    }
  }
}
