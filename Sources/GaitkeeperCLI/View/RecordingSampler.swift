import Gaitkeeper

/// What was recorded at each engine step, by the frames of a clip: each frame has the mean over the steps around it, which
/// are at least one.
struct RecordingSampler {
  /// Seconds.
  let stepDuration: Double
  /// Frames a second.
  let rate: Double
  let frameCount: Int

  /// - Parameter firstStep: engine steps done when the first row was recorded.
  /// - Returns: a row a frame, zeros where nothing is recorded.
  func means(of series: Recording.Series, firstStep: Int = 0) -> [[Double]] {
    (0..<frameCount).map { frame in
      let rows = rows(of: frame, series, firstStep: firstStep)
      var sum = Array(repeating: 0.0, count: series.width)
      for row in rows { for column in sum.indices { sum[column] += series.values[row * series.width + column] } }
      return sum.map { $0 / Double(max(rows.count, 1)) }
    }
  }

  /// The mean force on a link and the mean of where it acts, weighted by it.
  func contact(of link: Int, force: Recording.Series, centre: Recording.Series) -> (
    forces: [Vector3], centres: [Vector3]
  ) {
    var forces: [Vector3] = []
    var centres: [Vector3] = []
    for frame in 0..<frameCount {
      let rows = rows(of: frame, force, firstStep: 0)
      var (sum, moment, weight) = (Vector3.zero, Vector3.zero, 0.0)
      for row in rows {
        let vector = force.vector(row: row, column: 3 * link)
        sum += vector
        moment += centre.vector(row: row, column: 3 * link) * vector.length
        weight += vector.length
      }
      forces.append(sum / Double(max(rows.count, 1)))
      centres.append(weight > 0 ? moment / weight : .zero)
    }
    return (forces, centres)
  }

  private func rows(of frame: Int, _ series: Recording.Series, firstStep: Int) -> Range<Int> {
    let count = series.values.count / max(series.width, 1)
    guard count > 0 else { return 0..<0 }
    let half = max(0.5 / (rate * stepDuration), 0.5)
    let middle = Double(frame) / (rate * stepDuration) - Double(firstStep)
    let first = min(max(Int((middle - half).rounded(.up)), 0), count - 1)
    let last = min(max(Int((middle + half - 1e-9).rounded(.down)), first), count - 1)
    return first..<(last + 1)
  }
}

extension Recording.Series {
  func vector(row: Int, column: Int) -> Vector3 {
    let start = row * width + column
    return Vector3(values[start], values[start + 1], values[start + 2])
  }
}

extension [[Double]] {
  /// Rows of three.
  var vectors: [Vector3] { map { Vector3($0[0], $0[1], $0[2]) } }
}
