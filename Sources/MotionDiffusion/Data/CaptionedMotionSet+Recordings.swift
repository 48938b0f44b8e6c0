import Correction
import Motion
import MotionData
import Simulation

extension CaptionedMotionSet {
  /// Recordings on any skeleton, carried over to the humanoid's, at HumanML3D's rate and with the floor under the lowest joint, as HumanML3D
  /// has it.
  static func recordings(directory: String, split: String, humanoid: Humanoid, roles: [String: String]?) async throws
    -> CaptionedMotionSet
  {
    let dataset = try MotionDataset(directory: directory)
    let entries = dataset.entries(split: split)
    let kept = entries.filter { !$0.captions.isEmpty }
    let clips = try dataset.clips(kept)
    var set = CaptionedMotionSet(motions: [])
    if kept.count < entries.count { set.dropped["without a caption"] = entries.count - kept.count }
    var next = kept.makeIterator()
    for await result in OrderedConcurrentMap(
      clips,
      { try Retargeter(source: $0, humanoid: humanoid, humanoidRoles: roles).reference().carriedOver() })
    {
      guard let entry = next.next() else { break }
      switch result {
      case .success(var motion):
        motion.captions = entry.captions
        set.motions.append(motion)
      case .failure(let error as RetargetingError): set.dropped["\(error)", default: 0] += 1
      case .failure(let error): throw error
      }
    }
    return set
  }
}

extension MotionClip {
  fileprivate func carriedOver() throws -> CaptionedMotion { try CaptionedMotion(clip: self, captions: []) }
}
