/// What the Frechet distance needs of linear algebra, by Householder's reflections (Golub and Van Loan, Matrix Computations,
/// chapters 5 and 8).
struct SquareMatrix {
  let width: Int
  /// Row by row.
  private(set) var values: [Double]

  init(width: Int, values: [Double]) {
    self.width = width
    self.values = values
  }

  /// The upper triangle R with R' R = X' X, for any number of rows of X: the orthogonal factorisation without its
  /// orthogonal part.
  init(triangularFactorOf rows: [Double], width: Int) {
    self.init(width: width, values: Array(repeating: 0, count: width * width))
    // Block after block is reflected into the triangle; a block stays in the cache while it is.
    let blockRows = 64
    for start in stride(from: 0, to: rows.count, by: blockRows * width) {
      var block = Array(rows[start..<min(start + blockRows * width, rows.count)])
      block.withUnsafeMutableBufferPointer { reflectAway($0) }
    }
  }

  /// Makes this triangle the factor of itself and of more rows, which end as scratch.
  private mutating func reflectAway(_ block: UnsafeMutableBufferPointer<Double>) {
    let (width, count) = (width, block.count / width)
    var products = [Double](repeating: 0, count: width)
    var column = [Double](repeating: 0, count: count)
    values.withUnsafeMutableBufferPointer { triangle in
      products.withUnsafeMutableBufferPointer { products in
        for pivot in 0..<width {
          for row in 0..<count { column[row] = block[row * width + pivot] }
          let head = pivot * width + pivot
          guard let reflection = Reflection(head: triangle[head], tail: column[...]) else { continue }
          triangle[head] = reflection.image
          // Of the columns after the pivot's.
          let rest = width - pivot - 1
          for place in 0..<rest { products[place] = reflection.head * triangle[head + 1 + place] }
          for row in 0..<count { add(column[row], block, row * width + pivot + 1, to: products, 0, rest) }
          add(-reflection.scale * reflection.head, products, 0, to: triangle, head + 1, rest)
          for row in 0..<count {
            add(-reflection.scale * column[row], products, 0, to: block, row * width + pivot + 1, rest)
          }
        }
      }
    }
  }

  /// The sum of the squares of all elements.
  var squaredNorm: Double { values.reduce(0) { $0 + $1 * $1 } }

  /// A B', of two upper triangles.
  func timesTransposed(_ other: SquareMatrix) -> SquareMatrix {
    var (a, b) = (values, other.values)
    var product = [Double](repeating: 0, count: width * width)
    a.withUnsafeMutableBufferPointer { a in
      b.withUnsafeMutableBufferPointer { b in
        for row in 0..<width {
          for column in 0..<width {
            let start = max(row, column)
            product[row * width + column] = dot(a, row * width + start, b, column * width + start, width - start)
          }
        }
      }
    }
    return SquareMatrix(width: width, values: product)
  }

  /// In ascending order.
  consuming func singularValues() -> [Double] {
    let (diagonal, above) = bidiagonalised()
    return bidiagonalSingularValues(diagonal: diagonal, above: above)
  }

  /// Diagonal and superdiagonal of U' A V, with orthogonal U and V.
  private mutating func bidiagonalised() -> (diagonal: [Double], above: [Double]) {
    let width = width
    var diagonal: [Double] = []
    var above: [Double] = []
    var products = [Double](repeating: 0, count: width)
    values.withUnsafeMutableBufferPointer { values in
      products.withUnsafeMutableBufferPointer { products in
        for pivot in 0..<width {
          let head = pivot * width + pivot
          let rest = width - pivot - 1
          // From the left: the column under the pivot goes.
          var column = (pivot..<width).map { values[$0 * width + pivot] }
          if let reflection = Reflection(head: column[0], tail: column[1...]) {
            column[0] = reflection.head
            for place in 0..<rest { products[place] = 0 }
            for (row, element) in column.enumerated() {
              add(element, values, head + row * width + 1, to: products, 0, rest)
            }
            for (row, element) in column.enumerated() {
              add(-reflection.scale * element, products, 0, to: values, head + row * width + 1, rest)
            }
            diagonal.append(reflection.image)
          } else {
            diagonal.append(column[0])
          }
          // From the right: the row after the element beside the pivot goes.
          guard rest > 0 else { break }
          let tail = (2..<max(2, rest + 1)).map { values[head + $0] }
          guard let reflection = Reflection(head: values[head + 1], tail: tail[...]) else {
            above.append(values[head + 1])
            continue
          }
          for place in 0..<rest { products[place] = place == 0 ? reflection.head : tail[place - 1] }
          for row in 1...rest {
            let start = head + row * width + 1
            let product = dot(values, start, products, 0, rest)
            add(-reflection.scale * product, products, 0, to: values, start, rest)
          }
          above.append(reflection.image)
        }
      }
    }
    return (diagonal, above)
  }
}

/// The reflection I - scale v v' that turns (head, tail) into (image, 0); v is (`self.head`, tail).
private struct Reflection {
  let head: Double
  let image: Double
  let scale: Double

  /// Nil when the tail is zero already, or so small that its squares have no digits left: where there are fewer rows than columns,
  /// what should be zero shrinks by sixteen digits with every column, until dividing by its square would give no number.
  init?(head: Double, tail: ArraySlice<Double>) {
    let squares = tail.reduce(0) { $0 + $1 * $1 }
    guard squares > 0x1p-900 else { return nil }
    let norm = (head * head + squares).squareRoot()
    // Of the sign that does not cancel.
    image = head > 0 ? -norm : norm
    self.head = head - image
    scale = 2 / (self.head * self.head + squares)
  }
}

/// y += factor x, of `count` elements from these places on.
private func add(
  _ factor: Double, _ x: UnsafeMutableBufferPointer<Double>, _ xStart: Int, to y: UnsafeMutableBufferPointer<Double>,
  _ yStart: Int, _ count: Int
) {
  for place in 0..<count { y[yStart + place] += factor * x[xStart + place] }
}

/// In eight sums, which the processor can add at once; always in the same order.
private func dot(
  _ a: UnsafeMutableBufferPointer<Double>, _ aStart: Int, _ b: UnsafeMutableBufferPointer<Double>, _ bStart: Int,
  _ count: Int
) -> Double {
  var sums = SIMD8<Double>()
  let whole = count & ~7
  for place in stride(from: 0, to: whole, by: 8) {
    var (x, y) = (SIMD8<Double>(), SIMD8<Double>())
    for lane in 0..<8 {
      x[lane] = a[aStart + place + lane]
      y[lane] = b[bStart + place + lane]
    }
    sums += x * y
  }
  var sum = sums.sum()
  for place in whole..<count { sum += a[aStart + place] * b[bStart + place] }
  return sum
}
