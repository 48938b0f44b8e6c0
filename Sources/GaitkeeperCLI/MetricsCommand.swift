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

  @OptionGroup var clipOptions: ClipOptions

  struct Figures: Encodable {
    var clip: String
    var frames: Int
    var rate: Double
    var plausibility: PlausibilityMetrics
    var tracking: TrackingMetrics?
    var framesCompared: Int?
  }

  mutating func run() throws {
    let clip = try clipOptions.read(self.clip)
    var figures = Figures(
      clip: clip.name, frames: clip.frameCount, rate: clip.rate, plausibility: PlausibilityMetrics(clip: clip))
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
      print(figures.text)
    }
  }
}

extension MetricsCommand.Figures {
  var text: String {
    var lines = ["\(clip): \(frames) frames at \(rate.formatted()) a second", plausibility.text]
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

extension PlausibilityMetrics {
  /// A line a figure, for people.
  var text: String {
    func line(_ title: String, _ value: Double, _ unit: String) -> String {
      "  " + title.padding(toLength: 22, withPad: " ", startingAt: 0) + String(format: "%10.2f ", value) + unit
    }
    return [
      line("penetration", penetrateMM, "mm"), line("floating", floatMM, "mm"),
      line("skating", skateMMPerFrame, "mm/frame"), line("Phys-Err (their sum)", physErrMM, "mm"),
      line("foot-skating ratio", footSkatingRatio * 100, "% of frames"), line("jerk", jerk, "m/s^3"),
    ].joined(separator: "\n")
  }
}
