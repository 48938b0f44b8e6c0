import Foundation
import SelfConsumingLoop

/// A small model's state in a generator's folder, as JSON.
enum ModelFile {
  static func write(_ value: some Encodable, to folder: String) throws {
    let path = folder + "/model.json"
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    do { try encoder.encode(value).write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
      throw LoopError.file(path, problem: "cannot be written")
    }
  }

  static func read<Value: Decodable>(_ type: Value.Type, from folder: String) throws -> Value {
    let path = folder + "/model.json"
    guard let data = FileManager.default.contents(atPath: path), let value = try? JSONDecoder().decode(type, from: data)
    else { throw LoopError.file(path, problem: "is not what a run has there") }
    return value
  }
}
