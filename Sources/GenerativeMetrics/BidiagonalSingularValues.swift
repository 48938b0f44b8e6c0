/// The singular values of an upper bidiagonal matrix, ascending, each to about 1e-16 of the largest.
///
/// They are the upper half of the eigenvalues of the symmetric tridiagonal matrix with zeros on its diagonal and the
/// elements of both diagonals in turn beside it (Golub and Kahan 1965), found by bisection with Sturm's count: slower than
/// iterating, but there is nothing that may fail to converge.
func bidiagonalSingularValues(diagonal: [Double], above: [Double]) -> [Double] {
  let count = diagonal.count
  var beside: [Double] = []
  for place in 0..<count { beside += place + 1 < count ? [diagonal[place], above[place]] : [diagonal[place]] }
  // No eigenvalue is larger than the largest sum of a row.
  let bound = zip([0] + beside, beside + [0]).map { abs($0) + abs($1) }.max() ?? 0
  guard bound > 0 else { return Array(repeating: 0, count: count) }
  let squares = ([0] + beside).map { ($0 / bound) * ($0 / bound) }
  var values: [Double] = []
  var lower = 0.0
  for place in 0..<count {
    var upper = 1.0
    while upper - lower > 0x1p-53 {
      let middle = (lower + upper) / 2
      guard middle > lower, middle < upper else { break }
      if eigenvaluesUnder(middle, squares) > count + place { upper = middle } else { lower = middle }
    }
    values.append((lower + upper) / 2 * bound)
  }
  return values
}

/// How many eigenvalues of the tridiagonal matrix with zeros on its diagonal are under `value`: the number of negative pivots.
/// - Parameter squares: 0, then those of the elements beside the diagonal.
private func eigenvaluesUnder(_ value: Double, _ squares: [Double]) -> Int {
  var count = 0
  var pivot = 1.0
  for square in squares {
    pivot = -value - square / pivot
    // As if the value were a little larger: a pivot of 0 belongs to the negative ones.
    if abs(pivot) < 0x1p-500 { pivot = -0x1p-500 }
    if pivot < 0 { count += 1 }
  }
  return count
}
