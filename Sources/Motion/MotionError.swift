/// What is wrong with a motion, and where.
public enum MotionError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A file that cannot be read as what it should be. `place` is "line 12", "byte 80", "array 'poses'" or nil.
  case malformed(file: String, place: String?, problem: String)
  case invalidSkeleton(String)
  case invalidClip(String, String)
  case nonFinite(clip: String, frame: Int, joint: String)
  case unsupported(String)

  public var description: String {
    switch self {
    case .malformed(let file, let place, let problem):
      place.map { "\(file): \($0): \(problem)" } ?? "\(file): \(problem)"
    case .invalidSkeleton(let problem): "invalid skeleton: \(problem)"
    case .invalidClip(let clip, let problem): "\(clip): \(problem)"
    case .nonFinite(let clip, let frame, let joint):
      "\(clip): frame \(frame), joint '\(joint)': a value is not a finite number"
    case .unsupported(let problem): problem
    }
  }
}
