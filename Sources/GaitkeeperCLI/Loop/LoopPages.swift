import Foundation
import Gaitkeeper
import MotionDiffusion
import SelfConsumingLoop
import Viewer

/// Pages for the browser with a caption's motions of a run side by side: of the first and the last generation of all arms, and of every
/// fifth generation of each arm.
struct LoopPages {
  private let folder: RunFolder
  private let configuration: LoopConfiguration
  /// Generations between two that are shown.
  private static let interval = 5

  init(run: String) throws {
    folder = RunFolder(run)
    configuration = try folder.configuration()
  }

  /// Writes NAME-1.html, NAME-1-ARM.html and so on, of the first seed; nothing when the run's samples are no motions.
  func write(to directory: String, name: String, staging: Staging) throws {
    guard let seed = configuration.seeds.first, let first = try samples(generation: 0, arm: "", seed: seed) else {
      return
    }
    let three = try ThreeLibrary()
    for (index, motion) in first.enumerated() {
      func page(_ stages: [ViewerStage], _ suffix: String = "") throws {
        let document = ViewerDocument(title: motion.captions.first ?? "", stages: stages)
        let html = try ViewerPage(document: document, three: three).html()
        try OutputFile.write(Data(html.utf8), to: "\(directory)/\(name)-\(index + 1)\(suffix).html")
      }
      let start = try stage(motion, "generation 0", staging)
      var last = [start]
      for arm in configuration.arms {
        var stages: [ViewerStage] = []
        for generation in stride(from: Self.interval, through: configuration.generations, by: Self.interval) {
          guard let motions = try samples(generation: generation, arm: arm.name, seed: seed), motions.count > index
          else { continue }
          stages.append(try stage(motions[index], "\(arm.name), generation \(generation)", staging))
        }
        if let end = stages.last { last.append(end) }
        try page([start] + stages, "-\(arm.name)")
      }
      try page(last)
    }
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
