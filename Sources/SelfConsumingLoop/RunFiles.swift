import Foundation

/// Files of a run, each of which appears whole or not at all.
package enum RunFiles {
  static func makeFolder(_ path: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch { throw LoopError.file(path, problem: "the folder cannot be made: \(error.localizedDescription)") }
  }

  static func rename(_ path: String, to name: String) throws {
    do { try FileManager.default.moveItem(atPath: path, toPath: name) } catch {
      throw LoopError.file(name, problem: "cannot be written: \(error.localizedDescription)")
    }
  }

  static func write(_ bytes: Data, to path: String) throws {
    do { try bytes.write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
      throw LoopError.file(path, problem: "cannot be written: \(error.localizedDescription)")
    }
  }

  package static func write(_ value: some Encodable, to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "infinity", negativeInfinity: "-infinity", nan: "nan")
    try write(encoder.encode(value) + Data("\n".utf8), to: path)
  }

  static func read(_ path: String) throws -> Data {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw LoopError.file(path, problem: "cannot be read")
    }
    return data
  }

  package static func read<Value: Decodable>(_ type: Value.Type, _ path: String) throws -> Value {
    let data = try read(path)
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "infinity", negativeInfinity: "-infinity", nan: "nan")
    do { return try decoder.decode(type, from: data) } catch {
      throw LoopError.file(path, problem: "is not what a run has there")
    }
  }
}

extension Duration {
  var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
