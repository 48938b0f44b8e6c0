import Motion
import Simulation

extension Ground {
  /// The height of a ground that is one level plane; nil for any other.
  package var levelHeight: Double? {
    guard isPlane, let surface = surface(at: .zero), surface.normal == .unitY else { return nil }
    return surface.height
  }

  /// The ground's height under a body's root, at which a camera that follows the body looks: of a root that is far from the ground,
  /// where the ground would be near.
  package func heightShown(under root: Vector3) -> Double {
    min(max(height(at: root), root.y - 4), root.y + 2)
  }

  /// The same under a clip's root in each frame, averaged over half a second to each side, so that steps become a slope.
  func heights(under clip: MotionClip) -> [Double] {
    let heights = clip.rootTranslations.map(heightShown)
    return heights.indices.map { frame in
      let frames = clip.frames(around: frame)
      return frames.reduce(0) { $0 + heights[$1] } / Double(frames.count)
    }
  }
}

extension MotionClip {
  /// The frames up to half a second before and after one.
  func frames(around frame: Int) -> ClosedRange<Int> {
    let reach = Int(rate / 2)
    return max(0, frame - reach)...min(frameCount - 1, frame + reach)
  }
}
