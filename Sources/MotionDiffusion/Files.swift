import Foundation

/// The model and the evaluator that come with the project.
public enum Pretrained {
  /// What stands for them where a folder is named.
  public static let name = "pretrained"
}

/// What models are kept in. A file appears whole or not at all.
enum Files {
  /// The folder of a model or evaluator that is named by its path, or of the one that comes with the project.
  static func folder(named name: String, pretrained: String) -> String {
    name == Pretrained.name ? "\(Bundle.module.bundlePath)/Models/\(pretrained)" : name
  }

  /// - Throws: `ModelError` with the path.
  static func write(_ data: Data, to path: String) throws {
    do { try data.write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
      throw ModelError(path, "it cannot be written: \(error.localizedDescription)")
    }
  }

  /// As JSON that people can read.
  static func write(json value: some Encodable, to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try write(encoder.encode(value) + Data("\n".utf8), to: path)
  }

  /// Makes a folder and those above it, where they are not there.
  static func makeFolder(_ path: String) throws {
    do { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) } catch {
      throw ModelError(path, "the folder cannot be made: \(error.localizedDescription)")
    }
  }
}
