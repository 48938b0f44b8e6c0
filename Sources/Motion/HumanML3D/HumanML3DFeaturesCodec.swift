import Foundation

/// The 263 features a frame of HumanML3D (Guo et al. 2022), not normalised, at 20 frames a second: the turn and the horizontal
/// velocity of the root in its heading's frame, its height, the places, rotations and velocities of the joints, foot contacts.
///
/// A clip of T frames has T - 1 rows: a row holds the step to the next frame.
public struct HumanML3DFeaturesCodec: MotionCodec {
  public static let featureCount = 263

  public let name = "codec.humanml3d-features"
  public let summary = "HumanML3D: 263 features a frame, NPY"
  public let fileExtensions = ["npy"]

  public init() {}

  public func recognizes(_ bytes: [UInt8], fileExtension: String) -> Bool {
    guard NPY.isNPY(bytes) else { return false }
    // The header alone: a shape that ends in 263.
    let head = String(decoding: bytes.prefix(256), as: UTF8.self)
    return head.contains(", 263)") || head.contains(", 263,)")
  }

  public func decode(_ bytes: [UInt8], file: String, options: DecodingOptions) throws -> MotionClip {
    guard case .numbers(let array) = try NPY.read(bytes, file: file, place: nil), array.shape.count == 2,
      array.shape[1] == Self.featureCount
    else { throw MotionError.malformed(file: file, place: nil, problem: "expected T x 263 features") }
    guard array.shape[0] > 0 else { throw MotionError.malformed(file: file, place: nil, problem: "has no frames") }
    for (index, value) in array.values.enumerated() where !value.isFinite {
      throw MotionError.malformed(
        file: file, place: "frame \(index / Self.featureCount), feature \(index % Self.featureCount)",
        problem: "is not a finite number")
    }
    return try HumanML3DJointsCodec.clip(
      positions: Self.positions(array), frameCount: array.shape[0], file: file, format: name, options: options)
  }

  /// World positions of the 22 joints, frame by frame. The clip starts at the origin and faces +z.
  static func positions(_ features: NumericArray) -> [Vector3] {
    var positions: [Vector3] = []
    var heading = 0.0
    var place = Vector3.zero
    for frame in 0..<features.shape[0] {
      let row = features.values[(frame * featureCount)..<((frame + 1) * featureCount)]
      let at = { (index: Int) in row[row.startIndex + index] }
      // Into the world: the features' frame is turned by the heading.
      let toWorld = Quaternion(angle: -2 * heading, axis: .unitY)
      positions.append(Vector3(place.x, at(3), place.z))
      for joint in 0..<21 {
        let local = Vector3(at(4 + 3 * joint), at(5 + 3 * joint), at(6 + 3 * joint))
        positions.append(toWorld.rotate(local) + place)
      }
      // The step is told in the frame of the heading after it.
      heading += at(0)
      place += Quaternion(angle: -2 * heading, axis: .unitY).rotate(Vector3(at(1), 0, at(2)))
    }
    return positions
  }

  public func encode(_ clip: MotionClip) throws -> [UInt8] {
    let positions = try HumanML3DJointsCodec.positions(of: clip)
    guard clip.frameCount > 1 else {
      throw MotionError.unsupported("\(clip.name): features tell steps between frames, and it has only one frame")
    }
    let features = HumanML3DFeatures(positions: positions, frameCount: clip.frameCount)
    return NPY.write(
      NumericArray(shape: [clip.frameCount - 1, Self.featureCount], values: features.rows()), precision: .single)
  }
}
