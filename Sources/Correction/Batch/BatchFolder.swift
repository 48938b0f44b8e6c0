import Foundation
import Motion

/// The folder that a batch is written to.
struct BatchFolder: Sendable {
  private let path: String

  init(_ path: String) { self.path = path }

  private var partial: String { path + "/.partial" }
  private var settingsPath: String { path + "/settings.json" }
  private var reportPath: String { path + "/report.jsonl" }

  /// Makes the folder where it is missing, and opens its report.
  func open(settings: String, resumes: Bool) throws -> BatchJournal {
    let files = FileManager.default
    // What a killed run had not finished.
    removePartial()
    do {
      try files.createDirectory(atPath: partial, withIntermediateDirectories: true)
    } catch {
      throw CorrectionBatch.Problem(description: "\(path): the folder cannot be made or written to")
    }
    let exists = files.fileExists(atPath: reportPath)
    if exists, !resumes {
      throw CorrectionBatch.Problem(
        description: "\(path): it has a report already; --resume goes on with it, or name another folder")
    }
    if exists {
      let before = files.contents(atPath: settingsPath).map { String(decoding: $0, as: UTF8.self) }
      guard before == settings else {
        throw CorrectionBatch.Problem(
          description: "\(path): it was begun with other settings, see \(settingsPath); resume with the same")
      }
    }
    try save(Data(settings.utf8), to: settingsPath)
    return try BatchJournal(path: reportPath)
  }

  func removePartial() { try? FileManager.default.removeItem(atPath: partial) }

  /// Writes a clip below the folder, whole or not at all.
  func write(_ clip: MotionClip, to name: String, formats: MotionFormats, format: String?) throws {
    let url = URL(fileURLWithPath: path + "/" + name)
    let temporary = partial + "/" + UUID().uuidString + "." + url.pathExtension
    try formats.write(clip, to: temporary, format: format)
    do {
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    } catch {
      throw CorrectionBatch.Problem(description: "\(url.path): its folder cannot be made")
    }
    guard rename(temporary, url.path) == 0 else {
      throw CorrectionBatch.Problem(description: "\(url.path): cannot be written: \(String(cString: strerror(errno)))")
    }
  }

  func write(_ summary: BatchSummary) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try save(encoder.encode(summary) + Data("\n".utf8), to: path + "/summary.json")
  }

  private func save(_ data: Data, to file: String) throws {
    do { try data.write(to: URL(fileURLWithPath: file), options: .atomic) } catch {
      throw CorrectionBatch.Problem(description: "\(file): cannot be written")
    }
  }
}

/// `report.jsonl`, written line by line.
final class BatchJournal {
  /// Those that were there.
  let lines: [BatchLine]
  private let handle: FileHandle
  private let path: String

  init(path: String) throws {
    self.path = path
    if !FileManager.default.fileExists(atPath: path) { _ = FileManager.default.createFile(atPath: path, contents: nil) }
    guard let data = FileManager.default.contents(atPath: path), let handle = FileHandle(forUpdatingAtPath: path) else {
      throw CorrectionBatch.Problem(description: "\(path): cannot be written")
    }
    var lines: [BatchLine] = []
    var end = 0
    let decoder = JSONDecoder()
    // A run that was killed may have left half a line; what follows the last whole one is cut off.
    for line in data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      guard line.endIndex < data.endIndex, let read = try? decoder.decode(BatchLine.self, from: line) else { break }
      lines.append(read)
      end = line.endIndex + 1
    }
    try handle.truncate(atOffset: UInt64(end))
    try handle.seek(toOffset: UInt64(end))
    self.lines = lines
    self.handle = handle
  }

  func append(_ line: BatchLine) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do { try handle.write(contentsOf: encoder.encode(line) + Data("\n".utf8)) } catch {
      throw CorrectionBatch.Problem(description: "\(path): cannot be written; what is done so far is kept")
    }
  }
}
