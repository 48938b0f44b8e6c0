import Foundation
import SafeTensors
import Simulation
import Testing

@testable import ImitationPolicy

@Suite struct PolicyNetworkTests {
  /// Weights of a network of these widths from a seed.
  static func weights(_ widths: [Int], seed: UInt64) -> SafeTensors {
    var random = SplitMix64(seed: seed)
    func values(_ count: Int) -> [Float] { (0..<count).map { _ in Float(random.nextUnit() - 0.5) } }
    var file = SafeTensors()
    file.tensors["mean"] = .init(shape: [widths[0]], values: values(widths[0]))
    file.tensors["deviation"] = .init(shape: [widths[0]], values: values(widths[0]).map { 1 + $0 })
    for layer in 1..<widths.count {
      let name = "policy.layers.\(layer - 1)"
      file.tensors[name + ".weight"] = .init(
        shape: [widths[layer], widths[layer - 1]], values: values(widths[layer] * widths[layer - 1]))
      file.tensors[name + ".bias"] = .init(shape: [widths[layer]], values: values(widths[layer]))
    }
    return file
  }

  /// Layer by layer in double precision.
  static func plain(
    _ file: SafeTensors, layers: Int, input: [Float], limit: Double = 5,
    activation: (Double) -> Double = { max($0, 0) }
  ) throws -> [Double] {
    let mean = try file.tensor("mean", file: "").values
    let deviation = try file.tensor("deviation", file: "").values
    var x = input.indices.map {
      min(max((Double(input[$0]) - Double(mean[$0])) / Double(deviation[$0]), -limit), limit)
    }
    for layer in 0..<layers {
      let weight = try file.tensor("policy.layers.\(layer).weight", file: "")
      let bias = try file.tensor("policy.layers.\(layer).bias", file: "").values
      x = bias.indices.map { output in
        let sum = x.indices.reduce(Double(bias[output])) { $0 + Double(weight.values[output * x.count + $1]) * x[$1] }
        return layer == layers - 1 ? sum : activation(sum)
      }
    }
    return x
  }

  @Test(arguments: [[7, 5], [16, 32, 3], [437, 65, 33, 87]]) func itIsTheProductOfItsLayers(widths: [Int]) throws {
    let file = Self.weights(widths, seed: 3)
    let network = try PolicyNetwork(file, path: "test")
    var random = SplitMix64(seed: 9)
    let rows = 5
    let inputs = (0..<(rows * widths[0])).map { _ in Float(12 * random.nextUnit() - 6) }
    var workspace = network.workspace(rows: rows)
    var outputs = [Float](repeating: 0, count: rows * network.outputCount)
    network.evaluate(inputs, rows: rows, workspace: &workspace, outputs: &outputs)
    for row in 0..<rows {
      let input = Array(inputs[(row * widths[0])..<((row + 1) * widths[0])])
      let expected = try Self.plain(file, layers: widths.count - 1, input: input)
      // A row alone gives the same bits as among others.
      var single = network.workspace()
      var alone = [Float](repeating: 0, count: network.outputCount)
      network.evaluate(input, rows: 1, workspace: &single, outputs: &alone)
      for (index, value) in expected.enumerated() {
        #expect(outputs[row * network.outputCount + index] == alone[index])
        // Rounding of sums of some hundred numbers of order one.
        #expect(abs(Double(alone[index]) - value) < 1e-3 * max(abs(value), 1))
      }
    }
  }

  @Test func whatDoesNotFitIsNamed() throws {
    func problem(_ change: (inout SafeTensors) -> Void) -> String {
      var file = Self.weights([6, 5, 4], seed: 1)
      change(&file)
      do {
        _ = try PolicyNetwork(file, path: "weights")
        return ""
      } catch { return "\(error)" }
    }
    #expect(problem { _ in } == "")
    #expect(problem { $0.tensors["policy.layers.1.bias"] = nil }.contains("policy.layers.1.bias"))
    let flat = problem { $0.tensors["mean"]?.shape = [2, 3] }
    #expect(flat.contains("mean"))
    let turned = problem { $0.tensors["policy.layers.1.weight"]?.shape = [5, 4] }
    #expect(turned.contains("policy.layers.1.weight"))
    #expect(problem { $0.tensors = [:] }.contains("mean"))
  }

  @Test func itsShapeSaysTheFunctionBetweenLayersAndTheLimitOfInputs() throws {
    let file = Self.weights([6, 9, 7, 4], seed: 5)
    var random = SplitMix64(seed: 2)
    let input = (0..<6).map { _ in Float(30 * random.nextUnit() - 15) }
    let functions: [(PolicyNetwork.Shape.Activation, (Double) -> Double)] = [
      (.relu, { max($0, 0) }), (.tanh, { tanh($0) }), (.silu, { $0 / (1 + exp(-$0)) }),
      // Its definition: x times the normal distribution's share below x.
      (.gelu, { $0 * 0.5 * erfc(-$0 / 2.0.squareRoot()) }),
    ]
    #expect(functions.count == PolicyNetwork.Shape.Activation.allCases.count)
    var seen: Set<Float> = []
    for (activation, function) in functions {
      for limit in [3.0, 10] {
        let shape = PolicyNetwork.Shape(activation: activation, inputLimit: limit)
        let network = try PolicyNetwork(file, shape: shape, path: "test")
        var workspace = network.workspace()
        var outputs = [Float](repeating: 0, count: 4)
        network.evaluate(input, rows: 1, workspace: &workspace, outputs: &outputs)
        let expected = try Self.plain(file, layers: 3, input: input, limit: limit, activation: function)
        for (a, b) in zip(outputs, expected) { #expect(abs(Double(a) - b) < 1e-5 * max(abs(b), 1)) }
        #expect(network.shape.hiddenWidths == [9, 7] && network.shape.activation == activation)
        seen.insert(outputs[0])
      }
    }
    #expect(seen.count == 8)
  }
}
