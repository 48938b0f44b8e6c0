import Foundation

/// Real recordings for tests: the folder that GAITKEEPER_TEST_DATA names, or shared/data beside the package. They are
/// not part of the project; tests that use them say so where they are missing.
enum Recordings {
  static let folder: String? = {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let beside = package.deletingLastPathComponent().appendingPathComponent("shared/data").path
    let folder = ProcessInfo.processInfo.environment["GAITKEEPER_TEST_DATA"] ?? beside
    guard FileManager.default.fileExists(atPath: folder) else {
      print("Tests with recordings are skipped: there is no folder \(folder) (GAITKEEPER_TEST_DATA names another).")
      return nil
    }
    return folder
  }()

  /// Paths of the files in a subfolder with this ending, sorted; none without recordings.
  static func files(in subfolder: String, ending: String) -> [String] {
    guard let folder else { return [] }
    let path = "\(folder)/\(subfolder)"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.filter { $0.hasSuffix(ending) }.sorted().map { "\(path)/\($0)" }
  }
}
