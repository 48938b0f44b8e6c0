import Foundation
import Gaitkeeper

/// Files that the command reads and writes beside clips. A file appears whole or not at all.
enum OutputFile {
  struct Problem: Error, CustomStringConvertible {
    let description: String
  }

  /// - Throws: when the folder of `path` does not exist, `path` is a folder, or it is the file that is being read.
  static func check(_ path: String, isNot input: String) throws {
    let url = URL(fileURLWithPath: path)
    var isDirectory: ObjCBool = false
    let folder = url.deletingLastPathComponent().path
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isDirectory), isDirectory.boolValue else {
      throw Problem(description: "\(path): the folder '\(folder)' does not exist")
    }
    if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory.boolValue {
      throw Problem(description: "\(path): is a folder, expected a file to write")
    }
    if url.resolvingSymlinksInPath().path == URL(fileURLWithPath: input).resolvingSymlinksInPath().path {
      throw Problem(description: "\(path): would overwrite the input")
    }
  }

  static func readText(_ path: String) throws -> String {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Problem(description: "\(path): cannot be read")
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw Problem(description: "\(path): is not text in UTF-8")
    }
    return text
  }

  /// Makes the folder, and those above it, unless it is there.
  static func makeFolder(_ path: String) throws {
    do { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) } catch {
      throw Problem(description: "\(path): the folder cannot be made")
    }
  }

  static func write(_ bytes: Data, to path: String) throws {
    do {
      try bytes.write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw Problem(description: "\(path): cannot be written")
    }
  }

  static func write(json value: some Encodable, to path: String) throws {
    try write(json(value), to: path)
  }

  static func json(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(value) + Data("\n".utf8)
  }
}
