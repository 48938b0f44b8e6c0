import Foundation

/// Prints a clip as BVH. The clip's lengths and axes are those of the file already.
struct BVHWriter {
  private let clip: MotionClip
  private let children: [[Int]]
  /// One joint's channels with its numbers, frame after frame.
  private struct Track {
    var channels: [Skeleton.Channel]
    var values: [Double]
  }

  init(_ clip: MotionClip) {
    self.clip = clip
    var children = [[Int]](repeating: [], count: clip.jointCount)
    for (index, joint) in clip.skeleton.joints.enumerated() {
      if let parent = joint.parent { children[parent].append(index) }
    }
    self.children = children
  }

  func text() -> [UInt8] {
    var text = DecimalText()
    let tracks = clip.skeleton.joints.indices.map(track)
    let order = writeHierarchy(&text, tracks)
    text.append("MOTION\nFrames: \(clip.frameCount)\nFrame Time: \(1 / clip.rate)\n")
    for frame in 0..<clip.frameCount {
      var isFirst = true
      for joint in order {
        let channels = tracks[joint].channels
        for (index, channel) in channels.enumerated() {
          if !isFirst { text.append(" ") }
          isFirst = false
          let value = tracks[joint].values[frame * channels.count + index]
          text.append(value, decimals: channel.isRotation ? 7 : 9)
        }
      }
      text.append("\n")
    }
    return text.bytes
  }

  // MARK: Hierarchy

  /// Returns the joints in the order of the text.
  private func writeHierarchy(_ text: inout DecimalText, _ tracks: [Track]) -> [Int] {
    var order: [Int] = []
    text.append("HIERARCHY\n")
    // What is still to be written, last first: a joint, or the closing brace of one.
    var pending: [(joint: Int, depth: Int, closes: Bool)] = [(0, 0, false)]
    while let (joint, depth, closes) = pending.popLast() {
      let indent = String(repeating: "\t", count: depth)
      if closes {
        text.append("\(indent)}\n")
        continue
      }
      order.append(joint)
      writeOpening(&text, joint, indent, tracks[joint].channels)
      pending.append((joint, depth, true))
      for child in children[joint].reversed() { pending.append((child, depth + 1, false)) }
    }
    return order
  }

  private func writeOpening(
    _ text: inout DecimalText, _ index: Int, _ indent: String, _ channels: [Skeleton.Channel]
  ) {
    let joint = clip.skeleton.joints[index]
    text.append("\(indent)\(index == 0 ? "ROOT" : "JOINT") \(printable(joint.name))\n\(indent){\n")
    text.append("\(indent)\tOFFSET", joint.offset)
    text.append("\(indent)\t\((["CHANNELS", "\(channels.count)"] + channels.map(\.rawValue)).joined(separator: " "))\n")
    for site in joint.endSites {
      text.append("\(indent)\tEnd Site\n\(indent)\t{\n")
      text.append("\(indent)\t\tOFFSET", site)
      text.append("\(indent)\t}\n")
    }
  }

  /// Names may hold anything but what ends them in the text, and control characters.
  private func printable(_ name: String) -> String {
    let scalars = name.unicodeScalars.map { $0.value < 0x20 || "{}".contains(Character($0)) ? "_" : $0 }
    return scalars.isEmpty ? "joint" : String(String.UnicodeScalarView(scalars))
  }

  // MARK: Motion

  private func track(_ joint: Int) -> Track {
    let listed = clip.skeleton.joints[joint].channels
    let positions = positionChannels(joint, listed)
    let axes = (listed ?? [.zRotation, .xRotation, .yRotation]).filter(\.isRotation).map(\.axis)
    let (usedAxes, angles) = rotationAngles(joint, axes)
    let rotations = usedAxes.map { [Skeleton.Channel.xRotation, .yRotation, .zRotation][$0] }
    let unchanged = listed.map {
      Set($0) == Set(positions + rotations) && $0.count == positions.count + rotations.count
    }
    let channels = unchanged == true ? listed ?? [] : positions + rotations
    return Track(channels: channels, values: values(joint, channels, angles))
  }

  private func values(_ joint: Int, _ channels: [Skeleton.Channel], _ angles: [[Double]]) -> [Double] {
    var values: [Double] = []
    values.reserveCapacity(channels.count * clip.frameCount)
    for frame in 0..<clip.frameCount {
      let position = position(frame, joint)
      var rotationIndex = 0
      for channel in channels {
        if channel.isRotation {
          values.append(angles[frame][rotationIndex] * (180 / .pi))
          rotationIndex += 1
        } else {
          values.append(position[channel.axis])
        }
      }
    }
    return values
  }

  private func position(_ frame: Int, _ joint: Int) -> Vector3 {
    joint == 0 ? clip.rootTranslations[frame] : clip.localTranslation(frame: frame, joint: joint)
  }

  /// The listed position channels; all three where they would lose something.
  private func positionChannels(_ joint: Int, _ listed: [Skeleton.Channel]?) -> [Skeleton.Channel] {
    let all: [Skeleton.Channel] = [.xPosition, .yPosition, .zPosition]
    let positions = listed?.filter { !$0.isRotation } ?? (joint == 0 ? all : [])
    let offset = clip.skeleton.joints[joint].offset
    let missing = (0..<3).filter { axis in !positions.contains { $0.axis == axis } }
    let loses = (0..<clip.frameCount).contains { frame in
      missing.contains { abs(position(frame, joint)[$0] - offset[$0]) > 1e-9 }
    }
    return loses ? all : positions
  }

  /// The angles of every frame about the listed axes; about three where fewer cannot give the rotations.
  private func rotationAngles(_ joint: Int, _ axes: [Int]) -> (axes: [Int], angles: [[Double]]) {
    var angles: [[Double]] = []
    for frame in 0..<clip.frameCount {
      let rotation = clip[rotation: frame, joint].normalized
      guard let next = EulerAngles.angles(of: rotation, axes: axes, near: angles.last) else {
        return rotationAngles(joint, axes + [2, 0, 1].filter { !axes.contains($0) })
      }
      angles.append(next)
    }
    return (axes, angles)
  }
}

/// Text that numbers are appended to quickly.
struct DecimalText {
  private(set) var bytes: [UInt8] = []

  mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  mutating func append(_ prefix: String, _ vector: Vector3) {
    append(prefix)
    for axis in 0..<3 {
      append(" ")
      append(vector[axis], decimals: 10)
    }
    append("\n")
  }

  /// `value` with at most `decimals` decimals, without zeros at the end.
  mutating func append(_ value: Double, decimals: Int) {
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let scaled = (abs(value) * scale).rounded()
    guard scaled < 9e15 else { return append("\(value)") }
    var digits = UInt64(scaled)
    var count = decimals
    while count > 0, digits % 10 == 0 {
      digits /= 10
      count -= 1
    }
    if value < 0, digits > 0 { bytes.append(UInt8(ascii: "-")) }
    let start = bytes.count
    var written = 0
    repeat {
      if written == count, count > 0 { bytes.append(UInt8(ascii: ".")) }
      bytes.append(UInt8(ascii: "0") + UInt8(digits % 10))
      digits /= 10
      written += 1
    } while digits > 0 || written <= count
    bytes[start...].reverse()
  }
}
