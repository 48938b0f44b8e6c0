import Foundation
import Motion
import Simulation

/// A film of one or more clips side by side, in step: the bodies in perspective on their ground, followed by the camera.
public struct Film: Sendable {
  public enum Format: String, Sendable, CaseIterable { case gif, mp4 }

  private let clips: [MotionClip]
  private let titles: [String]
  private let humanoid: Humanoid?
  private let ground: any Ground
  public var format: Format
  /// Of a picture, in pixels.
  public var width: Int
  public var height: Int
  /// Pictures a second.
  public var rate: Double

  /// - Parameters:
  ///   - clips: the motions; the first one's direction is that of the camera.
  ///   - titles: one a clip.
  ///   - humanoid: gives its shapes to the clips whose joints are its links; all others are drawn as bones.
  ///   - ground: what the bodies stand on, in the clips' world.
  ///   - width: in pixels; nil for 1280, of a GIF 720. Even numbers only, as films have them.
  /// - Throws: `ViewerError` when there are no clips or a joint is kilometres away.
  public init(
    clips: [MotionClip], titles: [String], humanoid: Humanoid?, ground: any Ground = PlaneGround(), format: Format,
    width: Int? = nil
  ) throws {
    guard !clips.isEmpty else { throw ViewerError.noClips }
    for clip in clips { try BodyModel(clip: clip, humanoid: humanoid).checkReach() }
    self.clips = clips
    self.titles = titles
    self.humanoid = humanoid
    self.ground = ground
    self.format = format
    self.width = (width ?? (format == .gif ? 720 : 1280)) & ~1
    height = (self.width * 9 / 16) & ~1
    // GIF's clock has hundredths of a second.
    rate = format == .gif ? 20 : 30
  }

  public var frameCount: Int { Int((clips.map(\.duration).max() ?? 0) * rate) + 1 }

  /// Draws every picture and has Debian's ffmpeg make a file of them.
  /// - Parameters:
  ///   - path: appears whole or not at all.
  ///   - progress: pictures done and in all.
  /// - Throws: `ViewerError`.
  public func write(to path: String, progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }) throws {
    let encoder = try FilmEncoder(path: path, format: format, width: width, height: height, rate: rate)
    do {
      let panels = panels
      for frame in 0..<frameCount {
        try encoder.add(picture(panels, at: Double(frame) / rate).pixels())
        progress(frame + 1, frameCount)
      }
      try encoder.finish()
    } catch {
      encoder.cancel()
      throw error
    }
  }

  /// One picture, as the bytes of a PNG file.
  /// - Throws: `ViewerError`.
  public func png(at time: Double) throws -> [UInt8] { try picture(panels, at: time).png() }

  /// One picture, to be looked at pixel by pixel.
  package func canvas(at time: Double) throws -> Canvas { try picture(panels, at: time) }

  private var panels: [FilmPanel] {
    let bodies = clips.map { BodyModel(clip: $0, humanoid: humanoid) }
    let travel = SheetPlan(bodies[0], ground: ground).travel
    return zip(bodies, titles).map { FilmPanel(title: $1, body: $0, travel: travel, ground: ground) }
  }

  private func picture(_ panels: [FilmPanel], at time: Double) throws -> Canvas {
    let canvas = try Canvas(width: width, height: height, background: .soil)
    let each = Double(width) / Double(panels.count)
    for (index, panel) in panels.enumerated() {
      panel.draw(at: time, left: each * Double(index), width: each, on: canvas)
    }
    for index in 1..<max(panels.count, 1) {
      canvas.fillRectangle(x: each * Double(index), y: 0, width: 1, height: Double(height), colour: .faint)
    }
    return canvas
  }
}
