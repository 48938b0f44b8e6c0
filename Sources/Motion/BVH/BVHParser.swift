/// Reads the text of a BVH file. No recursion and no memory by what a file claims, so that no file can crash it.
struct BVHParser {
  static let greatestDepth = 512
  private static let greatestChannelCount = 6
  private static let greatestNameLength = 1024

  private let file: String
  private var scanner: TextScanner
  private var joints: [Skeleton.Joint] = []
  private var hasOffset: [Bool] = []
  private var names = UniqueNames()

  /// - Parameter file: the name to use in errors.
  init(_ bytes: [UInt8], file: String) {
    self.file = file
    scanner = TextScanner(bytes)
  }

  /// - Throws: `MotionError.malformed` with the line; `.nonFinite` with frame and joint.
  mutating func parse() throws -> BVHDocument {
    guard scanner.skipBlanks() else {
      throw MotionError.malformed(file: file, place: nil, problem: "the file is empty")
    }
    try expect("HIERARCHY")
    try parseHierarchy()
    try expect("MOTION")
    try expect("Frames")
    guard let frameCount = scanner.integer() else { throw unexpected(expected: "the number of frames") }
    let framesLine = scanner.line
    guard frameCount > 0 else { throw problem("it says \(frameCount) frames, expected at least one") }
    try expect("Frame")
    try expect("Time")
    while scanner.skipBlanks(), scanner.bytes[scanner.position] == UInt8(ascii: ":") { scanner.position += 1 }
    guard let frameTime = scanner.number() else { throw unexpected(expected: "the frame time in seconds") }
    guard frameTime > 0, frameTime.isFinite, (1 / frameTime).isFinite else {
      throw problem("the frame time is \(frameTime), expected a positive number of seconds")
    }
    let values = try parseValues(frameCount: frameCount, statedAt: framesLine)
    return BVHDocument(joints: joints, frameTime: frameTime, frameCount: frameCount, values: values)
  }

  // MARK: Hierarchy

  private mutating func parseHierarchy() throws {
    try expect("ROOT")
    var open = [try openJoint(parent: nil)]
    while let current = open.last {
      let start = scanner.position
      guard let word = scanner.word() else {
        throw problem("the file ends inside joint '\(joints[current].name)', a '}' is missing")
      }
      switch word.uppercased() {
      case "OFFSET":
        guard !hasOffset[current] else { throw problem("a second OFFSET in joint '\(joints[current].name)'") }
        hasOffset[current] = true
        joints[current].offset = try vector()
      case "CHANNELS":
        guard joints[current].channels == nil else {
          throw problem("a second CHANNELS in joint '\(joints[current].name)'")
        }
        joints[current].channels = try channels()
      case "JOINT":
        guard open.count < Self.greatestDepth else {
          throw problem("joints are nested deeper than \(Self.greatestDepth)")
        }
        open.append(try openJoint(parent: current))
      case "END":
        joints[current].endSites.append(try endSite())
      case "}":
        guard hasOffset[current] else { throw problem("joint '\(joints[current].name)' has no OFFSET") }
        if joints[current].channels == nil { joints[current].channels = [] }
        open.removeLast()
      default:
        scanner.position = start
        throw unexpected(expected: "OFFSET, CHANNELS, JOINT, End Site or '}' in joint '\(joints[current].name)'")
      }
    }
  }

  private mutating func openJoint(parent: Int?) throws -> Int {
    let name = scanner.restOfLine()
    guard !name.isEmpty else { throw problem("a joint has no name") }
    guard name.utf8.count <= Self.greatestNameLength, name.utf8.allSatisfy({ $0 >= 0x20 || $0 == 0x09 }) else {
      throw problem("the name of a joint is not text of at most \(Self.greatestNameLength) bytes")
    }
    try expect("{")
    joints.append(Skeleton.Joint(name: names.unique(name), parent: parent, offset: .zero))
    hasOffset.append(false)
    return joints.count - 1
  }

  private mutating func endSite() throws -> Vector3 {
    _ = scanner.restOfLine()
    try expect("{")
    try expect("OFFSET")
    let offset = try vector()
    try expect("}")
    return offset
  }

  private mutating func vector() throws -> Vector3 {
    var vector = Vector3.zero
    for axis in 0..<3 {
      guard let value = scanner.number() else { throw unexpected(expected: "three numbers after OFFSET") }
      guard value.isFinite else { throw problem("a number of an OFFSET is not finite") }
      vector[axis] = value
    }
    return vector
  }

  private mutating func channels() throws -> [Skeleton.Channel] {
    let start = scanner.position
    guard let count = scanner.integer(), (0...Self.greatestChannelCount).contains(count) else {
      scanner.position = start
      throw unexpected(expected: "a number of channels from 0 to \(Self.greatestChannelCount)")
    }
    var channels: [Skeleton.Channel] = []
    for _ in 0..<count {
      let start = scanner.position
      let word = scanner.word()?.lowercased()
      guard let channel = Skeleton.Channel.allCases.first(where: { $0.rawValue.lowercased() == word }) else {
        scanner.position = start
        throw unexpected(expected: "one of \(Self.list(Skeleton.Channel.allCases))")
      }
      channels.append(channel)
    }
    let rotations = channels.filter(\.isRotation)
    let positions = channels.filter { !$0.isRotation }
    guard rotations.count <= 3, Set(positions).count == positions.count,
      zip(rotations, rotations.dropFirst()).allSatisfy({ $0 != $1 })
    else { throw problem("the channels \(Self.list(channels)) name one twice") }
    return channels
  }

  private static func list(_ channels: [Skeleton.Channel]) -> String {
    channels.map(\.rawValue).joined(separator: ", ")
  }

  // MARK: Motion

  private mutating func parseValues(frameCount: Int, statedAt framesLine: Int) throws -> [Double] {
    let width = joints.reduce(0) { $0 + ($1.channels?.count ?? 0) }
    let start = scanner.position
    let remaining = scanner.bytes.count - start
    try checkSize(frameCount: frameCount, statedAt: framesLine, width: width, remaining: remaining)
    var values: [Double] = []
    values.reserveCapacity(frameCount <= remaining ? min(frameCount * width, remaining / 2 + 1) : 0)
    while scanner.skipBlanks() {
      guard let value = scanner.number() else { throw unexpected(expected: "a number") }
      guard value.isFinite else { throw nonFinite(index: values.count, width: width) }
      values.append(value)
    }
    let (expected, overflow) = frameCount.multipliedReportingOverflow(by: width)
    guard !overflow, values.count == expected else {
      throw partialFrame(width: width, start: start)
        ?? problem(
          "it says \(frameCount) frames, and there are "
            + (width > 0 ? "\(values.count / width)" : "\(values.count) values that no channel asks for"),
          line: framesLine)
    }
    return values
  }

  /// Joints without channels take no bytes in the file, so their frames are held against the size of the file.
  private func checkSize(frameCount: Int, statedAt framesLine: Int, width: Int, remaining: Int) throws {
    let (cells, overflow) = frameCount.multipliedReportingOverflow(by: joints.count)
    let holds = width > 0 || frameCount <= remaining + 1
    if !holds || (frameCount <= remaining && (overflow || cells > 8 * scanner.bytes.count + 4096)) {
      throw problem(
        "it says \(frameCount) frames of \(joints.count) joints, more than the file can hold", line: framesLine)
    }
  }

  private func nonFinite(index: Int, width: Int) -> MotionError {
    guard width > 0 else { return problem("values without a channel") }
    var column = index % width
    for joint in joints {
      let count = joint.channels?.count ?? 0
      if column < count { return .nonFinite(clip: file, frame: index / width, joint: joint.name) }
      column -= count
    }
    return problem("a value is not a finite number")
  }

  /// Names the first line that does not hold whole frames, if there is one, for that is where the fault is.
  private func partialFrame(width: Int, start: Int) -> MotionError? {
    var scanner = self.scanner
    scanner.position = start
    var count = 0
    while width > 0, scanner.number() != nil {
      count += 1
      guard scanner.isAtEndOfLine else { continue }
      if count % width != 0 { return problem("\(count) values in a frame, expected \(width)", line: scanner.line) }
      count = 0
    }
    return nil
  }

  // MARK: Words and errors

  private mutating func expect(_ keyword: String) throws {
    let start = scanner.position
    guard scanner.word()?.uppercased() == keyword.uppercased() else {
      scanner.position = start
      throw unexpected(expected: keyword == "{" || keyword == "}" ? "'\(keyword)'" : keyword)
    }
  }

  private mutating func unexpected(expected: String) -> MotionError {
    guard scanner.skipBlanks() else { return problem("the file ends, expected \(expected)") }
    let place = scanner.position
    let word = scanner.word() ?? ""
    scanner.position = place
    let printable = word.unicodeScalars.prefix(24).map { $0.isASCII && $0.value > 0x20 ? Character($0) : "?" }
    return problem("found '\(String(printable))', expected \(expected)")
  }

  private func problem(_ text: String, line: Int? = nil) -> MotionError {
    .malformed(file: file, place: "line \(line ?? scanner.line)", problem: text)
  }
}

/// Gives every name once: a second 'Hand' becomes 'Hand_2'.
struct UniqueNames {
  private var taken = Set<String>()
  private var last: [String: Int] = [:]

  mutating func unique(_ name: String) -> String {
    var candidate = name
    var number = last[name] ?? 1
    while !taken.insert(candidate).inserted {
      number += 1
      candidate = "\(name)_\(number)"
    }
    last[name] = number
    return candidate
  }
}
