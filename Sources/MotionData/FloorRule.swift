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
}
