/// Why a picture could not be made.
public enum ViewerError: Error, Hashable, Sendable, CustomStringConvertible {
  case noClips
  /// A joint that is farther from the origin than can be drawn: more than ten kilometres.
  case outOfReach(clip: String, frame: Int, joint: String)
  /// What cairo says, for a picture of this size in pixels.
  case drawing(width: Int, height: Int, problem: String)

  public var description: String {
    switch self {
    case .noClips: "a contact sheet needs at least one clip"
    case .outOfReach(let clip, let frame, let joint):
      "\(clip): frame \(frame), joint '\(joint)': it is not within 10 km of the origin"
    case .drawing(let width, let height, let problem): "cannot draw a picture of \(width) x \(height): \(problem)"
    }
  }
}
