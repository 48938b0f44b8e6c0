import CZip
import Foundation

extension NPZArchive {
  /// A deflated archive of these arrays, in this order. The same arrays give the same bytes at any time.
  /// - Throws: `MotionError.unsupported` when libzip fails or two arrays share a name.
  public static func encoded(_ arrays: [(name: String, array: NPYArray)]) throws -> [UInt8] {
    var error = zip_error_t()
    zip_error_init(&error)
    defer { zip_error_fini(&error) }
    guard let target = zip_source_buffer_create(nil, 0, 0, &error) else { throw failure("no memory") }
    defer { zip_source_free(target) }
    guard let archive = zip_open_from_source(target, ZIP_TRUNCATE, &error) else {
      throw failure(String(cString: zip_error_strerror(&error)))
    }
    // Closing the archive takes one hold on the target; reading the result back needs another.
    zip_source_keep(target)
    do {
      for (name, array) in arrays { try add(array.encoded(), named: name + ".npy", to: archive) }
    } catch {
      zip_discard(archive)
      throw error
    }
    guard zip_close(archive) == 0 else {
      let problem = failure(String(cString: zip_strerror(archive)))
      zip_discard(archive)
      throw problem
    }
    return try content(of: target)
  }

  private static func add(_ bytes: [UInt8], named name: String, to archive: OpaquePointer) throws {
    // libzip reads the bytes on closing and frees them then.
    guard let copy = malloc(max(1, bytes.count)) else { throw failure("no memory") }
    bytes.withUnsafeBytes { copy.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(copy), byteCount: $0.count) }
    guard let source = zip_source_buffer(archive, copy, UInt64(bytes.count), 1) else {
      free(copy)
      throw failure("no memory")
    }
    let index = zip_file_add(archive, name, source, zip_flags_t(ZIP_FL_ENC_UTF_8))
    guard index >= 0 else {
      zip_source_free(source)
      throw failure("'\(name)': \(String(cString: zip_strerror(archive)))")
    }
    // DOS dates start at 1 January 1980: day 1, month 1, year 0.
    let firstDay: UInt16 = 1 << 5 | 1
    guard zip_set_file_compression(archive, UInt64(index), Int32(ZIP_CM_DEFLATE), 0) == 0,
      zip_file_set_dostime(archive, UInt64(index), 0, firstDay, 0) == 0
    else { throw failure("'\(name)': \(String(cString: zip_strerror(archive)))") }
  }

  private static func content(of source: OpaquePointer) throws -> [UInt8] {
    var entry = zip_stat_t()
    guard zip_source_stat(source, &entry) == 0, zip_source_open(source) == 0 else { throw failure("no result") }
    defer { zip_source_close(source) }
    let size = Int(entry.size)
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, initialized in
      let read = buffer.baseAddress.map { zip_source_read(source, $0, UInt64(size)) } ?? 0
      initialized = max(0, Int(read))
    }
    guard bytes.count == size else { throw failure("the result cannot be read back") }
    return bytes
  }

  private static func failure(_ problem: String) -> MotionError {
    .unsupported("the zip archive cannot be written: \(problem)")
  }
}
