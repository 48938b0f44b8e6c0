import Foundation

/// HumanML3D's 263 features of a frame (Guo et al., "Generating Diverse and Natural 3D Human Motions from Text", 2022).
///
/// Of each frame, for SMPL's 22 body joints in metres, y up, at 20 frames per second:
/// - 0: half the turn of the heading to the next frame, in radians; 1 and 2: the root's step to the next frame along x
///   and z in the next frame's heading; 3: the root's height;
/// - 4..<67: the other joints' positions, x and z relative to the root, in the heading's axes;
/// - 67..<193: the other joints' rotations, the first two columns of each matrix;
/// - 193..<259: all joints' steps to the next frame, in the heading's axes;
/// - 259..<263: whether left ankle, left foot, right ankle and right foot stay on the spot.
///
/// The last frame has no next one, so that T frames have T - 1 rows. Features forget where the motion starts and which
/// way it faces: decoded motions start at the origin and face +Z.
public enum HumanML3DFeatures {
  public static let count = 263
  public static let jointCount = 22
  static let positionColumns = 4..<67
  static let rotationColumns = 67..<193
  static let velocityColumns = 193..<259
  /// In the order of the columns from 259 on.
  static let contactJoints = [7, 10, 8, 11]
  /// A joint is in contact when its squared step, in square metres, is under this.
  static let contactThreshold = 0.002

  /// The joint to which a column belongs.
  static func joint(ofColumn column: Int) -> Int {
    switch column {
    case positionColumns: 1 + (column - positionColumns.lowerBound) / 3
    case rotationColumns: 1 + (column - rotationColumns.lowerBound) / 6
    case velocityColumns: (column - velocityColumns.lowerBound) / 3
    case velocityColumns.upperBound...: contactJoints[min(column - velocityColumns.upperBound, 3)]
    default: 0
    }
  }

  /// World positions of the 22 joints from the features, in metres: `[row * 22 + joint]`.
  ///
  /// Uses the features 0..<67 alone, as the published code does.
  /// - Parameter features: `features[row * 263 + column]`; an incomplete last row is left out.
  public static func positions(_ features: [Double]) -> [Vector3] {
    var positions: [Vector3] = []
    positions.reserveCapacity(features.count / count * jointCount)
    var halfYaw = 0.0
    var place = Vector3.zero
    for start in stride(from: 0, through: features.count - count, by: count) {
      let toWorld = heading(halfYaw: halfYaw).inverse
      positions.append(Vector3(place.x, features[start + 3], place.z))
      for column in stride(from: positionColumns.lowerBound, to: positionColumns.upperBound, by: 3) {
        let local = Vector3(
          features[start + column], features[start + column + 1], features[start + column + 2])
        positions.append(toWorld.rotate(local) + place)
      }
      halfYaw += features[start]
      place += heading(halfYaw: halfYaw).inverse.rotate(Vector3(features[start + 1], 0, features[start + 2]))
    }
    return positions
  }

  /// Turns world directions into the heading's axes.
  private static func heading(halfYaw: Double) -> Quaternion {
    Quaternion(w: cos(halfYaw), x: 0, y: sin(halfYaw), z: 0)
  }
}
