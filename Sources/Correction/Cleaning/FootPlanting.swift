import Motion
import Simulation

/// Makes standing feet stand: the body's path loses the slip that its standing feet share, and legs are bent so that each of them
/// neither slides, sinks nor hovers.
struct FootPlanting {
  private let humanoid: Humanoid
  private let clip: MotionClip
  private let ground: any Ground
  private let settings: PlantingSettings
  private let stances: FootStances
  /// The step to the next frame that the path has too much.
  private let pathSlip: [Vector3]

  /// - Parameters:
  ///   - clip: on the humanoid's links.
  ///   - ground: that the clip's feet are to stand on.
  init(
    _ clip: MotionClip, humanoid: Humanoid, ground: any Ground = PlaneGround(), settings: PlantingSettings = .init()
  ) {
    self.clip = clip
    self.humanoid = humanoid
    self.ground = ground
    self.settings = settings
    stances = FootStances(clip, humanoid: humanoid, ground: ground, settings: settings.stance)
    let sure = settings.sureTime * clip.rate
    let slips = stances.slips.map { Self.weighted($0, sureAfter: sure) }
    let shared = (0..<max(clip.frameCount - 1, 0)).map { frame -> Vector3? in
      let here = slips.compactMap { $0[frame] }
      return here.isEmpty ? nil : here.reduce(.zero, +) / Double(here.count)
    }
    let known = Self.withoutLongGaps(shared, count: Int((settings.slipGap * clip.rate).rounded()))
    let radius = Int((settings.slipSmoothingTime * clip.rate).rounded())
    let x = known.map { $0?.x }.filledAndSmoothed(radius: radius)
    let z = known.map { $0?.z }.filledAndSmoothed(radius: radius)
    pathSlip = zip(x, z).map { Vector3($0, 0, $1) }
  }

  /// The longer a foot stands, the surer is its slip: of a short stance, in which the foot mostly rolls on and off, only a part is
  /// believed.
  private static func weighted(_ steps: [Vector3?], sureAfter count: Double) -> [Vector3?] {
    var result = steps
    for run in FootStances.runs(steps) {
      let weight = min(1, Double(run.count) / count)
      for step in run { result[step]? *= weight }
    }
    return result
  }

  /// Zero in gaps that are longer than `count`.
  private static func withoutLongGaps(_ steps: [Vector3?], count: Int) -> [Vector3?] {
    var result: [Vector3?] = steps
    let gaps = FootStances.runs(steps.map { $0 == nil ? .zero : nil })
    for gap in gaps where gap.count > count { for step in gap { result[step] = .zero } }
    return result
  }

  var planted: MotionClip {
    var result = clip
    var sum = Vector3.zero
    for (frame, step) in pathSlip.enumerated() {
      sum += step
      result.rootTranslations[frame + 1] -= sum
    }
    let shifts = humanoid.legs.indices.map { footShifts(leg: $0) }
    for frame in 0..<clip.frameCount {
      let pose = result.pose(at: frame)
      for (leg, shift) in zip(humanoid.legs, shifts) where shift[frame].squaredLength > 0 {
        result.moveFoot(of: leg, by: shift[frame], in: pose, frame: frame)
      }
    }
    return result
  }

  /// How far a leg's foot is to be moved in each frame: so that it keeps its place and touches the floor while it stands, and
  /// smoothly to and from there.
  private func footShifts(leg: Int) -> [Vector3] {
    var shifts = [Vector3?](repeating: nil, count: clip.frameCount)
    for run in FootStances.runs(stances.slips[leg]) {
      // The steps of a run lead from each of its frames to the next: one frame more.
      var places = [Vector3.zero]
      for (index, step) in run.enumerated() {
        let ownSlip = (stances.slips[leg][step] ?? .zero) - pathSlip[step]
        places.append(places[index] - ownSlip)
      }
      let middle = places.reduce(.zero, +) / Double(places.count)
      for (index, place) in places.enumerated() {
        let frame = run.lowerBound + index
        let normal = stances.soles[leg][frame].first.map { ground.normal(at: $0) } ?? .unitY
        let shift = place - middle - normal * stances.heights[leg][frame]
        shifts[frame] = shift.clamped(toLength: settings.leadDistance)
      }
    }
    let led = Self.led(shifts, reach: max(1, Int((settings.leadTime * clip.rate).rounded())))
    let radius = Int((settings.leadSmoothingTime * clip.rate).rounded())
    let axes = (0..<3).map { axis in led.map { Optional($0[axis]) }.filledAndSmoothed(radius: radius) }
    return led.indices.map { Vector3(axes[0][$0], axes[1][$0], axes[2][$0]) }
  }

  /// Between stances from the shift of one to that of the next; where they are far, back to none.
  private static func led(_ shifts: [Vector3?], reach: Int) -> [Vector3] {
    func ease(_ distance: Int) -> Double {
      let t = min(Double(distance) / Double(reach + 1), 1)
      return 1 - t * t * (3 - 2 * t)
    }
    var before: [(shift: Vector3, distance: Int)] = []
    var last = (Vector3.zero, Int.max / 2)
    for shift in shifts {
      last = shift.map { ($0, 0) } ?? (last.0, last.1 + 1)
      before.append(last)
    }
    var result = shifts.map { $0 ?? .zero }
    var next = (shift: Vector3.zero, distance: Int.max / 2)
    for frame in shifts.indices.reversed() {
      next = shifts[frame].map { ($0, 0) } ?? (next.0, next.1 + 1)
      guard shifts[frame] == nil else { continue }
      let (a, b) = (before[frame], next)
      let (wa, wb) = (ease(a.distance), ease(b.distance))
      result[frame] = (a.shift * wa + b.shift * wb) / max(wa + wb, 1)
    }
    return result
  }
}
