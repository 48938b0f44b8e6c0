import Foundation
import SelfConsumingLoop

/// A handwritten digit of 8 by 8 pixels, row by row from the top, from -1 (paper) to 1 (ink), and which one it is.
public struct Digit: Sendable, Hashable, Codable {
  public static let side = 8
  public static let pixelCount = side * side

  public var pixels: [Float]
  /// 0 to 9.
  public var label: Int

  /// Reads digits.csv as scikit-learn carries it: 64 pixels from 0 to 16 and the label in each line; packed with gzip when the name ends in .gz.
  /// - Throws: `LoopError.file` with the line.
  public static func read(from path: String) throws -> [Digit] {
    let text = try path.hasSuffix(".gz") ? unpacked(path) : FileManager.default.contents(atPath: path)
    guard let text else { throw LoopError.file(path, problem: "cannot be read") }
    let digits = try text.split(separator: UInt8(ascii: "\n")).enumerated().map { index, line in
      let fields = String(decoding: line, as: UTF8.self).trimmingCharacters(in: .whitespaces).split(separator: ",")
      let numbers = fields.compactMap { Int($0) }
      guard numbers.count == pixelCount + 1, fields.count == numbers.count,
        numbers.dropLast().allSatisfy((0...16).contains),
        (0...9).contains(numbers[pixelCount])
      else {
        throw LoopError.file(
          path,
          problem: "line \(index + 1): expected 64 pixels from 0 to 16 and a digit, as in scikit-learn's digits.csv")
      }
      return Digit(pixels: numbers.dropLast().map { Float($0) / 8 - 1 }, label: numbers[pixelCount])
    }
    guard !digits.isEmpty else { throw LoopError.file(path, problem: "has no digits") }
    return digits
  }

  private static func unpacked(_ path: String) throws -> Data {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/gzip")
    process.arguments = ["-dc", "--", path]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    do { try process.run() } catch { throw LoopError.file(path, problem: "cannot be unpacked: there is no gzip") }
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw LoopError.file(path, problem: "cannot be read as a gzip file") }
    return data
  }
}
