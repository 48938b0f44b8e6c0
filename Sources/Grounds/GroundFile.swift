import Foundation
import Simulation

/// A file that a ground is read from, and how its problems are said.
struct GroundFile {
  let path: String
  let plugin: String

  /// Bytes and triangles at most.
  static let sizeLimit = 1 << 29
  static let triangleLimit = 1 << 20

  init(_ path: String, plugin: String) {
    self.path = path
    self.plugin = plugin
  }

  /// - Throws: `SimulationError.invalidConfiguration`.
  func read() throws -> [UInt8] {
    guard !path.isEmpty else {
      throw SimulationError.invalidConfiguration(plugin: plugin, problem: "file is empty, expected a path")
    }
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: resolved) else {
      throw problem("there is no such file")
    }
    guard attributes[.type] as? FileAttributeType == .typeRegular else { throw problem("it is not a file") }
    let size = (attributes[.size] as? NSNumber)?.intValue ?? 0
    guard size > 0 else { throw problem("it is empty") }
    guard size <= Self.sizeLimit else { throw problem("it has \(size) bytes, expected at most \(Self.sizeLimit)") }
    guard let data = FileManager.default.contents(atPath: resolved) else { throw problem("it cannot be read") }
    return [UInt8](data)
  }

  private var resolved: String { URL(fileURLWithPath: path).resolvingSymlinksInPath().path }

  func problem(_ text: String, at place: String? = nil) -> SimulationError {
    .invalidConfiguration(plugin: plugin, problem: "\(path)\(place.map { ", \($0)" } ?? ""): \(text)")
  }

  /// What a reader says that names the file itself.
  func problem(_ error: any Error) -> SimulationError {
    .invalidConfiguration(plugin: plugin, problem: "\(error)")
  }
}
