import Foundation

/// A file of scalars that TensorBoard reads: records of a length, a payload and the checksums of both, the payload a
/// protocol buffer of type Event.
public final class EventFile {
  private let handle: FileHandle
  private let path: String

  /// Begins the only event file of a folder, which is made when it is not there; a file of an earlier run in it is replaced.
  /// - Parameter time: seconds since 1970 of the beginning.
  /// - Throws: `LoopError.file`.
  public init(folder: String, time: Double = Date().timeIntervalSince1970) throws {
    try RunFiles.makeFolder(folder)
    path = folder + "/events.out.tfevents.0.gaitkeeper"
    try RunFiles.write(Self.record(Event(time: time).fileVersion("brain.Event:2")), to: path)
    guard let handle = FileHandle(forWritingAtPath: path) else {
      throw LoopError.file(path, problem: "cannot be written")
    }
    self.handle = handle
    _ = try? handle.seekToEnd()
  }

  /// Adds scalars of a step by their names; a '/' in a name makes groups.
  /// - Throws: `LoopError.file`.
  public func add(_ scalars: [String: Double], step: Int, time: Double = Date().timeIntervalSince1970) throws {
    var bytes = Data()
    for (name, value) in scalars.sorted(by: { $0.key < $1.key }) {
      bytes += Self.record(Event(time: time).scalar(name, Float(value), step: step))
    }
    do { try handle.write(contentsOf: bytes) } catch {
      throw LoopError.file(path, problem: "cannot be written: \(error.localizedDescription)")
    }
  }

  func add(_ record: LoopRecord, _ times: LoopTimes) throws {
    var scalars = Dictionary(uniqueKeysWithValues: record.figures.map { ("figures/\($0)", $1) })
    scalars["correction/failed share"] = record.failedShare
    for stage in LoopStage.allCases { scalars["seconds/\(stage.rawValue)"] = times[stage] }
    try add(scalars, step: record.generation)
  }

  deinit { try? handle.close() }

  /// Length, its checksum, payload, its checksum; all little-endian.
  static func record(_ payload: Data) -> Data {
    let length = withUnsafeBytes(of: UInt64(payload.count).littleEndian) { Data($0) }
    func checksum(_ bytes: Data) -> Data { withUnsafeBytes(of: maskedChecksum(bytes).littleEndian) { Data($0) } }
    return length + checksum(length) + payload + checksum(payload)
  }

  /// CRC-32C, turned and shifted so that the checksum of bytes that hold checksums is a good one too.
  static func maskedChecksum(_ bytes: Data) -> UInt32 {
    let crc = CRC32C.checksum(bytes)
    return (crc >> 15 | crc << 17) &+ 0xA282_EAD8
  }
}

/// The Castagnoli polynomial, bit-reversed.
enum CRC32C {
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { crc, _ in crc & 1 == 1 ? crc >> 1 ^ 0x82F6_3B78 : crc >> 1 }
  }

  static func checksum(_ bytes: Data) -> UInt32 {
    ~bytes.reduce(~UInt32(0)) { crc, byte in table[Int(UInt8(truncatingIfNeeded: crc) ^ byte)] ^ crc >> 8 }
  }
}

/// TensorFlow's Event as protocol buffers write it.
private struct Event {
  private var bytes = Data()

  /// Field 1: wall time.
  init(time: Double) { bytes += Self.key(1, 1) + withUnsafeBytes(of: time.bitPattern.littleEndian) { Data($0) } }

  /// Field 3.
  func fileVersion(_ version: String) -> Data { bytes + Self.field(3, Data(version.utf8)) }

  /// Field 2, the step, and field 5, the summary, whose field 1 is a value with a tag (1) and a simple value (2).
  func scalar(_ name: String, _ value: Float, step: Int) -> Data {
    let number = Self.key(2, 5) + withUnsafeBytes(of: value.bitPattern.littleEndian) { Data($0) }
    let summary = Self.field(1, Self.field(1, Data(name.utf8)) + number)
    return bytes + Self.key(2, 0) + Self.varint(UInt64(bitPattern: Int64(step))) + Self.field(5, summary)
  }

  private static func key(_ field: UInt8, _ wire: UInt8) -> Data { Data([field << 3 | wire]) }

  private static func field(_ number: UInt8, _ content: Data) -> Data {
    key(number, 2) + varint(UInt64(content.count)) + content
  }

  private static func varint(_ value: UInt64) -> Data {
    var rest = value
    var bytes = Data()
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
    return bytes
  }
}
