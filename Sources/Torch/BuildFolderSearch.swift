import Foundation

/// Where to look for what a script of this package puts into its `.build` folder: in the working directory and above it,
/// then in what is above the executable.
public struct BuildFolderSearch: Sendable {
  public var workingDirectory: String
  /// Nil when it is not known.
  public var executable: String?

  /// The defaults are this process's own; others are for tests.
  public init(
    workingDirectory: String = FileManager.default.currentDirectoryPath,
    executable: String? = Bundle.main.executablePath
  ) {
    self.workingDirectory = workingDirectory
    self.executable = executable
  }

  /// The folder of the executable itself, behind any link.
  public var executableFolder: String? {
    executable.map { URL(fileURLWithPath: $0).resolvingSymlinksInPath().deletingLastPathComponent().path }
  }

  /// The paths that `.build/<name>` could have, the nearest first. Nothing says that one of them is there.
  public func places(of name: String) -> [String] {
    (Self.folders(from: workingDirectory) + (executableFolder.map(Self.folders) ?? [])).map {
      "\($0 == "/" ? "" : $0)/.build/\(name)"
    }
  }

  /// The folder and those above it, up to the root.
  private static func folders(from path: String) -> [String] {
    var url = URL(fileURLWithPath: path).standardizedFileURL
    var folders = [url.path]
    while url.path != "/", folders.count < 64 {
      url.deleteLastPathComponent()
      folders.append(url.path)
    }
    return folders
  }
}
