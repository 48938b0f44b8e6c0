import SelfConsumingLoop

/// Moves a digit towards the nearest of the centres that K-means finds among the real digits of its label: the correction of pictures in
/// Gillman et al. (2024).
public struct ClusterCorrector: SampleCorrector {
  /// By label.
  let centres: [[[Float]]]
  /// Share of the way: 0 leaves a digit as it is, 1 makes it the centre.
  let strength: Float

  /// - Parameter clusters: for each label, at most as many as it has digits.
  public init(digits: [Digit], clusters: Int, strength: Double, seed: UInt64) {
    var random = LoopRandom(seed: seed)
    centres = (0..<10).map { label in
      Self.centres(digits.filter { $0.label == label }.map(\.pixels), count: clusters, random: &random)
    }
    self.strength = Float(strength)
  }

  public func correct(_ samples: [Digit], seed: UInt64) -> [CorrectionOutcome<Digit>] {
    samples.map { digit in
      guard let centre = Self.nearest(digit.pixels, in: centres[digit.label]).map({ centres[digit.label][$0] }) else {
        return .failed(digit, reason: "no real digit has the label \(digit.label)")
      }
      var corrected = digit
      corrected.pixels = zip(digit.pixels, centre).map { $0 + strength * ($1 - $0) }
      return .corrected(corrected)
    }
  }

  /// Lloyd's algorithm from centres that are drawn by their squared distance to those before (Arthur and Vassilvitskii 2007).
  static func centres(_ points: [[Float]], count: Int, random: inout LoopRandom) -> [[Float]] {
    guard !points.isEmpty else { return [] }
    var centres = [points[random.permutation(points.count)[0]]]
    while centres.count < min(count, points.count) {
      let distances = points.map { point in centres.map { distance(point, $0) }.min() ?? 0 }
      var left = random.nextUnit() * distances.reduce(0) { $0 + Double($1) }
      let index = distances.firstIndex {
        left -= Double($0)
        return left < 0
      }
      guard let index else { break }
      centres.append(points[index])
    }
    for _ in 0..<50 {
      let members = points.map { nearest($0, in: centres) ?? 0 }
      let next = centres.indices.map { cluster in
        let own = zip(points, members).filter { $0.1 == cluster }.map(\.0)
        guard let first = own.first else { return centres[cluster] }
        let sum = own.dropFirst().reduce(first) { zip($0, $1).map(+) }
        return sum.map { $0 / Float(own.count) }
      }
      if next == centres { break }
      centres = next
    }
    return centres
  }

  private static func nearest(_ point: [Float], in centres: [[Float]]) -> Int? {
    centres.indices.min { distance(point, centres[$0]) < distance(point, centres[$1]) }
  }

  private static func distance(_ a: [Float], _ b: [Float]) -> Float {
    zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  }
}
