import Foundation
import Motion
import MotionData
import Simulation

/// The motions of one split of a data set, and what was left out of it and why.
public struct CaptionedMotionSet: Sendable {
  public var motions: [CaptionedMotion]
  /// Motions left out, by reason.
  public var dropped: [String: Int]

  public init(motions: [CaptionedMotion], dropped: [String: Int] = [:]) {
    self.motions = motions
    self.dropped = dropped
  }

  /// Reads a split of a folder: HumanML3D as it is published (`new_joint_vecs`, `texts`, `train.txt`), or recordings with captions
  /// (`captions.jsonl`, see `MotionDataset`), which are carried over to `humanoid`'s body.
  /// - Parameters:
  ///   - minimumFrames: shorter motions are left out.
  /// - Throws: `ModelError` or `MotionError` when the folder is neither, or a file is not what it should be.
  public init(directory: String, split: String, humanoid: Humanoid, roles: [String: String]?, minimumFrames: Int)
    async throws
  {
    let exists = { FileManager.default.fileExists(atPath: directory + "/" + $0) }
    if exists("new_joint_vecs") {
      self = try HumanML3DFolder(directory: directory).motions(split: split)
    } else if exists("captions.jsonl") {
      self = try await Self.recordings(directory: directory, split: split, humanoid: humanoid, roles: roles)
    } else {
      throw ModelError(
        directory, "expected HumanML3D's new_joint_vecs, texts and \(split).txt, or captions.jsonl with its archives")
    }
    drop("shorter than \(minimumFrames) frames at 20 per second") { $0.frameCount < minimumFrames }
    guard !motions.isEmpty else { throw ModelError(directory, "it has no motions in split '\(split)'") }
  }

  mutating func drop(_ reason: String, where isUnfit: (CaptionedMotion) -> Bool) {
    let before = motions.count
    motions.removeAll(where: isUnfit)
    if before > motions.count { dropped[reason, default: 0] += before - motions.count }
  }

  /// "2,310 motions, 2.9 h; left out: 9 shorter than ...".
  public var summary: String {
    let hours = Double(motions.reduce(0) { $0 + $1.frameCount }) / CaptionedMotion.rate / 3600
    var text = String(format: "%d motions, %.2f h", motions.count, hours)
    if !dropped.isEmpty {
      text += "; left out: " + dropped.sorted { $0.key < $1.key }.map { "\($1) \($0)" }.joined(separator: ", ")
    }
    return text
  }
}
