import Foundation

/// Writes a clip with its own hierarchy, channels, unit and up axis. Channels are added only where data would be lost.
struct BVHWriter {
  private static let standardRotations: [Skeleton.Channel] = [.zRotation, .xRotation, .yRotation]
  private static let positions: [Skeleton.Channel] = [.xPosition, .yPosition, .zPosition]

  /// In the file's unit and axes.
  private let clip: MotionClip
  private let children: [[Int]]
  private var text: [UInt8] = []

  init(_ clip: MotionClip) {
    // Clips from formats without a unit in their convention are written in centimetres, as most programs expect.
    let unit = clip.convention.format == "codec.bvh" ? clip.convention.metresPerUnit : 0.01
    let scaled = (try? clip.scaled(by: 1 / unit)) ?? clip
    self.clip = scaled.turned(by: clip.convention.toMemory.inverse)
    var children = [[Int]](repeating: [], count: clip.jointCount)
    for (index, joint) in clip.skeleton.joints.enumerated() {
      if let parent = joint.parent { children[parent].append(index) }
    }
    self.children = children
  }

  func bytes() -> [UInt8] {
    var writer = self
    writer.write()
    return writer.text
  }

  private mutating func write() {
    let order = depthFirst()
    let channels = clip.skeleton.joints.indices.map(self.channels)
    append("HIERARCHY\n")
    writeHierarchy(channels: channels)
    append("MOTION\nFrames: \(clip.frameCount)\nFrame Time: \(String(format: "%.9g", 1 / clip.rate))\n")
    var continuity = [AngleContinuity](repeating: AngleContinuity(), count: clip.jointCount)
    text.reserveCapacity(text.count + clip.frameCount * order.count * 36)
    for frame in 0..<clip.frameCount {
      for joint in order { writeValues(frame: frame, joint: joint, channels: channels[joint], &continuity[joint]) }
      text[text.count - 1] = 10
    }
  }

  /// BVH nests its joints, so that their order is depth first; the skeleton's may be another.
  private func depthFirst() -> [Int] {
    var order: [Int] = []
    var open = [0]
    while let joint = open.popLast() {
      order.append(joint)
      open.append(contentsOf: children[joint].reversed())
    }
    return order
  }

  // MARK: Hierarchy

  private mutating func writeHierarchy(channels: [[Skeleton.Channel]]) {
    enum Step {
      case open(Int, depth: Int)
      case close(depth: Int)
    }
    var steps = [Step.open(0, depth: 0)]
    while let step = steps.popLast() {
      switch step {
      case .close(let depth):
        append(String(repeating: "\t", count: depth) + "}\n")
      case .open(let index, let depth):
        let joint = clip.skeleton.joints[index]
        let indent = String(repeating: "\t", count: depth)
        append("\(indent)\(joint.parent == nil ? "ROOT" : "JOINT") \(joint.name)\n\(indent){\n")
        append("\(indent)\tOFFSET")
        append(joint.offset)
        if !channels[index].isEmpty {
          append(
            "\(indent)\tCHANNELS \(channels[index].count) \(channels[index].map(\.rawValue).joined(separator: " "))\n")
        }
        // A leaf without a tip still needs one: readers expect it.
        let sites = joint.endSites.isEmpty && children[index].isEmpty ? [Vector3.zero] : joint.endSites
        for site in sites {
          append("\(indent)\tEnd Site\n\(indent)\t{\n\(indent)\t\tOFFSET")
          append(site)
          append("\(indent)\t}\n")
        }
        steps.append(.close(depth: depth))
        for child in children[index].reversed() { steps.append(.open(child, depth: depth + 1)) }
      }
    }
  }

  /// The joint's own channels where they hold its motion, with more where they do not.
  private func channels(of joint: Int) -> [Skeleton.Channel] {
    let own = clip.skeleton.joints[joint].channels
    var channels = own ?? (joint == 0 ? Self.positions : []) + Self.standardRotations
    let moves =
      joint == 0
      ? clip.rootTranslations.contains { $0 != clip.skeleton.joints[0].offset } : clip.translations[joint] != nil
    if moves, !Set(channels).isSuperset(of: Self.positions) {
      channels = Self.positions + channels.filter(\.isRotation)
    }
    let rotations = channels.filter(\.isRotation)
    if !holdsRotations(of: joint, rotations) { channels = channels.filter { !$0.isRotation } + Self.standardRotations }
    return channels
  }

  /// Whether fewer than three rotations, or repeated ones, can express every frame.
  private func holdsRotations(of joint: Int, _ channels: [Skeleton.Channel]) -> Bool {
    let axes = channels.map(\.axis)
    guard Set(axes).count == axes.count else { return false }
    guard axes.count < 3 else { return true }
    let all = axes + [0, 1, 2].filter { !axes.contains($0) }
    return (0..<clip.frameCount).allSatisfy { frame in
      let angles = clip[rotation: frame, joint].eulerAngles(all[0], all[1], all[2])
      return (axes.count..<3).allSatisfy { abs(angles[$0]) < 1e-7 }
    }
  }

  // MARK: Values

  private mutating func writeValues(
    frame: Int, joint: Int, channels: [Skeleton.Channel], _ continuity: inout AngleContinuity
  ) {
    guard !channels.isEmpty else { return }
    let position = joint == 0 ? clip.rootTranslations[frame] : clip.localTranslation(frame: frame, joint: joint)
    var axes = channels.filter(\.isRotation).map(\.axis)
    let written = axes.count
    axes += [0, 1, 2].filter { !axes.contains($0) }
    var angles = clip[rotation: frame, joint].eulerAngles(axes[0], axes[1], axes[2])
    if written == 3 { angles = continuity.nearest(angles) }
    var rotation = 0
    for channel in channels {
      if channel.isRotation {
        append(angles[rotation] * 180 / .pi)
        rotation += 1
      } else {
        append(position[channel.axis])
      }
      text.append(32)
    }
  }

  private mutating func append(_ string: String) { text.append(contentsOf: string.utf8) }

  private mutating func append(_ vector: Vector3) {
    for axis in 0..<3 {
      text.append(32)
      append(vector[axis])
    }
    text.append(10)
  }

  /// Fixed point with enough digits that a body's joints come back within a thousandth of a millimetre.
  private mutating func append(_ value: Double) {
    let digits = 7
    let scaled = (value * 1e7).rounded()
    guard abs(scaled) < 9e15 else {
      append(String(value))
      return
    }
    var number = Int64(scaled)
    if number < 0 {
      text.append(45)
      number = -number
    }
    let start = text.count
    var count = 0
    repeat {
      text.append(UInt8(48 + number % 10))
      number /= 10
      count += 1
      if count == digits { text.append(46) }
    } while number > 0 || count <= digits
    text[start...].reverse()
  }
}
