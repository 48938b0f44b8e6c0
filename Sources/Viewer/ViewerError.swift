/// Why a picture could not be made.
public enum ViewerError: Error, Hashable, Sendable, CustomStringConvertible {
  case noClips
  /// A joint that is farther from the origin than can be drawn: more than ten kilometres.
  case outOfReach(clip: String, frame: Int, joint: String)
  /// A file of three.js that is not where it should be.
  case noThree(path: String)
  /// No port can be had, from this one on.
  case noPort(first: Int)
  /// No program of this name on the path.
  case noEncoder(program: String)
  /// What the encoder says.
  case encoding(file: String, problem: String)
  /// What cairo says, for a picture of this size in pixels.
  case drawing(width: Int, height: Int, problem: String)

  public var description: String {
    switch self {
    case .noClips: "a contact sheet needs at least one clip"
    case .outOfReach(let clip, let frame, let joint):
      "\(clip): frame \(frame), joint '\(joint)': it is not within 10 km of the origin"
    case .noThree(let path):
      "\(path) is missing: the viewer needs three.js; 'apt-get install libjs-three' brings it, or GAITKEEPER_THREE names its folder"
    case .noPort(let first): "no port of the loopback address is free, from \(first) on"
    case .noEncoder(let program):
      "\(program) is missing: films need it; 'apt-get install \(program)' brings it"
    case .encoding(let file, let problem): "\(file): cannot be made: \(problem)"
    case .drawing(let width, let height, let problem): "cannot draw a picture of \(width) x \(height): \(problem)"
    }
  }
}
