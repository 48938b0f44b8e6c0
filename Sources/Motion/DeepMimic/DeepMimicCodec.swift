import Foundation

/// Motions of DeepMimic's humanoid (Peng et al. 2018): a JSON object of `Loop` and `Frames`.
///
/// A frame is its duration in seconds, the root's position in metres and its rotation, and the joints' rotations in the
/// skeleton's order: four numbers (w, x, y, z) of a ball joint, an angle in radians about z of a knee or an elbow; 44 in all. The body
/// faces +X, y is up. The format names no body; it is always that of DeepMimic's humanoid.
public struct DeepMimicCodec: MotionCodec {
  public let name = "codec.deepmimic"
  public let summary = "DeepMimic, text"
  public let fileExtensions = ["txt"]
  public let sharesEndings = true

  /// How far a knee or an elbow may turn about other axes than its own and still be written, in radians.
  private static let hingeTolerance = 1e-3
  /// How far frames may differ in their duration, as a share of it.
  private static let durationTolerance = 1e-3

  public init() {}

  public func recognizes(_ bytes: [UInt8], fileExtension: String) -> Bool {
    let beginning = String(decoding: bytes.prefix(256), as: UTF8.self)
    return fileExtension.lowercased() == "txt" && beginning.contains("\"Frames\"")
  }

  private struct Document: Codable {
    var loop = "none"
    var frames: [[Double]]

    enum CodingKeys: String, CodingKey {
      case loop = "Loop"
      case frames = "Frames"
    }
  }

  public func decode(_ bytes: [UInt8], file: String, options: DecodingOptions) throws -> MotionClip {
    func problem(_ frame: Int?, _ text: String) -> MotionError {
      .malformed(file: file, place: frame.map { "frame \($0)" }, problem: text)
    }
    guard let document = try? JSONDecoder().decode(Document.self, from: Data(bytes)) else {
      throw problem(nil, "it is not a DeepMimic motion: expected a JSON object with Loop and Frames, rows of numbers")
    }
    guard let first = document.frames.first else { throw problem(nil, "it has no frames") }
    for (index, row) in document.frames.enumerated() {
      guard row.count == DeepMimicSkeleton.rowCount else {
        throw problem(index, "it has \(row.count) numbers, expected \(DeepMimicSkeleton.rowCount)")
      }
      // The last one may last no time.
      let isLast = index == document.frames.count - 1 && index > 0
      guard isLast || (row[0] > 0 && abs(row[0] - first[0]) <= Self.durationTolerance * first[0]) else {
        throw problem(index, "it lasts \(row[0]) s, expected more than none and as long as the first, \(first[0]) s")
      }
    }
    let poses = try document.frames.enumerated().map { index, row in
      guard let rotations = DeepMimicSkeleton.rotations(of: row) else {
        throw problem(index, "a rotation is not one: expected quaternions of length 1")
      }
      return rotations
    }
    return try MotionClip(
      name: file, skeleton: DeepMimicSkeleton.skeleton(), rate: options.rate ?? (1 / first[0]),
      rootTranslations: document.frames.map { Vector3($0[1], $0[2], $0[3]) }, rotations: poses.flatMap { $0 },
      convention: WorldConvention(format: name), attributes: ["loop": .text(document.loop)])
  }

  /// - Throws: `MotionError.unsupported` for another body, or when a knee or an elbow turns as no hinge does.
  public func encode(_ clip: MotionClip) throws -> [UInt8] {
    try clip.validate()
    guard try clip.skeleton.joints.map(\.name) == DeepMimicSkeleton.skeleton().joints.map(\.name) else {
      throw MotionError.unsupported(
        "\(clip.name): only motions of DeepMimic's humanoid can be written as DeepMimic text")
    }
    let frames = try (0..<clip.frameCount).map { frame in
      let root = clip.rootTranslations[frame]
      var row = [1 / clip.rate, root.x, root.y, root.z]
      for (index, joint) in clip.skeleton.joints.enumerated() {
        let rotation = clip[rotation: frame, index]
        switch DeepMimicSkeleton.kind(index) {
        case .ball: row += [rotation.w, rotation.x, rotation.y, rotation.z]
        case .hinge:
          let vector = rotation.rotationVector
          guard hypot(vector.x, vector.y) <= Self.hingeTolerance else {
            throw MotionError.unsupported(
              "\(clip.name): frame \(frame): \(joint.name) turns about another axis than z, which DeepMimic text cannot hold; BVH can"
            )
          }
          row.append(vector.z)
        case .fixed: break
        }
      }
      return row
    }
    var loop = "none"
    if case .text(let text)? = clip.attributes["loop"] { loop = text }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return try [UInt8](encoder.encode(Document(loop: loop, frames: frames)))
  }
}
