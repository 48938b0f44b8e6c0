import Foundation

/// A figure that gnuplot draws from a table: the table (CSV), and the same picture as PNG and SVG beside it.
public struct Plot: Sendable {
  public enum Problem: Error, Hashable, CustomStringConvertible {
    case missing(table: String)
    case failed(String, message: String)
    case unwritable(String)

    public var description: String {
      switch self {
      case .missing(let table):
        "figures need gnuplot, which is not there: apt-get install gnuplot-nox; the numbers are in \(table)"
      case .failed(let table, let message): "\(table): gnuplot does not draw it: \(message)"
      case .unwritable(let path): "\(path): cannot be written"
      }
    }
  }

  /// Columns by name; a number that is absent leaves a gap.
  public var table: Table
  /// In gnuplot's language; the table is called `data`, and its first row is of names.
  public var script: String
  /// Of the picture, in points.
  public var width = 900
  public var height = 560

  public init(table: Table, script: String) {
    self.table = table
    self.script = script
  }

  /// Writes `name`.csv, .png and .svg.
  /// - Throws: `Problem`; the table is there also when gnuplot is not.
  public func write(to folder: String, name: String) throws {
    let path = "\(folder)/\(name)"
    try table.write(to: path + ".csv")
    try Self.draw(path, script: script, width: width, height: height)
  }

  /// Draws a table that is there, `path`.csv, as `path`.png and .svg.
  /// - Parameter script: as a plot's.
  /// - Throws: `Problem`.
  public static func draw(_ path: String, script: String, width: Int = 900, height: Int = 560) throws {
    let csv = path + ".csv"
    let terminals = [
      ("png", "pngcairo size \(width),\(height) font 'sans,11' noenhanced"),
      ("svg", "svg size \(width),\(height) dynamic font 'sans,11' noenhanced"),
    ]
    for (ending, terminal) in terminals {
      // Written beside its name and renamed, so that a picture is whole or not there.
      let unfinished = "\(path).unfinished.\(ending)"
      try run(
        """
        set terminal \(terminal)
        set output '\(quoted(unfinished))'
        data = '\(quoted(csv))'
        set datafile separator ','
        set border 3
        set tics nomirror out
        set grid back linecolor rgb '#e0e0e0' linetype 1
        set key outside right top
        \(palette)
        \(script)
        """, table: csv)
      do {
        try? FileManager.default.removeItem(atPath: "\(path).\(ending)")
        try FileManager.default.moveItem(atPath: unfinished, toPath: "\(path).\(ending)")
      } catch { throw Problem.unwritable("\(path).\(ending)") }
    }
  }

  /// Whether gnuplot is there.
  public static var isPossible: Bool { program != nil }

  /// Eight colours that people who see colours differently can tell apart (Okabe and Ito 2008), from line type 1 on.
  private static let palette = [
    "0072B2", "D55E00", "009E73", "CC79A7", "E69F00", "56B4E9", "000000", "999933",
  ].enumerated().map { "set linetype \($0 + 1) linecolor rgb '#\($1)' linewidth 2" }.joined(separator: "\n")

  static func quoted(_ text: String) -> String { text.replacingOccurrences(of: "'", with: "''") }

  private static var program: String? {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/gnuplot" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  private static func run(_ script: String, table: String) throws {
    guard let program else { throw Problem.missing(table: table) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    let (input, errors) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardError = errors
    process.standardOutput = FileHandle.nullDevice
    // Decimal points, whatever the user's language.
    process.environment = ProcessInfo.processInfo.environment.merging(["LC_ALL": "C.UTF-8"]) { $1 }
    do { try process.run() } catch { throw Problem.missing(table: table) }
    // Shorter than what a pipe holds.
    try? input.fileHandleForWriting.write(contentsOf: Data(script.utf8))
    try? input.fileHandleForWriting.close()
    let message = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      let line = message.split(separator: "\n").last { !$0.trimmingCharacters(in: .whitespaces).isEmpty }
      throw Problem.failed(table, message: line.map(String.init) ?? "status \(process.terminationStatus)")
    }
  }
}

/// Rows of numbers and words under names of columns.
public struct Table: Sendable, Hashable {
  public var columns: [String]
  public private(set) var rows: [[String]] = []

  public init(_ columns: [String]) { self.columns = columns }

  /// A number with seven digits; nil or one that is not finite leaves its place empty.
  public mutating func add(_ words: [String] = [], _ numbers: [Double?]) {
    rows.append(words + numbers.map { $0.map { $0.isFinite ? String(format: "%.7g", $0) : "" } ?? "" })
  }

  /// As CSV (RFC 4180).
  public var text: String {
    ([columns] + rows).map { $0.map(Self.quoted).joined(separator: ",") }.joined(separator: "\n") + "\n"
  }

  public func write(to path: String) throws {
    do { try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
      throw Plot.Problem.unwritable(path)
    }
  }

  private static func quoted(_ word: String) -> String {
    word.contains { ",\"\n".contains($0) } ? "\"\(word.replacingOccurrences(of: "\"", with: "\"\""))\"" : word
  }
}
