import Gaitkeeper

/// Motions as a text table: a line a joint (name, parent, offset), then a line a frame (root position, local rotations).
public struct TableCodec: MotionCodec {
  public let name = "codec.table"
  public let summary = "A text table: a line a joint, then a line a frame"
  public let fileExtensions = ["table"]

  public init() {}

  public func recognizes(_ bytes: [UInt8], fileExtension: String) -> Bool { bytes.starts(with: "motion ".utf8) }

  public func encode(_ clip: MotionClip) throws -> [UInt8] {
    var lines = ["motion \(clip.jointCount) \(clip.rate)"]
    for joint in clip.skeleton.joints {
      lines.append("\(joint.name) \(joint.parent ?? -1) \(joint.offset.x) \(joint.offset.y) \(joint.offset.z)")
    }
    for frame in 0..<clip.frameCount {
      let root = clip.rootTranslations[frame]
      let rotations = (0..<clip.jointCount).map { clip[rotation: frame, $0] }.flatMap { [$0.w, $0.x, $0.y, $0.z] }
      lines.append(([root.x, root.y, root.z] + rotations).map { "\($0)" }.joined(separator: " "))
    }
    return Array((lines.joined(separator: "\n") + "\n").utf8)
  }

  public func decode(_ bytes: [UInt8], file: String, options: DecodingOptions) throws -> MotionClip {
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { $0.split(separator: " ") }
    func problem(_ line: Int, _ text: String) -> MotionError {
      .malformed(file: file, place: "line \(line + 1)", problem: text)
    }
    guard let head = lines.first, head.count == 3, head[0] == "motion", let count = Int(head[1]), count > 0,
      count < lines.count, let rate = Double(head[2])
    else { throw problem(0, "expected 'motion', the number of joints, frames a second, and as many lines") }
    let joints = try (1...count).map { line -> Skeleton.Joint in
      let numbers = lines[line].dropFirst(2).compactMap { Double($0) }
      guard lines[line].count == 5, numbers.count == 3, let parent = Int(lines[line][1]) else {
        throw problem(line, "expected a joint's name, parent and offset")
      }
      return .init(
        name: String(lines[line][0]), parent: parent < 0 ? nil : parent,
        offset: Vector3(numbers[0], numbers[1], numbers[2]))
    }
    let frames = try ((count + 1)..<lines.count).map { line -> [Double] in
      let numbers = lines[line].compactMap { Double($0) }
      guard numbers.count == lines[line].count, numbers.count == 3 + 4 * count else {
        throw problem(line, "expected \(3 + 4 * count) numbers")
      }
      return numbers
    }
    return try MotionClip(
      name: file, skeleton: Skeleton(joints: joints), rate: rate,
      rootTranslations: frames.map { Vector3($0[0], $0[1], $0[2]) },
      rotations: frames.flatMap { numbers in
        stride(from: 3, to: numbers.count, by: 4).map {
          Quaternion(w: numbers[$0], x: numbers[$0 + 1], y: numbers[$0 + 2], z: numbers[$0 + 3])
        }
      }, convention: WorldConvention(format: name))
  }
}
