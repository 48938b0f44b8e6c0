import Motion
import Torch

/// Motions of different lengths side by side in one tensor, filled up with zeros, and the masks that tell what is real.
struct MotionBatch {
  /// (batch, frames, 263), normalised, zero where there is no motion; the frames are a multiple of those in a token.
  let features: Tensor
  /// (batch, frames, 1): 1 where there is motion, else 0.
  let frameMask: Tensor
  /// bool (batch, tokens): true where a token has motion.
  let tokenMask: Tensor
  let frameCounts: [Int]
  /// Frames of the tensors.
  let length: Int

  /// - Parameter rows: normalised features of each motion.
  init(rows: [[Float]], framesPerToken: Int, library: TorchLibrary, device: Device) {
    let width = HumanML3DFeatures.count
    self.init(
      frameCounts: rows.map { $0.count / width }, framesPerToken: framesPerToken, library: library, device: device
    ) { length in
      var values = [Float](repeating: 0, count: rows.count * length * width)
      for (index, row) in rows.enumerated() {
        let start = index * length * width
        values.replaceSubrange(start..<(start + row.count), with: row)
      }
      return library.tensor(values, shape: [rows.count, length, width]).to(device)
    }
  }

  /// The masks alone: features are zero.
  init(frameCounts: [Int], framesPerToken: Int, library: TorchLibrary, device: Device) {
    self.init(frameCounts: frameCounts, framesPerToken: framesPerToken, library: library, device: device) {
      library.zeros([frameCounts.count, $0, HumanML3DFeatures.count], device: device)
    }
  }

  private init(
    frameCounts: [Int], framesPerToken: Int, library: TorchLibrary, device: Device, features: (Int) -> Tensor
  ) {
    let tokens = frameCounts.map { ($0 + framesPerToken - 1) / framesPerToken }
    let tokenCount = max(tokens.max() ?? 1, 1)
    length = tokenCount * framesPerToken
    self.frameCounts = frameCounts
    self.features = features(length)
    let counts = library.tensor(frameCounts.map { Float($0) }, shape: [frameCounts.count, 1, 1])
    let frames = library.range(0..<length, dtype: .float32).reshaped([1, length, 1])
    frameMask = (frames .< counts).to(.float32).to(device)
    let tokenCounts = library.tensor(tokens.map { Float($0) }, shape: [tokens.count, 1])
    tokenMask =
      (library.range(0..<tokenCount, dtype: .float32).reshaped([1, tokenCount]) .< tokenCounts).to(device)
  }

  /// Each motion's rows out of a tensor of this batch's shape.
  func rows(of tensor: Tensor) throws -> [[Float]] {
    let values: [Float] = try tensor.values()
    let stride = length * HumanML3DFeatures.count
    return frameCounts.enumerated().map { index, count in
      Array(values[index * stride..<index * stride + count * HumanML3DFeatures.count])
    }
  }
}
