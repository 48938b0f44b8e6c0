import Foundation
import GenerativeMetrics
import Motion
import TestSupport
import Testing
import Torch

@testable import MotionDiffusion

/// The model and the evaluator that come with the project.
@Suite(.needsTorch, .needsSentences) struct PretrainedTests {
  private func samples(_ caption: String, frames: Int, count: Int = 4) throws -> [CaptionedMotion] {
    let model = try MotionDiffusionModel(
      named: Pretrained.name, library: TestModels.library())
    return try model.sample(
      (0..<count).map { MotionDiffusionModel.Request(caption: caption, frames: frames, seed: UInt64($0)) })
  }

  /// Metres that the pelvis goes, from above, from the first to the last frame.
  private func distance(_ motion: CaptionedMotion) -> Double {
    let positions = motion.positions
    var way = positions[(motion.frameCount - 1) * 22] - positions[0]
    way.y = 0
    return way.length
  }

  @Test("A walk goes somewhere, a run goes further, and a person who waves stays")
  func speeds() throws {
    let mean = { (motions: [CaptionedMotion]) in
      motions.map(distance).reduce(0, +) / Double(motions.count)
    }
    let walk = mean(try samples("a person walks forward", frames: 60))
    let run = mean(try samples("a person runs", frames: 60))
    let wave = mean(try samples("a person waves the right hand", frames: 60))
    // Three seconds.
    #expect(walk > 1 && walk < 6, "\(walk)")
    #expect(run > 1.3 * walk, "\(run)")
    #expect(wave < 0.5, "\(wave)")
  }

  @Test("Hands that are raised go over the shoulders: both, or the one that was said")
  func hands() throws {
    /// How far the left and the right wrist come over their shoulders.
    func heights(_ caption: String) throws -> (left: Double, right: Double) {
      let motions = try samples(caption, frames: 40)
      func highest(_ wrist: Int, _ shoulder: Int) -> Double {
        let heights = motions.map { motion in
          let p = motion.positions
          return (0..<motion.frameCount).map { p[$0 * 22 + wrist].y - p[$0 * 22 + shoulder].y }.max() ?? 0
        }
        return heights.reduce(0, +) / Double(heights.count)
      }
      return (highest(20, 16), highest(21, 17))
    }
    let both = try heights("a person raises both hands")
    #expect(both.left > 0.1 && both.right > 0.1, "\(both)")
    let left = try heights("a person raises the left hand")
    #expect(left.left > 0.1 && left.right < 0, "\(left)")
    let right = try heights("a person raises the right hand")
    #expect(right.right > 0.1 && right.left < 0, "\(right)")
  }

  @Test(
    "A set is at no distance from itself, the evaluator's vectors do not depend on what is beside, and noise is far")
  func evaluator() throws {
    let evaluator = try MotionTextEvaluator(
      named: Pretrained.name, library: TestModels.library())
    let motions = try samples("a person walks forward", frames: 60, count: 6) + samples("a person runs", frames: 44)
    let embeddings = try evaluator.embeddings(motions)
    #expect(embeddings.count == motions.count && embeddings.width == evaluator.configuration.embeddingWidth)
    #expect(try embeddings.frechetDistance(to: embeddings) < 1e-9)
    let alone = try evaluator.embeddings([motions[7]])
    for column in 0..<embeddings.width {
      #expect(abs(alone.values[column] - embeddings.values[7 * embeddings.width + column]) < 1e-4)
    }
    let noisy = motions.map { motion in
      var motion = motion
      for index in motion.features.indices { motion.features[index] += index % 2 == 0 ? 0.05 : -0.05 }
      return motion
    }
    let far = try evaluator.embeddings(noisy).frechetDistance(to: embeddings)
    #expect(far > 1, "\(far)")
    #expect(
      message { _ = try MotionTextEvaluator(named: "/nowhere", library: TestModels.library()) }.contains("/nowhere"))
  }
}
