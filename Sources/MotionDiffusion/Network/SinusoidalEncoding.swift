import Foundation
import Torch

/// Sines and cosines of many wavelengths for each of `count` whole numbers (Vaswani et al. 2017, section 3.5).
enum SinusoidalEncoding {
  /// (count, width).
  static func table(count: Int, width: Int, library: TorchLibrary, device: Device) -> Tensor {
    var values = [Float](repeating: 0, count: count * width)
    for position in 0..<count {
      for index in 0..<width {
        let angle = Double(position) / pow(10_000, Double(index / 2 * 2) / Double(width))
        values[position * width + index] = Float(index % 2 == 0 ? sin(angle) : cos(angle))
      }
    }
    return library.tensor(values, shape: [count, width]).to(device)
  }
}
