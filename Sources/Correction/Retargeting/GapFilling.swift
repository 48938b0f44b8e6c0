extension [Double?] {
  /// The values with gaps filled in a straight line, and smoothed by a triangle over `radius` neighbours to each side.
  func filledAndSmoothed(radius: Int) -> [Double] {
    let known = indices.filter { self[$0] != nil }
    guard let first = known.first, let last = known.last else { return map { _ in 0 } }
    var filled = map { $0 ?? 0 }
    for index in 0..<first { filled[index] = filled[first] }
    for index in last..<count { filled[index] = filled[last] }
    for (a, b) in zip(known, known.dropFirst()) where b > a + 1 {
      for index in (a + 1)..<b {
        filled[index] = filled[a] + (filled[b] - filled[a]) * Double(index - a) / Double(b - a)
      }
    }
    return filled.indices.map { centre in
      var sum = 0.0
      var weights = 0.0
      for index in Swift.max(0, centre - radius)...Swift.min(count - 1, centre + radius) {
        let weight = Double(radius + 1 - abs(index - centre))
        sum += filled[index] * weight
        weights += weight
      }
      return sum / weights
    }
  }
}
