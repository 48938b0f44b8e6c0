import Foundation

/// Finds humanoids, policies and samples from any working directory.
///
/// A home is a folder that holds `humanoids`. Homes are, in this order: `GAITKEEPER_HOME`; the working directory and what
/// is above it; what is above the executable, as in a package's build folder; `share/gaitkeeper` beside the executable's
/// `bin`, as in an installation.
public struct ResourceLocator: Sendable {
  public let homes: [String]

  /// - Parameters are for tests; they stand for this process's own.
  public init(
    environment: [String: String] = ProcessInfo.processInfo.environment,
    workingDirectory: String = FileManager.default.currentDirectoryPath,
    executable: String? = Bundle.main.executablePath
  ) {
    var candidates = [environment["GAITKEEPER_HOME"]].compactMap { $0 }
    candidates += Self.folders(above: workingDirectory)
    if let executable {
      let binary = URL(fileURLWithPath: executable).resolvingSymlinksInPath().deletingLastPathComponent()
      candidates += Self.folders(above: binary.path)
      candidates.append(binary.deletingLastPathComponent().appendingPathComponent("share/gaitkeeper").path)
    }
    homes = candidates.filter { Self.isFolder($0 + "/humanoids") }
  }

  /// A humanoid by its folder's name, or by the path of an MJCF file or of a folder with humanoid.xml, and its card
  /// where there is one.
  /// - Throws: `HumanoidError`; `.notFound` names the humanoids that there are.
  public func humanoid(named name: String) throws -> (humanoid: Humanoid, card: HumanoidCard?) {
    let candidates = [name] + (name.contains("/") ? [] : homes.map { "\($0)/humanoids/\(name)" })
    for candidate in candidates {
      if candidate.hasSuffix(".xml"), FileManager.default.fileExists(atPath: candidate) {
        return try load(file: candidate, folder: URL(fileURLWithPath: candidate).deletingLastPathComponent().path)
      }
      let file = candidate + "/humanoid.xml"
      if FileManager.default.fileExists(atPath: file) { return try load(file: file, folder: candidate) }
    }
    throw HumanoidError.notFound(name: name, known: humanoidNames())
  }

  /// The path of a sample clip that comes with a humanoid.
  /// - Throws: `HumanoidError.notFound`.
  public func sample(named name: String, of humanoid: String = "smpl") throws -> String {
    let paths = homes.map { "\($0)/humanoids/\(humanoid)/samples/\(name).bvh" }
    guard let path = paths.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
      throw HumanoidError.notFound(name: "\(humanoid)/samples/\(name).bvh", known: humanoidNames())
    }
    return path
  }

  /// Sorted.
  public func humanoidNames() -> [String] {
    var names = Set<String>()
    for home in homes {
      for name in (try? FileManager.default.contentsOfDirectory(atPath: home + "/humanoids")) ?? []
      where FileManager.default.fileExists(atPath: "\(home)/humanoids/\(name)/humanoid.xml") {
        names.insert(name)
      }
    }
    return names.sorted()
  }

  private func load(file: String, folder: String) throws -> (humanoid: Humanoid, card: HumanoidCard?) {
    let card = folder + "/card.json"
    return (
      try Humanoid(contentsOfMJCF: file),
      FileManager.default.fileExists(atPath: card) ? try HumanoidCard(contentsOf: card) : nil
    )
  }

  private static func folders(above path: String) -> [String] {
    var url = URL(fileURLWithPath: path).standardizedFileURL
    var folders = [url.path]
    while url.path != "/", folders.count < 64 {
      url.deleteLastPathComponent()
      folders.append(url.path)
    }
    return folders
  }

  private static func isFolder(_ path: String) -> Bool {
    var isDirectory: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
  }
}
