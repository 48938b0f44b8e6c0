import SafeTensors

/// A frozen multilayer perceptron, evaluated for many rows at once in plain Swift.
///
/// Inputs are normalised by the mean and deviation that training has seen, and clipped.
public struct PolicyNetwork: Sendable {
  struct Layer: Sendable {
    let inputs, outputs: Int
    /// Inputs rounded up to whole vectors.
    let stride: Int
    /// (outputs, stride), row-major, zeros beyond the inputs.
    let weights: [Float]
    let biases: [Float]
  }

  public let inputCount: Int
  public let outputCount: Int
  /// Of the layers between inputs and outputs.
  public var hiddenWidths: [Int] { layers.dropLast().map(\.outputs) }
  private let means: [Float]
  private let inverseDeviations: [Float]
  private let layers: [Layer]
  private let activation: Shape.Activation
  private let inputLimit: Float

  /// What it is beside its weights.
  public var shape: Shape {
    Shape(hiddenWidths: hiddenWidths, activation: activation, inputLimit: Double(inputLimit))
  }

  private typealias Lanes = SIMD16<Float>
  private static let laneCount = 16

  /// - Parameters:
  ///   - file: "mean" and "deviation" (inputs), and "PREFIX.layers.N.weight" (out, in) and ".bias" (out).
  ///   - shape: what the weights do not say.
  /// - Throws: `SafeTensorsError` naming the tensor that is missing or of another shape than the layers before it ask for.
  public init(_ file: SafeTensors, prefix: String = "policy", shape: Shape = Shape(), path: String) throws {
    activation = shape.activation
    inputLimit = Float(shape.inputLimit)
    let mean = try file.tensor("mean", file: path)
    guard mean.shape.count == 1 else {
      throw SafeTensorsError(file: path, tensor: "mean", problem: "it has shape \(mean.shape), expected one axis")
    }
    inputCount = mean.shape[0]
    means = mean.values
    let deviation = try file.tensor("deviation", shape: mean.shape, file: path).values
    inverseDeviations = deviation.map { 1 / max($0, 1e-4) }
    var layers: [Layer] = []
    var width = inputCount
    while file.tensors["\(prefix).layers.\(layers.count).weight"] != nil {
      let name = "\(prefix).layers.\(layers.count)"
      let weight = try file.tensor("\(name).weight", file: path)
      guard weight.shape.count == 2, weight.shape[1] == width, weight.shape[0] > 0 else {
        throw SafeTensorsError(
          file: path, tensor: "\(name).weight", problem: "it has shape \(weight.shape), expected (outputs, \(width))")
      }
      let outputs = weight.shape[0]
      layers.append(
        Layer(
          weight.values, inputs: width, biases: try file.tensor("\(name).bias", shape: [outputs], file: path).values))
      width = outputs
    }
    guard !layers.isEmpty else {
      throw SafeTensorsError(file: path, tensor: "\(prefix).layers.0.weight", problem: "it is missing")
    }
    self.layers = layers
    outputCount = width
  }

  /// Memory for evaluations of up to `rows` rows; one thread uses it at a time.
  public struct Workspace {
    var a, b: [Float]
    let rows: Int
  }

  public func workspace(rows: Int = 1) -> Workspace {
    let width = layers.reduce(0) {
      max($0, $1.stride, ($1.outputs + Self.laneCount - 1) / Self.laneCount * Self.laneCount)
    }
    return Workspace(
      a: Array(repeating: 0, count: width * rows), b: Array(repeating: 0, count: width * rows), rows: rows)
  }

  /// - Parameters:
  ///   - inputs: rows of `inputCount` numbers.
  ///   - outputs: overwritten, rows of `outputCount` numbers.
  public func evaluate(_ inputs: [Float], rows: Int, workspace: inout Workspace, outputs: inout [Float]) {
    let rows = min(rows, workspace.rows)
    let first = layers[0].stride
    for row in 0..<rows {
      for index in 0..<inputCount {
        let value = (inputs[row * inputCount + index] - means[index]) * inverseDeviations[index]
        workspace.a[row * first + index] = min(max(value, -inputLimit), inputLimit)
      }
      for index in inputCount..<first { workspace.a[row * first + index] = 0 }
    }
    for (place, layer) in layers.enumerated() {
      let isLast = place == layers.count - 1
      let next = isLast ? outputCount : layers[place + 1].stride
      workspace.a.withUnsafeBufferPointer { source in
        workspace.b.withUnsafeMutableBufferPointer { target in
          guard let source = source.baseAddress, let target = target.baseAddress else { return }
          layer.apply(source, target, rows: rows, targetStride: next, activation: isLast ? nil : activation)
        }
      }
      swap(&workspace.a, &workspace.b)
    }
    for index in 0..<(rows * outputCount) { outputs[index] = workspace.a[index] }
  }
}

extension PolicyNetwork.Layer {
  init(_ values: [Float], inputs: Int, biases: [Float]) {
    self.inputs = inputs
    outputs = biases.count
    stride = (inputs + 15) / 16 * 16
    var weights = [Float](repeating: 0, count: outputs * stride)
    for output in 0..<outputs {
      for input in 0..<inputs { weights[output * stride + input] = values[output * inputs + input] }
    }
    self.weights = weights
    self.biases = biases
  }

  /// Four outputs at a time for all rows, so that weights that have been loaded serve them all.
  fileprivate func apply(
    _ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>, rows: Int, targetStride: Int,
    activation: PolicyNetwork.Shape.Activation?
  ) {
    weights.withUnsafeBufferPointer { weights in
      guard let weights = weights.baseAddress else { return }
      var output = 0
      while output + 4 <= outputs {
        let w = UnsafeRawPointer(weights + output * stride)
        for row in 0..<rows {
          let x = UnsafeRawPointer(source + row * stride)
          let y = target + row * targetStride + output
          var (a, b, c, d) = (SIMD16<Float>(), SIMD16<Float>(), SIMD16<Float>(), SIMD16<Float>())
          for offset in Swift.stride(from: 0, to: stride * 4, by: 64) {
            let v = x.loadUnaligned(fromByteOffset: offset, as: SIMD16<Float>.self)
            a += v * w.loadUnaligned(fromByteOffset: offset, as: SIMD16<Float>.self)
            b += v * w.loadUnaligned(fromByteOffset: offset + 4 * stride, as: SIMD16<Float>.self)
            c += v * w.loadUnaligned(fromByteOffset: offset + 8 * stride, as: SIMD16<Float>.self)
            d += v * w.loadUnaligned(fromByteOffset: offset + 12 * stride, as: SIMD16<Float>.self)
          }
          y[0] = finished(a.sum(), output, activation)
          y[1] = finished(b.sum(), output + 1, activation)
          y[2] = finished(c.sum(), output + 2, activation)
          y[3] = finished(d.sum(), output + 3, activation)
        }
        output += 4
      }
      while output < outputs {
        let w = UnsafeRawPointer(weights + output * stride)
        for row in 0..<rows {
          let x = UnsafeRawPointer(source + row * stride)
          var a = SIMD16<Float>()
          for offset in Swift.stride(from: 0, to: stride * 4, by: 64) {
            a +=
              x.loadUnaligned(fromByteOffset: offset, as: SIMD16<Float>.self)
              * w.loadUnaligned(fromByteOffset: offset, as: SIMD16<Float>.self)
          }
          target[row * targetStride + output] = finished(a.sum(), output, activation)
        }
        output += 1
      }
      guard activation != nil, targetStride > outputs else { return }
      for row in 0..<rows { for rest in outputs..<targetStride { target[row * targetStride + rest] = 0 } }
    }
  }

  @inline(__always) private func finished(_ sum: Float, _ output: Int, _ activation: PolicyNetwork.Shape.Activation?)
    -> Float
  {
    let value = sum + biases[output]
    return activation?(value) ?? value
  }
}
