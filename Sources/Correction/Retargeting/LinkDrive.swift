import Motion

/// What turns one link: a source joint, or two between which the link lies.
struct LinkDrive {
  struct Source {
    var joint: Int
    var correction: Quaternion

    func orientation(_ pose: WorldPose) -> Quaternion { pose.orientations[joint] * correction }
  }

  var lower: Source
  var upper: Source
  /// Place between the two: 0 is the lower one.
  var place: Double

  func orientation(_ pose: WorldPose) -> Quaternion {
    if place <= 0 { return lower.orientation(pose) }
    if place >= 1 { return upper.orientation(pose) }
    return lower.orientation(pose).slerp(to: upper.orientation(pose), at: place)
  }

  /// The drives of all links that have one, by link.
  static func all(
    body: SourceBody, humanoid: HumanoidBody, corrections: [BodyRole: Quaternion]
  ) -> [Int: LinkDrive] {
    func source(_ role: BodyRole) -> Source? {
      guard let joint = body.map[role], let correction = corrections[role] else { return nil }
      return Source(joint: joint, correction: correction)
    }
    var drives: [Int: LinkDrive] = [:]
    for (role, link) in humanoid.map.joints where !BodyRole.trunk.contains(role) {
      if let source = source(role) { drives[link] = LinkDrive(lower: source, upper: source, place: 0) }
    }
    guard let hips = source(.hips) else { return drives }
    let trunk = BodyRole.trunk.compactMap(source)
    spread([hips] + trunk, over: BodyRole.trunk.compactMap { humanoid.map[$0] }, &drives)
    if source(.neck) == nil, let link = humanoid.map[.neck], let head = source(.head) {
      drives[link] = LinkDrive(lower: trunk.last ?? hips, upper: head, place: 0.5)
    }
    return drives
  }

  /// Gives the links equal steps along the chain of sources, the last link the last source.
  private static func spread(_ sources: [Source], over links: [Int], _ drives: inout [Int: LinkDrive]) {
    let spans = sources.count - 1
    guard spans > 0 else { return }
    for (index, link) in links.enumerated() {
      let (whole, part) = ((index + 1) * spans).quotientAndRemainder(dividingBy: links.count)
      let lower = min(whole, spans)
      drives[link] = LinkDrive(
        lower: sources[lower], upper: sources[min(lower + 1, spans)], place: Double(part) / Double(links.count))
    }
  }
}
