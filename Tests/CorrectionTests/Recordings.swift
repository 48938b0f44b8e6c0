import Foundation
import Motion

/// Recorded motions beside the package, which are not part of it.
enum Recordings {
  /// The files in a folder of the recordings, by path; none, and a line that says so, where there are no recordings.
  static func files(_ folder: String, like part: String = ".bvh") -> [String] {
    let environment = ProcessInfo.processInfo.environment["GAITKEEPER_TEST_DATA"]
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")
    let data = environment ?? package.appendingPathComponent("../shared/data").standardized.path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(data)/\(folder)")) ?? []
    if names.isEmpty { print("skipped: no recordings in \(data)/\(folder)") }
    return names.filter { $0.contains(part) }.sorted().map { "\(data)/\(folder)/\($0)" }
  }

  static func clip(_ path: String) throws -> MotionClip { try MotionFormats.standard.read(path) }
}
