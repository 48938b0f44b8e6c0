import Foundation

/// Parses one BVH file. Nothing is allocated by what the file claims.
struct BVHReader {
  private static let largestDepth = 512
  private static let largestJointCount = 20_000

  private var scanner: ByteScanner
  private let file: String
  /// In the file's unit and axes.
  private var joints: [Skeleton.Joint] = []
  private var names = Set<String>()

  init(_ bytes: [UInt8], file: String) {
    scanner = ByteScanner(bytes)
    self.file = file
  }

  func clip(options: DecodingOptions) throws -> MotionClip {
    var reader = self
    return try reader.read(options: options)
  }

  private func error(_ problem: String) -> MotionError {
    .malformed(file: file, place: "line \(scanner.line)", problem: problem)
  }

  /// The next word for an error message, shortened and printable.
  private mutating func found() -> String {
    let word = scanner.peek().prefix(24)
    if word.isEmpty { return "the end of the file" }
    return "'" + String(decoding: word.map { (32...126).contains($0) ? $0 : 63 }, as: UTF8.self) + "'"
  }

  private mutating func expect(_ keyword: StaticString) throws {
    guard scanner.take(keyword) else { throw error("expected \(keyword), found \(found())") }
  }

  private mutating func number(_ what: String) throws -> Double {
    guard let value = scanner.number() else { throw error("expected \(what), found \(found())") }
    guard value.isFinite else { throw error("\(what) is not a finite number") }
    return value
  }

  private mutating func read(options: DecodingOptions) throws -> MotionClip {
    if scanner.isAtEnd { throw MotionError.malformed(file: file, place: nil, problem: "the file is empty") }
    try expect("HIERARCHY")
    try readHierarchy()
    let (values, frames, rate) = try readMotion()
    return try BVHAssembly(joints: joints, values: values, frameCount: frames, rate: rate)
      .clip(name: MotionClip.name(ofFile: file), options: options)
  }

  // MARK: Hierarchy

  private mutating func readHierarchy() throws {
    try expect("ROOT")
    var open = [try openJoint(parent: nil)]
    while let joint = open.last {
      if scanner.take("}") {
        open.removeLast()
      } else if scanner.take("OFFSET") {
        joints[joint].offset = try vector()
      } else if scanner.take("CHANNELS") {
        joints[joint].channels = try channels(of: joint)
      } else if scanner.take("JOINT") {
        guard open.count < Self.largestDepth else {
          throw error("joints are nested more than \(Self.largestDepth) deep")
        }
        open.append(try openJoint(parent: joint))
      } else if scanner.take("End") {
        _ = scanner.restOfLine()
        try expect("{")
        var offset = Vector3.zero
        if scanner.take("OFFSET") { offset = try vector() }
        try expect("}")
        joints[joint].endSites.append(offset)
      } else {
        throw error(
          "in joint '\(joints[joint].name)': expected OFFSET, CHANNELS, JOINT, End Site or }, found \(found())")
      }
    }
    guard !scanner.take("ROOT") else { throw error("a second ROOT is not supported") }
  }

  private mutating func openJoint(parent: Int?) throws -> Int {
    guard joints.count < Self.largestJointCount else { throw error("more than \(Self.largestJointCount) joints") }
    let given = scanner.restOfLine()
    let base = given.isEmpty ? "joint\(joints.count)" : given
    var name = base
    var copy = 2
    while !names.insert(name).inserted {
      name = "\(base)_\(copy)"
      copy += 1
    }
    try expect("{")
    joints.append(Skeleton.Joint(name: name, parent: parent, offset: .zero, channels: []))
    return joints.count - 1
  }

  private mutating func vector() throws -> Vector3 {
    Vector3(try number("an offset"), try number("an offset"), try number("an offset"))
  }

  private mutating func channels(of joint: Int) throws -> [Skeleton.Channel] {
    let count = try number("the number of channels")
    guard count >= 0, count <= 12, count == count.rounded() else {
      throw error("joint '\(joints[joint].name)' has \(count) channels, expected 0 to 12")
    }
    return try (0..<Int(count)).map { _ in
      let word = String(decoding: scanner.peek(), as: UTF8.self)
      guard let channel = Skeleton.Channel(keyword: word) else {
        throw error(
          "joint '\(joints[joint].name)': unknown channel \(found()), expected Xposition ... Zrotation")
      }
      _ = scanner.word()
      return channel
    }
  }

  // MARK: Motion

  private mutating func readMotion() throws -> (values: [Double], frames: Int, rate: Double) {
    try expect("MOTION")
    guard scanner.take("Frames:") || (scanner.take("Frames") && scanner.take(":")) else {
      throw error("expected Frames:, found \(found())")
    }
    let claimed = try number("the number of frames")
    guard claimed >= 1 else { throw error("the file has no frames") }
    guard claimed == claimed.rounded(), claimed < 1e9 else {
      throw error("\(claimed) is not a possible number of frames")
    }
    try expect("Frame")
    guard scanner.take("Time:") || (scanner.take("Time") && scanner.take(":")) else {
      throw error("expected Frame Time:, found \(found())")
    }
    let frameTime = try number("the frame time")
    guard frameTime > 0 else { throw error("the frame time is \(frameTime) s, expected more than 0") }

    let width = joints.reduce(0) { $0 + ($1.channels?.count ?? 0) }
    guard width > 0 else { throw error("no joint has channels") }
    var values: [Double] = []
    while !scanner.isAtEnd {
      guard let value = scanner.number() else { throw error("expected a number, found \(found())") }
      guard value.isFinite else { throw nonFinite(at: values.count, width: width) }
      values.append(value)
    }
    let frames = Int(claimed)
    guard values.count == frames * width else {
      let complete = values.count / width
      let rest = values.count % width
      throw error(
        "the file has \(complete) frames\(rest == 0 ? "" : " and \(rest) of \(width) numbers of another"), "
          + "expected \(frames) as it states")
    }
    return (values, frames, MotionClip.rate(frameTime: frameTime))
  }

  private func nonFinite(at index: Int, width: Int) -> MotionError {
    var channel = index % width
    var name = joints[0].name
    for joint in joints {
      name = joint.name
      channel -= joint.channels?.count ?? 0
      if channel < 0 { break }
    }
    return MotionError.malformed(
      file: file, place: "line \(scanner.line)",
      problem: "frame \(index / width), joint '\(name)': a value is not a finite number")
  }
}

extension MotionClip {
  /// A clip's name: its file's, without folder and ending.
  static func name(ofFile file: String) -> String {
    URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent
  }

  /// Frames a second. Frame times are written with few digits: a rate next to a whole number is that number.
  static func rate(frameTime: Double) -> Double {
    let rate = 1 / frameTime
    let whole = rate.rounded()
    return whole >= 1 && abs(rate - whole) <= 5e-4 * rate ? whole : rate
  }
}
