import ImitationPolicy
import Torch

/// Running mean and deviation of each input (Chan, Golub and LeVeque 1979).
struct InputStatistics: Codable {
  private(set) var count = 0.0
  private var means: [Double]
  private var squares: [Double]

  init(inputCount: Int) {
    means = Array(repeating: 0, count: inputCount)
    squares = Array(repeating: 0, count: inputCount)
  }

  /// Of a policy that has been trained: what comes after hardly changes them.
  init(mean: [Float], deviation: [Float]) {
    count = 1e9
    means = mean.map(Double.init)
    squares = deviation.map { Double($0) * Double($0) * 1e9 }
  }

  var mean: [Float] { means.map(Float.init) }
  /// Ones before anything has been seen.
  var deviation: [Float] {
    squares.map { count > 1 ? Float(max($0 / count, 1e-8).squareRoot()) : 1 }
  }

  /// - Parameter rows: rows of as many numbers as there are inputs.
  mutating func add(_ rows: [Float]) {
    let width = means.count
    let added = Double(rows.count / max(width, 1))
    guard added > 0 else { return }
    var batchMeans = [Double](repeating: 0, count: width)
    var batchSquares = batchMeans
    for start in stride(from: 0, to: rows.count, by: width) {
      for index in 0..<width { batchMeans[index] += Double(rows[start + index]) }
    }
    for index in 0..<width { batchMeans[index] /= added }
    for start in stride(from: 0, to: rows.count, by: width) {
      for index in 0..<width {
        let difference = Double(rows[start + index]) - batchMeans[index]
        batchSquares[index] += difference * difference
      }
    }
    let total = count + added
    for index in 0..<width {
      let difference = batchMeans[index] - means[index]
      means[index] += difference * added / total
      squares[index] += batchSquares[index] + difference * difference * count * added / total
    }
    count = total
  }
}

extension TorchLibrary {
  /// Rows of a policy's inputs as its network takes them: (rows, width of the statistics).
  /// - Parameter limit: to which they are clipped.
  func policyInputs(_ rows: [Float], mean: [Float], deviation: [Float], limit: Double) -> Tensor {
    let scale = tensor(deviation.map { 1 / max($0, 1e-4) })
    return ((tensor(rows, shape: [rows.count / mean.count, mean.count]) - tensor(mean)) * scale)
      .clamped(min: -limit, max: limit)
  }
}

extension Activation {
  /// The same function as in a frozen policy.
  init(_ activation: PolicyNetwork.Shape.Activation) {
    switch activation {
    case .relu: self = .relu
    case .gelu: self = .gelu
    case .silu: self = .silu
    case .tanh: self = .tanh
    }
  }
}
