import Foundation
import Motion
import Simulation

@testable import Correction

/// Recorded motions beside the package, which are not part of it.
enum Recordings {
  /// The files in a folder of the recordings, by path; none, and a line that says so, where there are no recordings.
  static func files(_ folder: String, like part: String = ".bvh") -> [String] {
    let environment = ProcessInfo.processInfo.environment["GAITKEEPER_TEST_DATA"]
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")
    let data = environment ?? package.appendingPathComponent("../shared/data").standardized.path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(data)/\(folder)")) ?? []
    if names.isEmpty { print("skipped: no recordings in \(data)/\(folder)") }
    return names.filter { $0.contains(part) }.sorted().map { "\(data)/\(folder)/\($0)" }
  }

  /// A BVH file in its own units, which do not matter here.
  static func clip(_ path: String) throws -> MotionClip {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    var words = text.split(whereSeparator: \.isWhitespace).map(String.init)[...]
    var joints: [Skeleton.Joint] = []
    try readJoint(&words, parent: nil, &joints)
    guard let start = words.firstIndex(of: "Time:"), let count = words.firstIndex(of: "Frames:") else {
      throw MotionError.malformed(file: path, place: nil, problem: "it has no frames")
    }
    let frameCount = Int(words[count + 1]) ?? 0
    let step = Double(words[start + 1]) ?? 0
    var numbers = words[(start + 2)...].compactMap(Double.init)[...]
    var roots: [Vector3] = []
    var rotations: [Quaternion] = []
    var translations: [Int: [Vector3]] = [:]
    for _ in 0..<frameCount {
      for (index, joint) in joints.enumerated() {
        var (position, rotation) = (Vector3?.none, Quaternion.identity)
        for channel in joint.channels ?? [] {
          let value = numbers.popFirst() ?? .nan
          var axis = Vector3.zero
          axis[channel.axis] = 1
          if channel.isRotation {
            rotation = rotation * Quaternion(angle: value * .pi / 180, axis: axis)
          } else {
            position = (position ?? .zero) + axis * value
          }
        }
        rotations.append(rotation)
        if index == 0 {
          roots.append(position ?? .zero)
        } else if let position {
          translations[index, default: []].append(position)
        }
      }
    }
    return try MotionClip(
      name: (path as NSString).lastPathComponent, skeleton: Skeleton(joints: joints), rate: 1 / step,
      rootTranslations: roots, rotations: rotations, translations: translations)
  }

  /// Reads from the word before a joint's name to its closing brace.
  private static func readJoint(
    _ words: inout ArraySlice<String>, parent: Int?, _ joints: inout [Skeleton.Joint]
  ) throws {
    let index = joints.count
    while let word = words.popFirst(), word != "}" {
      switch word {
      case "ROOT": joints.append(.init(name: words.popFirst() ?? "", parent: nil, offset: .zero))
      case "JOINT" where joints.count == index:
        joints.append(.init(name: words.popFirst() ?? "", parent: parent, offset: .zero))
      case "JOINT":
        words = ["JOINT"] + words
        try readJoint(&words, parent: index, &joints)
      case "End":
        words.removeFirst(3)
        joints[index].endSites.append(readVector(&words))
        words.removeFirst()
      case "OFFSET": joints[index].offset = readVector(&words)
      case "CHANNELS":
        let count = Int(words.popFirst() ?? "") ?? 0
        joints[index].channels = words.prefix(count).compactMap(Skeleton.Channel.init)
        words.removeFirst(count)
      default: break
      }
    }
  }

  private static func readVector(_ words: inout ArraySlice<String>) -> Vector3 {
    let numbers = words.prefix(3).compactMap(Double.init)
    words.removeFirst(3)
    return numbers.count == 3 ? Vector3(numbers[0], numbers[1], numbers[2]) : .zero
  }
}
