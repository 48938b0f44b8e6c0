import CZip

/// A zip archive of .npy arrays, as NumPy's `savez` and `savez_compressed` write it.
///
/// Members are read one at a time when asked for, so that an archive's other arrays cost nothing.
public struct NPZArchive: Sendable {
  /// A member: the array's name and the size of its .npy file as the archive states it, in bytes.
  struct Member: Sendable {
    var name: String
    var index: UInt64
    var size: Int
  }

  /// A member larger than this, in bytes, is refused.
  public static let memberSizeLimit = 1 << 31

  private let bytes: [UInt8]
  private let file: String
  let members: [Member]

  /// Opens the archive and lists its arrays; no member is read yet.
  /// - Parameter file: the name to use in errors.
  /// - Throws: `MotionError.malformed` when it is no zip archive, holds no .npy array, or a member claims a size that
  ///   is over the limit or that its compressed bytes cannot hold.
  public init(bytes: [UInt8], file: String) throws {
    self.bytes = bytes
    self.file = file
    members = try ZipReading.withArchive(bytes, file: file) { try ZipReading.members(of: $0, file: file) }
    guard !members.isEmpty else {
      throw MotionError.malformed(file: file, place: nil, problem: "the zip archive has no .npy arrays")
    }
  }

  /// Whether the bytes start as a zip archive.
  static func recognizes(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: [0x50, 0x4B, 3, 4]) || bytes.starts(with: [0x50, 0x4B, 5, 6])
  }

  /// Names of the arrays, without ".npy", in the archive's order.
  public var names: [String] { members.map(\.name) }

  /// The array of this name, or nil when there is none.
  /// - Throws: `MotionError.malformed` with the array's name when it cannot be read.
  public func array(named name: String) throws -> NPYArray? {
    guard let member = members.first(where: { $0.name == name }) else { return nil }
    return try array(member)
  }

  func array(_ member: Member) throws -> NPYArray {
    let content = try ZipReading.withArchive(bytes, file: file) {
      try ZipReading.content(of: member, in: $0, file: file)
    }
    return try NPYArray(bytes: content, file: file, place: "array '\(member.name)'")
  }

  /// The shape that a member's header states; the rest of the member is not unpacked.
  func shape(of member: Member) throws -> [Int] {
    let start = try ZipReading.withArchive(bytes, file: file) {
      try ZipReading.start(of: member, in: $0, file: file)
    }
    do {
      return try NPYHeader(start).shape
    } catch {
      throw MotionError.malformed(file: file, place: "array '\(member.name)'", problem: error.text)
    }
  }

  /// The array of this name.
  /// - Throws: `MotionError.malformed` that names the arrays there are, when there is none of this name.
  func required(_ name: String) throws -> NPYArray {
    guard let array = try array(named: name) else {
      throw MotionError.malformed(
        file: file, place: nil, problem: "it has no array '\(name)'; its arrays are \(names.joined(separator: ", "))")
    }
    return array
  }
}

/// Reading with libzip.
private enum ZipReading {
  /// Deflate cannot pack more than this many bytes into one (258 bytes in two bits).
  static let deflateRatioLimit = 1032

  static func withArchive<Result>(
    _ bytes: [UInt8], file: String, _ body: (OpaquePointer) throws -> Result
  ) throws -> Result {
    try bytes.withUnsafeBytes { raw in
      var error = zip_error_t()
      zip_error_init(&error)
      defer { zip_error_fini(&error) }
      guard let source = zip_source_buffer_create(raw.baseAddress, UInt64(raw.count), 0, &error) else {
        throw problem(file, nil, String(cString: zip_error_strerror(&error)))
      }
      guard let archive = zip_open_from_source(source, ZIP_RDONLY, &error) else {
        zip_source_free(source)
        throw problem(
          file, nil, "it is not a zip archive that can be read: \(String(cString: zip_error_strerror(&error)))")
      }
      defer { zip_discard(archive) }
      return try body(archive)
    }
  }

  static func members(of archive: OpaquePointer, file: String) throws -> [NPZArchive.Member] {
    var members: [NPZArchive.Member] = []
    for index in 0..<UInt64(max(0, zip_get_num_entries(archive, 0))) {
      var entry = zip_stat_t()
      guard zip_stat_index(archive, index, 0, &entry) == 0, let pointer = entry.name else {
        throw problem(file, "member \(index)", String(cString: zip_strerror(archive)))
      }
      let path = String(cString: pointer)
      guard path.hasSuffix(".npy") else { continue }
      let name = String(path.dropLast(4))
      guard entry.size <= UInt64(NPZArchive.memberSizeLimit) else {
        throw problem(file, "array '\(name)'", "it claims \(entry.size) bytes, expected at most 2 GiB")
      }
      guard entry.size / UInt64(deflateRatioLimit) <= entry.comp_size else {
        throw problem(
          file, "array '\(name)'",
          "it claims \(entry.size) bytes, more than its \(entry.comp_size) packed bytes can hold")
      }
      members.append(NPZArchive.Member(name: name, index: index, size: Int(entry.size)))
    }
    return members
  }

  /// The member's bytes; memory grows with what is really there, not with what is claimed.
  static func content(of member: NPZArchive.Member, in archive: OpaquePointer, file: String) throws -> [UInt8] {
    let place = "array '\(member.name)'"
    var content: [UInt8] = []
    try read(member, in: archive, file: file) { chunk in
      guard content.count + chunk.count <= member.size else {
        throw problem(file, place, "it unpacks to more than the \(member.size) bytes that it claims")
      }
      content.append(contentsOf: chunk)
      return true
    }
    guard content.count == member.size else {
      throw problem(file, place, "it unpacks to \(content.count) bytes, but claims \(member.size)")
    }
    return content
  }

  /// The member's first bytes, enough for the usual header.
  static func start(of member: NPZArchive.Member, in archive: OpaquePointer, file: String) throws -> [UInt8] {
    var start: [UInt8] = []
    try read(member, in: archive, file: file) { chunk in
      start.append(contentsOf: chunk)
      return false
    }
    return start
  }

  /// Hands the member to `take` piece by piece until it ends or `take` wants no more.
  private static func read(
    _ member: NPZArchive.Member, in archive: OpaquePointer, file: String, take: (ArraySlice<UInt8>) throws -> Bool
  ) throws {
    let place = "array '\(member.name)'"
    guard let handle = zip_fopen_index(archive, member.index, 0) else {
      throw problem(file, place, String(cString: zip_strerror(archive)))
    }
    defer { zip_fclose(handle) }
    var chunk = [UInt8](repeating: 0, count: 1 << 17)
    while true {
      let count = chunk.withUnsafeMutableBytes { raw in
        raw.baseAddress.map { zip_fread(handle, $0, UInt64(raw.count)) } ?? 0
      }
      guard count >= 0 else {
        throw problem(file, place, "it is damaged: \(String(cString: zip_file_strerror(handle)))")
      }
      guard count > 0, try take(chunk[..<Int(count)]) else { return }
    }
  }

  private static func problem(_ file: String, _ place: String?, _ text: String) -> MotionError {
    .malformed(file: file, place: place, problem: text)
  }
}
