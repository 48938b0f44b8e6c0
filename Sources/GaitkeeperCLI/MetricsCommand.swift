import ArgumentParser
import Foundation
import Gaitkeeper

struct MetricsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "metrics",
    abstract: "Figures of a clip: how plausible it is and, with a reference, how far it is from it.",
    discussion: "Plausibility is measured on the clip's joints; 'simulate' measures it on the humanoid's surface.")

  @Argument(help: "Clip to measure.")
  var clip: String

  @Option(help: "Clip that it should follow, at the same rate; a longer one is compared over the common frames.")
  var reference: String?

  @Flag(help: "Print JSON.")
  var json = false

  @Option(help: "Scene file (YAML): its ground is what the clip is measured against.")
  var scene: String?

  @OptionGroup var clipOptions: ClipOptions
  @OptionGroup var libraries: PluginOptions

  struct Figures: Encodable {
    var clip: String
    var frames: Int
    var rate: Double
    var plausibility: FigureValues
    var tracking: TrackingMetrics?
    var framesCompared: Int?
  }

  mutating func run() throws {
    let clip = try clipOptions.read(self.clip)
    let registry = try libraries.registry()
    let description = try SceneDescription(file: scene)
    let (humanoid, _) = try ResourceLocator().humanoid(named: description.humanoid)
    let pipeline = try MotionPipeline(scene: description, humanoid: humanoid, registry: registry)
    var figures = Figures(
      clip: clip.name, frames: clip.frameCount, rate: clip.rate,
      plausibility: try pipeline.figures(ofAnySkeleton: clip))
    if let reference {
      let reference = try clipOptions.read(reference)
      guard abs(reference.rate - clip.rate) <= 1e-3 * clip.rate else {
        throw MotionError.invalidClip(
          clip.name,
          "it has \(clip.rate) frames a second and its reference \(reference.rate); 'convert --rate' makes them equal")
      }
      let frames = min(clip.frameCount, reference.frameCount)
      figures.framesCompared = frames
      figures.tracking = try TrackingMetrics(
        performed: clip.sampled(rate: clip.rate, frameCount: frames),
        reference: reference.sampled(rate: reference.rate, frameCount: frames))
    }
    if json {
      print(String(decoding: try OutputFile.json(figures), as: UTF8.self), terminator: "")
    } else {
      print(figures.text(try registry.figures(for: humanoid, of: description).clip))
    }
  }
}

extension MetricsCommand.Figures {
  func text(_ figures: [Figure]) -> String {
    var lines = ["\(clip): \(frames) frames at \(rate.formatted()) per second"]
    lines += FigureTable.rows(figures, plausibility)
    if let tracking, let framesCompared {
      func line(_ title: String, _ value: Double, _ unit: String) -> String {
        "  " + title.padding(toLength: 22, withPad: " ", startingAt: 0) + String(format: "%10.2f ", value) + unit
      }
      lines += [
        "against the reference, \(framesCompared) frames",
        line("MPJPE", tracking.mpjpeGlobalMM, "mm"),
        line("MPJPE, root-relative", tracking.mpjpeLocalMM, "mm"),
        line("worst frame", tracking.maxJointErrorMM, "mm"),
        line("velocity error", tracking.velocityErrorMMPerFrame, "mm/frame"),
        line("acceleration error", tracking.accelerationErrorMMPerFrame2, "mm/frame^2"),
      ]
    }
    return lines.joined(separator: "\n")
  }
}

extension PlausibilityMetric {
  /// A line for each figure of a clip on any skeleton, for people.
  static func text(of clip: MotionClip) throws -> String {
    let metric = PlausibilityMetric()
    let values = try metric.values(of: clip, in: MetricContext())
    let pairs = zip(metric.figures.map(\.key), values)
    return FigureTable.rows(metric.figures, FigureValues(Dictionary(uniqueKeysWithValues: pairs)))
      .joined(separator: "\n")
  }
}
