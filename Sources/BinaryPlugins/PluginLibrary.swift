import CGaitkeeperPlugin
import Foundation

/// A shared library of plugins, opened and checked.
///
/// It stays loaded until the process ends: registries, which are values that anyone may have copied, and instances hold
/// its functions, and many a library does not survive being unloaded.
struct PluginLibrary {
  let plugins: [PluginDescription]

  private static let entry = "gaitkeeper_plugin_library"

  /// - Throws: `BinaryPluginError`.
  init(file: String) throws {
    guard FileManager.default.fileExists(atPath: file) else { throw BinaryPluginError.notFound(file: file) }
    // A path with a slash, so that the loader does not search its own folders. Symbols that are missing are found now,
    // not in the middle of a simulation.
    let path = URL(fileURLWithPath: file).standardizedFileURL.path
    guard let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
      throw BinaryPluginError.notALibrary(file: file, problem: Self.loaderProblem(path))
    }
    guard let symbol = dlsym(handle, Self.entry) else {
      throw BinaryPluginError.noEntry(file: file, symbol: Self.entry)
    }
    typealias Entry = @convention(c) () -> UnsafeRawPointer?
    guard let library = unsafeBitCast(symbol, to: Entry.self)() else {
      throw BinaryPluginError.invalid(file: file, plugin: nil, problem: "'\(Self.entry)' returns nothing")
    }
    // Of another version only the first number can be relied on.
    let version = library.load(as: UInt32.self)
    guard version == UInt32(GAITKEEPER_PLUGIN_ABI) else {
      throw BinaryPluginError.otherVersion(file: file, found: version, expected: UInt32(GAITKEEPER_PLUGIN_ABI))
    }
    plugins = try Self.plugins(of: library.load(as: gaitkeeper_library.self), file: file)
  }

  private static func plugins(of library: gaitkeeper_library, file: String) throws -> [PluginDescription] {
    func check(_ condition: Bool, _ problem: String) throws {
      if !condition { throw BinaryPluginError.invalid(file: file, plugin: nil, problem: problem) }
    }
    // A library of this version has at least what the version began with.
    func isPossible<Struct>(_ size: UInt32, of type: Struct.Type) -> Bool {
      Int(size) >= MemoryLayout<Struct>.size && Int(size) % MemoryLayout<Struct>.alignment == 0
    }
    try check(
      isPossible(library.plugin_size, of: gaitkeeper_plugin.self)
        && isPossible(library.field_size, of: gaitkeeper_field.self),
      "its structs cannot have \(library.plugin_size) and \(library.field_size) bytes; GAITKEEPER_PLUGIN_SIZES says how "
        + "many they have")
    guard let first = library.plugins, (1...1000).contains(library.plugin_count) else {
      throw BinaryPluginError.invalid(
        file: file, plugin: nil, problem: "it has \(library.plugin_count) plugins, expected 1 to 1000")
    }
    return try (0..<Int(library.plugin_count)).map { index in
      // Structs are as long as the library's compiler made them; what is behind the part that is known here is skipped.
      let plugin = UnsafeRawPointer(first).load(
        fromByteOffset: index * Int(library.plugin_size), as: gaitkeeper_plugin.self)
      return try PluginDescription(plugin, file: file) { field in
        UnsafeRawPointer(plugin.fields).load(
          fromByteOffset: field * Int(library.field_size), as: gaitkeeper_field.self)
      }
    }
  }

  /// The loader's reason, without the path before it.
  private static func loaderProblem(_ path: String) -> String {
    guard let reason = dlerror() else { return "the loader does not say why" }
    let text = String(cString: reason).onOneLine
    return text.hasPrefix("\(path): ") ? String(text.dropFirst(path.count + 2)) : text
  }
}
