import Foundation
import Gaitkeeper
import MotionDiffusion
import SelfConsumingLoop
import Viewer

/// Pages that put a caption's motions of several generations and arms of a run side by side.
struct LoopPages {
  private let folder: RunFolder
  private let configuration: LoopConfiguration
  /// Generations between two that are shown.
  private static let interval = 5

  init(run: String) throws {
    folder = RunFolder(run)
    configuration = try folder.configuration()
  }

  /// Writes motions-1.html and so on, of the first seed; nothing when the run's samples are no motions.
  /// - Returns: how many.
  func write(to directory: String, name: String, staging: Staging) throws -> Int {
    guard let seed = configuration.seeds.first, let first = try samples(generation: 0, arm: "", seed: seed) else {
      return 0
    }
    let three = try ThreeLibrary()
    for (index, motion) in first.enumerated() {
      let caption = motion.captions.first ?? ""
      var stages = [try stage(motion, "generation 0", staging)]
      for arm in configuration.arms {
        for generation in stride(from: Self.interval, through: configuration.generations, by: Self.interval) {
          guard let motions = try samples(generation: generation, arm: arm.name, seed: seed), motions.count > index
          else {
            continue
          }
          stages.append(try stage(motions[index], "\(arm.name), generation \(generation)", staging))
        }
      }
      let html = try ViewerPage(document: ViewerDocument(title: caption, stages: stages), three: three).html()
      try OutputFile.write(Data(html.utf8), to: "\(directory)/\(name)-\(index + 1).html")
    }
    return first.count
  }

  private func stage(_ motion: CaptionedMotion, _ name: String, _ staging: Staging) throws -> ViewerStage {
    var clip = try motion.clip()
    clip.name = name
    return try staging.stage(of: clip)
  }

  private func samples(generation: Int, arm: String, seed: UInt64) throws -> [CaptionedMotion]? {
    let path =
      folder.generation(generation, arm: arm, seed: seed) + "/evaluation/" + MotionLoopEvaluation.keptFile
    guard let data = FileManager.default.contents(atPath: path) else { return nil }
    return try [CaptionedMotion](encoded: data, file: path)
  }
}
