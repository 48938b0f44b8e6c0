import CTorch
import Foundation

extension TorchLibrary {
  /// The environment variable that names the file to load.
  public static let fileVariable = "GAITKEEPER_CTORCH"

  /// Loads libctorch.so, and libtorch with it.
  ///
  /// The first of these that is there is used: the file that the environment variable `GAITKEEPER_CTORCH` names; beside
  /// the executable; `.build/ctorch` in the working directory and above it, then in what is above the executable; and
  /// last the system's own search, as for any library.
  /// - Parameters: the defaults are this process's own; others are for tests.
  /// - Throws: `TorchError.missing` with the places searched, `.unusable` when what is found does not load or is of
  ///   another version of the interface.
  public static func load(
    environment: [String: String] = ProcessInfo.processInfo.environment,
    workingDirectory: String = FileManager.default.currentDirectoryPath,
    executable: String? = Bundle.main.executablePath
  ) throws -> TorchLibrary {
    if let named = environment[fileVariable], !named.isEmpty {
      guard FileManager.default.fileExists(atPath: named) else {
        throw TorchError.unusable(file: named, problem: "\(fileVariable) names it, but there is no such file")
      }
      return try open(named)
    }
    let places = candidates(workingDirectory: workingDirectory, executable: executable)
    if let file = places.first(where: { FileManager.default.fileExists(atPath: $0) }) { return try open(file) }
    guard let library = try openFromSystem() else {
      throw TorchError.missing(
        searched: [
          fileVariable, "beside the executable", ".build/ctorch above the working directory and the executable",
          "the system's libraries",
        ])
    }
    return library
  }

  private static let fileName = "libctorch.so"

  static func candidates(workingDirectory: String, executable: String?) -> [String] {
    let search = BuildFolderSearch(workingDirectory: workingDirectory, executable: executable)
    return (search.executableFolder.map { ["\($0)/\(fileName)"] } ?? []) + search.places(of: "ctorch/\(fileName)")
  }

  private static func open(_ file: String) throws -> TorchLibrary {
    // A path without a slash would send dlopen to the system's folders.
    guard let handle = dlopen(file.contains("/") ? file : "./\(file)", RTLD_NOW | RTLD_LOCAL) else {
      throw TorchError.unusable(file: file, problem: lastLoaderMessage())
    }
    return try library(handle, file: file)
  }

  /// Nil when the system has no such library.
  private static func openFromSystem() throws -> TorchLibrary? {
    guard let handle = dlopen(fileName, RTLD_NOW | RTLD_LOCAL) else {
      let message = lastLoaderMessage()
      // What is missing may be the library itself, or one that it needs.
      guard message.hasPrefix("\(fileName):") else { throw TorchError.unusable(file: fileName, problem: message) }
      return nil
    }
    return try library(handle, file: fileName)
  }

  private static func library(_ handle: UnsafeMutableRawPointer, file: String) throws -> TorchLibrary {
    guard let symbol = dlsym(handle, "ctorch_functions") else {
      throw TorchError.unusable(file: file, problem: "it has no function 'ctorch_functions'")
    }
    let functions = unsafeBitCast(symbol, to: (@convention(c) () -> UnsafePointer<ctorch_api>).self)()
    let version = functions.pointee.abi_version
    guard version == CTORCH_ABI_VERSION else {
      throw TorchError.unusable(
        file: file, problem: "its interface has version \(version), expected \(CTORCH_ABI_VERSION)")
    }
    return TorchLibrary(file: file, functions: Functions(table: functions.pointee))
  }

  private static func lastLoaderMessage() -> String {
    dlerror().map { String(cString: $0) } ?? "the loader gives no reason"
  }
}
