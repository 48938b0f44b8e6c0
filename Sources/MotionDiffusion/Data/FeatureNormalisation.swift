import Motion
import SafeTensors

/// What turns features into numbers of mean 0 and of like size.
public struct FeatureNormalisation: Sendable, Hashable {
  /// 263 each, in the features' units. Deviations are positive.
  public let mean: [Float]
  public let deviation: [Float]

  /// Columns that HumanML3D gives one deviation, the mean of theirs: turn, step, height, positions, rotations, velocities, contacts.
  private static let groups = [0..<1, 1..<3, 3..<4, 4..<67, 67..<193, 193..<259, 259..<263]
  private static let leastDeviation: Float = 1e-4

  /// - Throws: `ModelError` when they are not 263 finite numbers each, or a deviation is not positive.
  public init(mean: [Float], deviation: [Float]) throws {
    guard mean.count == HumanML3DFeatures.count, deviation.count == HumanML3DFeatures.count else {
      throw ModelError("normalisation", "expected 263 means and 263 deviations")
    }
    guard mean.allSatisfy(\.isFinite), deviation.allSatisfy({ $0.isFinite && $0 > 0 }) else {
      throw ModelError("normalisation", "a mean is not finite, or a deviation not positive")
    }
    self.mean = mean
    self.deviation = deviation
  }

  /// Of all frames of the motions, as HumanML3D computes it.
  public init(_ motions: [CaptionedMotion]) throws {
    let width = HumanML3DFeatures.count
    var sums = [Double](repeating: 0, count: width)
    var squares = sums
    var count = 0.0
    for motion in motions {
      for frame in 0..<motion.frameCount {
        for column in 0..<width { sums[column] += Double(motion.features[frame * width + column]) }
      }
      count += Double(motion.frameCount)
    }
    let means = sums.map { $0 / max(count, 1) }
    for motion in motions {
      for frame in 0..<motion.frameCount {
        for column in 0..<width {
          let difference = Double(motion.features[frame * width + column]) - means[column]
          squares[column] += difference * difference
        }
      }
    }
    var deviations = squares.map { Float(($0 / max(count, 1)).squareRoot()) }
    for group in Self.groups {
      let mean = deviations[group].reduce(0, +) / Float(group.count)
      for column in group { deviations[column] = max(mean, Self.leastDeviation) }
    }
    try self.init(mean: means.map { Float($0) }, deviation: deviations)
  }

  /// Rows of 263 features.
  public func normalised(_ features: [Float]) -> [Float] {
    features.indices.map { (features[$0] - mean[$0 % mean.count]) / deviation[$0 % mean.count] }
  }

  public func restored(_ features: [Float]) -> [Float] {
    features.indices.map { features[$0] * deviation[$0 % mean.count] + mean[$0 % mean.count] }
  }
}

extension FeatureNormalisation {
  private static let names = ("normalisation.mean", "normalisation.deviation")

  init(_ file: SafeTensors, path: String) throws {
    let shape = [HumanML3DFeatures.count]
    try self.init(
      mean: file.tensor(Self.names.0, shape: shape, file: path).values,
      deviation: file.tensor(Self.names.1, shape: shape, file: path).values)
  }

  func store(in file: inout SafeTensors) {
    file.tensors[Self.names.0] = SafeTensors.Tensor(shape: [mean.count], values: mean)
    file.tensors[Self.names.1] = SafeTensors.Tensor(shape: [deviation.count], values: deviation)
  }
}
