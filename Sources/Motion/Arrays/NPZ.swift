import CZip

/// NumPy's archives of named arrays: a ZIP file of .npy files, stored or deflated.
enum NPZ {
  /// Most bytes that one member may unpack to.
  private static let largestMember = 1 << 31

  static func isZip(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) }

  /// The arrays by name, for the names that `isWanted` (all by default).
  /// - Throws: `MotionError.malformed`.
  static func read(_ bytes: [UInt8], file: String, isWanted: (String) -> Bool = { _ in true }) throws -> [String: NPY
    .Content]
  {
    func problem(_ text: String) -> MotionError { .malformed(file: file, place: nil, problem: text) }
    return try bytes.withUnsafeBytes { buffer in
      var error = zip_error_t()
      guard let source = zip_source_buffer_create(buffer.baseAddress, zip_uint64_t(buffer.count), 0, &error) else {
        throw problem("cannot be read as an archive")
      }
      guard let archive = zip_open_from_source(source, ZIP_RDONLY, &error) else {
        zip_source_free(source)
        throw problem("is no complete ZIP archive (NPZ)")
      }
      defer { zip_discard(archive) }
      var arrays: [String: NPY.Content] = [:]
      let count = zip_get_num_entries(archive, 0)
      guard count <= 10_000 else { throw problem("has \(count) members, expected arrays of one clip") }
      for index in 0..<zip_uint64_t(max(count, 0)) {
        guard let cName = zip_get_name(archive, index, 0) else { continue }
        let member = String(cString: cName)
        guard member.hasSuffix(".npy") else { continue }
        let name = String(member.dropLast(4))
        guard isWanted(name) else { continue }
        let content = try unpack(
          archive, index, problem: { .malformed(file: file, place: "array '\(name)'", problem: $0) })
        arrays[name] = try NPY.read(content, file: file, place: "array '\(name)'")
      }
      return arrays
    }
  }

  /// Unpacks as much as is there, whatever the archive claims.
  private static func unpack(_ archive: OpaquePointer, _ index: zip_uint64_t, problem: (String) -> MotionError) throws
    -> [UInt8]
  {
    guard let member = zip_fopen_index(archive, index, 0) else { throw problem("cannot be unpacked") }
    defer { zip_fclose(member) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let read = zip_fread(member, &chunk, zip_uint64_t(chunk.count))
      guard read >= 0 else { throw problem("cannot be unpacked: the archive is damaged") }
      if read == 0 { return bytes }
      bytes.append(contentsOf: chunk[0..<Int(read)])
      guard bytes.count <= largestMember else { throw problem("unpacks to more than 2 GB") }
    }
  }

  /// The same arrays give the same bytes.
  /// - Throws: `MotionError.unsupported`.
  static func write(_ members: [(name: String, bytes: [UInt8])]) throws -> [UInt8] {
    let failure = MotionError.unsupported("an NPZ archive cannot be made")
    var error = zip_error_t()
    guard let source = zip_source_buffer_create(nil, 0, 0, &error) else { throw failure }
    // The archive's bytes live in the source; one more reference keeps it past the archive.
    zip_source_keep(source)
    defer { zip_source_free(source) }
    guard let archive = zip_open_from_source(source, ZIP_TRUNCATE, &error) else {
      zip_source_free(source)
      throw failure
    }
    // The members are copied: libzip reads them when the archive is closed.
    var copies: [UnsafeMutableRawBufferPointer] = []
    defer { for copy in copies { copy.deallocate() } }
    for (name, bytes) in members {
      let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: max(bytes.count, 1), alignment: 1)
      copy.copyBytes(from: bytes)
      copies.append(copy)
      guard let member = zip_source_buffer(archive, copy.baseAddress, zip_uint64_t(bytes.count), 0) else {
        zip_discard(archive)
        throw failure
      }
      let index = zip_file_add(archive, name + ".npy", member, zip_flags_t(ZIP_FL_ENC_UTF_8))
      guard index >= 0 else {
        zip_source_free(member)
        zip_discard(archive)
        throw failure
      }
      // A fixed time: midnight of the first day that ZIP knows.
      zip_file_set_dostime(archive, zip_uint64_t(index), 0, 0x21, 0)
    }
    guard zip_close(archive) == 0 else {
      zip_discard(archive)
      throw failure
    }
    return try contents(of: source, failure: failure)
  }

  private static func contents(of source: OpaquePointer, failure: MotionError) throws -> [UInt8] {
    guard zip_source_open(source) == 0 else { throw failure }
    defer { zip_source_close(source) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let read = zip_source_read(source, &chunk, zip_uint64_t(chunk.count))
      guard read >= 0 else { throw failure }
      if read == 0 { return bytes }
      bytes.append(contentsOf: chunk[0..<Int(read)])
    }
  }
}
