extension SafeTensors {
  /// Reads the format. Nothing is allocated that the bytes do not hold.
  /// - Parameters:
  ///   - file: the name to use in errors.
  ///   - unread: names of tensors to leave out, whatever their type is.
  /// - Throws: `SafeTensorsError` when the bytes are cut off or damaged, tensors overlap or leave gaps, a tensor is of a
  ///   type that is not read, or a value is not a finite 32-bit number.
  public init(bytes: [UInt8], file: String, leavingOut unread: Set<String> = []) throws {
    func problem(_ text: String, tensor: String? = nil) -> SafeTensorsError {
      SafeTensorsError(file: file, tensor: tensor, problem: text)
    }
    guard bytes.count >= 8 else {
      throw problem("it has \(bytes.count) bytes, expected at least the 8 of the header's length")
    }
    let length = bytes.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
    guard length <= UInt64(bytes.count - 8), length <= UInt64(Self.headerLimit) else {
      throw problem("its header claims \(length) bytes, but \(bytes.count - 8) follow (at most \(Self.headerLimit))")
    }
    let dataStart = 8 + Int(length)
    let header: HeaderParser.Header
    do {
      header = try HeaderParser.header(bytes[8..<dataStart])
    } catch {
      throw problem("byte \(8 + error.position): \(error.text)")
    }

    var tensors: [String: Tensor] = [:]
    var end = 0
    for (name, entry) in header.entries.sorted(by: Self.isBefore) {
      if unread.contains(name) {
        guard entry.offsets.count == 2, entry.offsets[0] == end, entry.offsets[1] >= end,
          entry.offsets[1] <= bytes.count - dataStart
        else {
          throw problem(
            "its data offsets are \(entry.offsets), expected \(end) and an end up to \(bytes.count - dataStart)",
            tensor: name)
        }
        end = entry.offsets[1]
        continue
      }
      guard let type = ElementType(rawValue: entry.dtype) else {
        let known = ElementType.allCases.map(\.rawValue).joined(separator: ", ")
        throw problem("its type is '\(entry.dtype)', expected one of \(known)", tensor: name)
      }
      guard entry.offsets.count == 2 else {
        throw problem("it has \(entry.offsets.count) data offsets, expected 2", tensor: name)
      }
      guard entry.offsets[0] == end else {
        throw problem("its data start at \(entry.offsets[0]), expected \(end), where those before it end", tensor: name)
      }
      guard let count = Self.elementCount(entry.shape),
        case let (size, overflow) = count.multipliedReportingOverflow(by: type.size),
        !overflow, size == entry.offsets[1] - entry.offsets[0]
      else {
        throw problem(
          "its data are from \(entry.offsets[0]) to \(entry.offsets[1]), which does not fit \(entry.dtype) of shape \(entry.shape)",
          tensor: name)
      }
      end = entry.offsets[1]
      guard end <= bytes.count - dataStart else {
        throw problem("its data end at \(end), but there are \(bytes.count - dataStart) bytes", tensor: name)
      }
      let values = bytes.withUnsafeBytes {
        type.values(
          UnsafeRawBufferPointer(rebasing: $0[(dataStart + entry.offsets[0])..<(dataStart + end)]), count: count)
      }
      if let index = values.firstIndex(where: { !$0.isFinite }) {
        throw problem("element \(index) is not a finite 32-bit number", tensor: name)
      }
      tensors[name] = Tensor(shape: entry.shape, values: values)
    }
    guard end == bytes.count - dataStart else {
      throw problem("\(bytes.count - dataStart - end) bytes follow the last tensor, expected none")
    }
    self.init(tensors: tensors, metadata: header.metadata)
  }

  /// In the order of the data; a tensor without elements before one that starts at the same place.
  private static func isBefore(
    _ a: (key: String, value: HeaderParser.Entry), _ b: (key: String, value: HeaderParser.Entry)
  ) -> Bool {
    a.value.offsets.lexicographicallyPrecedes(b.value.offsets)
  }

  /// Nil when the product is too large or a size is negative.
  static func elementCount(_ shape: [Int]) -> Int? {
    var count = 1
    for size in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard size >= 0, !overflow else { return nil }
      count = product
    }
    return count
  }
}
