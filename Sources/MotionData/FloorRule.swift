import Motion

/// Leaves out clips that need more than a floor: furniture, things to climb, water, or lying down. The same words for every split.
public enum FloorRule {
  /// A clip with one of these words in its captions or its recording's description is left out.
  public static let words: Set<String> = [
    "climb", "climbs", "climbing", "ladder", "stool", "stepstool", "chair", "sit", "sits", "sitting", "stairs", "hang",
    "hangs", "hanging", "ropes", "motorcycle", "swim", "swims", "swimming", "fish", "snake", "whale", "lie", "lies",
    "lying",
  ]

  /// The word that leaves a clip out, or nil.
  public static func reason(_ entry: MotionDataset.Entry) -> String? {
    let texts = entry.captions + [entry.recordingDescription ?? ""]
    for text in texts {
      for word in text.lowercased().split(whereSeparator: { !$0.isLetter }) where words.contains(String(word)) {
        return String(word)
      }
    }
    return nil
  }

  /// How low and how high a body is that lies and that hangs, in heights of its root in an upright pose; for how long, in seconds.
  private static let lying = (height: 0.35, time: 1.0)
  private static let hanging = (height: 0.3, time: 0.7)

  /// Why a clip without captions is left out, or nil: its root is low, or its lowest joint is high, for longer than a fall or a
  /// jump takes. The floor is where the lowest joint is most of the time, upright the root's ninth tenth.
  public static func reason(_ clip: MotionClip) -> String? {
    let poses = (0..<clip.frameCount).map { clip.pose(at: $0).positions }
    let lowest = poses.map { $0.map(\.y).min() ?? 0 }
    let roots = poses.map { $0[0].y }
    let floor = lowest.sorted()[clip.frameCount / 5]
    let upright = roots.sorted()[clip.frameCount * 9 / 10] - floor
    func seconds(_ isSo: (Int) -> Bool) -> Double { Double(poses.indices.count { isSo($0) }) / clip.rate }
    if seconds({ roots[$0] - floor < lying.height * upright }) > lying.time { return "it lies" }
    if seconds({ lowest[$0] - floor > hanging.height * upright }) > hanging.time { return "it hangs" }
    return nil
  }
}
