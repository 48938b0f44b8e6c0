extension SafeTensors {
  /// The file's bytes: the same tensors and metadata always give the same ones, in the order of their names.
  /// - Parameter file: the name to use in errors.
  /// - Throws: `SafeTensorsError` when a tensor's shape does not fit its values, a value is not finite, or a name is the
  ///   metadata's own.
  public func encoded(file: String = "safetensors") throws -> [UInt8] {
    let names = tensors.keys.sorted(by: Self.isBefore)
    var entries: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.sorted { Self.isBefore($0.key, $1.key) }.map { "\(quoted($0.key)):\(quoted($0.value))" }
      entries.append("\"\(Self.metadataName)\":{\(pairs.joined(separator: ","))}")
    }
    var offset = 0
    for name in names {
      guard let tensor = tensors[name] else { continue }
      try check(tensor, name: name, file: file)
      let end = offset + tensor.values.count * 4
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      entries.append("\(quoted(name)):{\"dtype\":\"F32\",\"shape\":[\(shape)],\"data_offsets\":[\(offset),\(end)]}")
      offset = end
    }
    var header = Array("{\(entries.joined(separator: ","))}".utf8)
    header += Array(repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
    guard header.count <= Self.headerLimit else {
      throw SafeTensorsError(
        file: file, tensor: nil, problem: "its header has \(header.count) bytes, expected at most \(Self.headerLimit)")
    }

    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 + header.count + offset)
    withUnsafeBytes(of: UInt64(header.count).littleEndian) { bytes.append(contentsOf: $0) }
    bytes += header
    for name in names {
      #if _endian(little)
      tensors[name]?.values.withUnsafeBytes { bytes.append(contentsOf: $0) }
      #else
      for value in tensors[name]?.values ?? [] {
        withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
      }
      #endif
    }
    return bytes
  }

  private func check(_ tensor: Tensor, name: String, file: String) throws {
    func problem(_ text: String) -> SafeTensorsError { SafeTensorsError(file: file, tensor: name, problem: text) }
    guard name != Self.metadataName else { throw problem("a tensor cannot have this name") }
    guard Self.elementCount(tensor.shape) == tensor.values.count else {
      throw problem("it has \(tensor.values.count) values, which does not fit shape \(tensor.shape)")
    }
    if let index = tensor.values.firstIndex(where: { !$0.isFinite }) {
      throw problem("element \(index) is not a finite number")
    }
  }

  /// By bytes, so that the order does not hang on any version of Unicode.
  private static func isBefore(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }

  /// As JSON.
  private func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\u{8}": result += "\\b"
      case "\u{C}": result += "\\f"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
