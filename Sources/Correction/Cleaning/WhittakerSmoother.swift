import Foundation

/// Smooths evenly spaced samples: the curve that stays near them with small third differences,
/// the least of sum w (y - x)^2 + strength * sum (third difference of x)^2 (Whittaker 1923; Eilers 2003).
struct WhittakerSmoother {
  let weights: [Double]
  let strength: Double
  /// The factors of W + strength * D'D = L diag(pivots) L', L of three bands under the diagonal: `bands[3 * i + k]` is L[i+k+1, i].
  private var pivots: [Double]
  private var bands: [Double]

  /// - Parameters:
  ///   - weights: of the samples, 0 for one that is missing; at least three are not.
  init(weights: [Double], strength: Double) {
    self.weights = weights
    self.strength = strength
    let count = weights.count
    pivots = weights
    bands = Array(repeating: 0, count: 3 * count)
    let difference = [-1.0, 3, -3, 1]
    for start in 0..<max(count - 3, 0) {
      for i in 0..<4 {
        pivots[start + i] += strength * difference[i] * difference[i]
        for j in (i + 1)..<max(4, i + 1) {
          bands[3 * (start + i) + j - i - 1] += strength * difference[i] * difference[j]
        }
      }
    }
    for i in 0..<count {
      let pivot = pivots[i]
      let column = (bands[3 * i], bands[3 * i + 1], bands[3 * i + 2])
      bands[3 * i] /= pivot
      bands[3 * i + 1] /= pivot
      bands[3 * i + 2] /= pivot
      if i + 1 < count {
        pivots[i + 1] -= column.0 * bands[3 * i]
        bands[3 * (i + 1)] -= column.1 * bands[3 * i]
        bands[3 * (i + 1) + 1] -= column.2 * bands[3 * i]
      }
      if i + 2 < count {
        pivots[i + 2] -= column.1 * bands[3 * i + 1]
        bands[3 * (i + 2)] -= column.2 * bands[3 * i + 1]
      }
      if i + 3 < count { pivots[i + 3] -= column.2 * bands[3 * i + 2] }
    }
  }

  func smoothed(_ samples: [Double]) -> [Double] {
    let count = samples.count
    var x = samples
    for i in 0..<count { x[i] *= weights[i] }
    for i in 0..<count {
      for k in 0..<min(3, count - 1 - i) { x[i + k + 1] -= bands[3 * i + k] * x[i] }
    }
    for i in (0..<count).reversed() {
      x[i] /= pivots[i]
      for k in 0..<min(3, count - 1 - i) { x[i] -= bands[3 * i + k] * x[i + k + 1] }
    }
    return x
  }

  /// How many parameters the curve amounts to: the trace of the map from samples to curve, by the inverse's entries inside the bands
  /// (Takahashi 1973; Hutchinson and de Hoog 1985).
  var degreesOfFreedom: Double {
    let count = weights.count
    // inverse[4 * i + k] is the inverse's entry (i, i + k).
    var inverse = [Double](repeating: 0, count: 4 * count)
    var trace = 0.0
    for i in (0..<count).reversed() {
      let reach = min(3, count - 1 - i)
      for k in 1..<max(reach + 1, 1) {
        var sum = 0.0
        for m in 1...reach {
          let (low, high) = (min(k, m), max(k, m))
          sum -= bands[3 * i + m - 1] * inverse[4 * (i + low) + high - low]
        }
        inverse[4 * i + k] = sum
      }
      var diagonal = 1 / pivots[i]
      for k in 1..<max(reach + 1, 1) { diagonal -= bands[3 * i + k - 1] * inverse[4 * i + k] }
      inverse[4 * i] = diagonal
      trace += diagonal * weights[i]
    }
    return trace
  }
}

extension WhittakerSmoother {
  /// The strength whose curve passes half of a wave of this frequency: 1 / (2 sin(pi f / rate))^6.
  static func strength(halfGainAt frequency: Double, rate: Double) -> Double {
    let sine = 2 * sin(.pi * min(frequency / rate, 0.5))
    return 1 / pow(sine, 6)
  }
}
