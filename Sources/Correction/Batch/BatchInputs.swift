import Foundation
import Motion

/// The clips that are to be corrected together: files, and whole folders with what is in them.
public struct BatchInputs: Sequence, Sendable {
  /// One clip.
  public struct Item: Sendable {
    /// What it is called in reports: the file's path below the folder that was given, and of a file with many clips the place.
    public var name: String
    /// Where it is written, without the ending: the same path.
    public var outputStem: String
    /// The file's ending.
    var ending: String
    let source: Source

    enum Source: Sendable {
      case file(String)
      case batch(HumanML3DBatch, Int)
      /// A file that seemed to hold many clips and cannot be read.
      case unreadable(any Error)
    }

    /// - Throws: `MotionError`.
    public func read(_ formats: MotionFormats) throws -> MotionClip {
      switch source {
      case .file(let path): try formats.read(path)
      case .batch(let batch, let index): try batch.clip(index, name: name)
      case .unreadable(let error): throw error
      }
    }
  }

  public struct Problem: Error, CustomStringConvertible {
    public let description: String
  }

  struct File: Sendable {
    var path: String
    var name: String
  }

  let files: [File]

  public var fileCount: Int { files.count }

  /// - Parameters:
  ///   - paths: files, taken whatever they are called, and folders, of which every file that `formats` takes for a motion is taken.
  ///   - output: a folder that is not looked into.
  /// - Throws: `Problem` when a path does not exist, or two inputs would be written to one place.
  public init(_ paths: [String], formats: MotionFormats, output: String) throws {
    var files: [File] = []
    let skipped = URL(fileURLWithPath: output).standardizedFileURL.resolvingSymlinksInPath().path
    for path in paths {
      var isDirectory: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
        throw Problem(description: "\(path): there is no such file or folder")
      }
      guard isDirectory.boolValue else {
        files.append(File(path: path, name: URL(fileURLWithPath: path).lastPathComponent))
        continue
      }
      files += Self.contents(of: path, formats: formats, skipped: skipped)
    }
    var places: [String: String] = [:]
    for file in files {
      let stem = Self.stem(file.name)
      if let other = places.updateValue(file.path, forKey: stem) {
        throw Problem(description: "\(file.path): would be written to the same place as \(other)")
      }
    }
    self.files = files
  }

  private static func contents(of folder: String, formats: MotionFormats, skipped: String) -> [File] {
    let root = URL(fileURLWithPath: folder).standardizedFileURL.resolvingSymlinksInPath()
    let depth = root.pathComponents.count
    guard
      let walk = FileManager.default.enumerator(
        at: root, includingPropertiesForKeys: [.isRegularFileKey], options: [.skipsHiddenFiles])
    else { return [] }
    var names: [String] = []
    for case let url as URL in walk {
      if url.standardizedFileURL.path == skipped {
        walk.skipDescendants()
        continue
      }
      var isDirectory: ObjCBool = false
      guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isDirectory), !isDirectory.boolValue,
        formats.takes(url.path)
      else { continue }
      names.append(url.pathComponents.dropFirst(depth).joined(separator: "/"))
    }
    return names.sorted().map { File(path: root.path + "/" + $0, name: $0) }
  }

  static func stem(_ name: String) -> String {
    let ending = URL(fileURLWithPath: name).pathExtension
    return ending.isEmpty ? name : String(name.dropLast(ending.count + 1))
  }

  public func makeIterator() -> Iterator { Iterator(files: files) }

  /// Opens a file with many clips when it comes to it, and holds one such file at a time.
  public struct Iterator: IteratorProtocol {
    private var files: ArraySlice<File>
    private var batch: (batch: HumanML3DBatch, file: File, next: Int)?

    init(files: [File]) { self.files = files[...] }

    public mutating func next() -> Item? {
      if let (current, file, index) = batch {
        if index < current.count {
          batch = (current, file, index + 1)
          return Item(
            name: "\(file.name)[\(index)]", outputStem: stem(file.name) + String(format: "/%05d", index), ending: "npy",
            source: .batch(current, index))
        }
        batch = nil
      }
      guard let file = files.popFirst() else { return nil }
      let ending = URL(fileURLWithPath: file.path).pathExtension.lowercased()
      var source = Item.Source.file(file.path)
      if ["npy", "npz"].contains(ending) {
        do {
          if let found = try HumanML3DBatch(contentsOf: file.path) {
            batch = (found, file, 0)
            return next()
          }
        } catch { source = .unreadable(error) }
      }
      return Item(name: file.name, outputStem: stem(file.name), ending: ending, source: source)
    }
  }
}
