import Foundation
import SafeTensors

extension Adam {
  /// Everything but the parameters themselves: going on from it gives the same numbers to the bit, as long as the
  /// parameters are 32-bit floats or smaller.
  /// - Throws: the failure of a tensor.
  public func state() throws -> SafeTensors {
    var file = SafeTensors(metadata: [
      StateName.stepCount: String(stepCount),
      StateName.settings: String(decoding: try Self.encoder.encode(settings), as: UTF8.self),
    ])
    for (index, parameter) in parameters.enumerated() {
      file.tensors[StateName.mean + parameter.name] = try means[index].safeTensor()
      file.tensors[StateName.squareMean + parameter.name] = try squareMeans[index].safeTensor()
    }
    return file
  }

  /// Goes on from a state that `state()` gave.
  /// - Throws: `TorchError.parameter` when it is of other parameters or settings, or is incomplete. Nothing has changed
  ///   then.
  public func restore(_ state: SafeTensors) throws {
    guard let text = state.metadata[StateName.stepCount], let count = Int(text), count >= 0 else {
      throw TorchError.parameter(StateName.stepCount, problem: "the optimiser's state has no number of steps")
    }
    let stored = state.metadata[StateName.settings].map { Data($0.utf8) }
    guard let stored, (try? JSONDecoder().decode(Settings.self, from: stored)) == settings else {
      throw TorchError.parameter(StateName.settings, problem: "the optimiser's state is of other settings")
    }
    try stateTensors.load(state)
    setStepCount(count)
  }

  private var stateTensors: [Parameter] {
    parameters.indices.flatMap { index in
      [
        Parameter(StateName.mean + parameters[index].name, means[index]),
        Parameter(StateName.squareMean + parameters[index].name, squareMeans[index]),
      ]
    }
  }

  private static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return encoder
  }

  private enum StateName {
    static let stepCount = "optimiser.stepCount"
    static let settings = "optimiser.settings"
    static let mean = "mean."
    static let squareMean = "squareMean."
  }
}
