import CGaitkeeper

/// A struct of gaitkeeper.h, which begins with its size as the caller was compiled.
protocol SizedLayout {
  init()
  var size: Int { get set }
  /// What version 1 of the header had: the least that a caller can have.
  static var firstSize: Int { get }
}

extension gaitkeeper_options: SizedLayout { static var firstSize: Int { 56 } }
extension gaitkeeper_motion: SizedLayout { static var firstSize: Int { 48 } }
extension gaitkeeper_correction: SizedLayout { static var firstSize: Int { 72 } }

/// A caller's struct, of which only so much is read and written as the caller has.
struct SizedStruct<Layout: SizedLayout> {
  private let pointer: UnsafeMutableRawPointer
  private let size: Int

  /// - Throws: for NULL, and for a size that no version of the header up to this one had.
  init(_ pointer: UnsafePointer<Layout>?, named name: String) throws {
    try self.init(UnsafeMutablePointer(mutating: pointer), named: name)
  }

  init(_ pointer: UnsafeMutablePointer<Layout>?, named name: String) throws {
    guard let pointer else { throw Failure.argument("\(name) is NULL") }
    size = pointer.pointee.size
    guard size >= Layout.firstSize, size <= MemoryLayout<Layout>.size else {
      throw Failure.argument(
        "\(name) has the size \(size), expected \(MemoryLayout<Layout>.size); "
          + (size > MemoryLayout<Layout>.size ? "the header is newer than the library" : "set it to sizeof *\(name)"))
    }
    self.pointer = UnsafeMutableRawPointer(pointer)
  }

  /// - Parameter standard: what the fields are that the caller does not have.
  func read(over standard: Layout) -> Layout {
    var value = standard
    withUnsafeMutableBytes(of: &value) { $0.copyMemory(from: UnsafeRawBufferPointer(start: pointer, count: size)) }
    return value
  }

  /// Writes all but the size.
  func write(_ value: Layout) {
    var value = value
    value.size = size
    withUnsafeBytes(of: &value) {
      pointer.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(pointer), byteCount: size)
    }
  }
}
