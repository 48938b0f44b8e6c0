import Foundation
import Gaitkeeper

/// Corrects the BVH files of a folder on all cores, and counts what came of them.
func correctFolder(_ folder: String, output: String) async throws -> [Outcome: Int] {
  let formats = MotionFormats.standard
  let corrector = try MotionCorrector(humanoid: "smpl", policy: "tracker")
  let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".bvh") }.sorted()
  // Read as results are taken, so that memory does not grow with the folder.
  let clips = files.lazy.compactMap { try? formats.read("\(folder)/\($0)") }
  var counts: [Outcome: Int] = [:]
  for await result in corrector.correct(motions: clips) {
    switch result {
    case .success(let correction):
      counts[correction.status, default: 0] += 1
      try formats.write(correction.clip, to: "\(output)/\(correction.clip.name).bvh")
    case .failure(let problem):
      print(problem)
    }
  }
  return counts
}
