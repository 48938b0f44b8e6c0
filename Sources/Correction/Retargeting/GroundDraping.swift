import Foundation
import Motion
import Simulation

/// Carries a motion over to ground that is not level.
///
/// While a foot stands, it is moved as one piece with the floor under it to the ground at its place: what was on the floor is on the
/// ground, tilted as the ground is. Between stances it goes from one such place to the next, and over the edges between them. The body
/// is lifted by the ground's height under its feet, as far as the legs reach.
struct GroundDraping {
  /// On the ground.
  private(set) var draped: MotionClip
  /// By frame: the ground's height under the body, as the feet stand on it, smoothed; metres.
  private(set) var levels: [Double] = []

  private let humanoid: Humanoid
  private let ground: any Ground
  private let fit: GroundFit
  private let settings: DrapingSettings
  private let rate: Double

  /// - Parameter clip: on the humanoid's links; of a motion that is to be draped, on a floor at height 0.
  init(
    _ clip: MotionClip, humanoid: Humanoid, ground: any Ground, fit: GroundFit, settings: DrapingSettings = .init()
  ) {
    draped = clip
    self.humanoid = humanoid
    self.ground = ground
    self.fit = fit
    self.settings = settings
    rate = clip.rate
    let poses = (0..<clip.frameCount).map { clip.pose(at: $0) }
    let stances = FootStances(
      clip, humanoid: humanoid, floor: fit == .drape ? .ground(PlaneGround()) : .anything)
    let paths = humanoid.legs.indices.map { leg in
      FootingPath(steps(of: leg, stances), frameCount: clip.frameCount)
    }
    let lifts = liftBody(poses, paths)
    let places = humanoid.legs.indices.map { leg in
      footPlaces(humanoid.legs[leg], poses, stances.soles[leg], paths[leg])
    }
    let sinking = sinking(poses, lifts: lifts, places: places)
    for (frame, lift) in lifts.enumerated() {
      draped.rootTranslations[frame].y += lift - sinking[frame]
      let pose = draped.pose(at: frame)
      for (index, leg) in humanoid.legs.enumerated() {
        let way = places[index][frame] - pose.positions[leg.foot]
        let turn = paths[index].turn(at: frame)
        guard way != .zero || turn != .identity else { continue }
        draped.moveFoot(of: leg, by: way, turn: turn, in: pose, frame: frame)
      }
    }
  }

  // MARK: Stances

  private func steps(of leg: Int, _ stances: FootStances) -> [FootingPath.Step] {
    let soles = stances.soles[leg]
    var steps: [FootingPath.Step] = []
    for run in FootStances.runs(stances.slips[leg]) {
      // The steps of a run lead from each of its frames to the next: one frame more.
      let frames = run.lowerBound...run.upperBound
      if let footing = footing(soles[(frames.lowerBound + frames.upperBound) / 2]) {
        steps.append(FootingPath.Step(frames: frames, footing: footing))
      }
    }
    // Where a foot stands nowhere for long, it follows the ground under it.
    let longest = max(Int((settings.longestSwing * rate).rounded()), 1)
    var filled: [FootingPath.Step] = []
    var next = 0
    for step in steps + [FootingPath.Step(frames: soles.count...soles.count, footing: Footing())] {
      let gap = step.frames.lowerBound - next
      let count = gap > longest ? (gap + longest - 1) / longest : 0
      for index in 0..<count {
        let frame = next + (2 * index + 1) * gap / (2 * count)
        if let footing = footing(soles[frame], isFlying: true) {
          filled.append(FootingPath.Step(frames: frame...frame, footing: footing))
        }
      }
      if step.frames.lowerBound < soles.count { filled.append(step) }
      next = step.frames.upperBound + 1
    }
    return filled
  }

  /// Where a sole stands, and where the ground is there; nil if it is not there, or not where a motion that climbs would need it.
  private func footing(_ sole: [Vector3], isFlying: Bool = false) -> Footing? {
    guard !sole.isEmpty, let lowest = sole.map(\.y).min() else { return nil }
    let middle = sole.reduce(.zero, +) / Double(sole.count)
    guard let surface = ground.surface(at: middle) else { return nil }
    switch fit {
    case .drape:
      // On the highest of what is under it: a foot over an edge stands on that.
      let normal = surface.normal
      let rises = sole.map { point -> Double in
        let way = (point - middle).rejected(from: .unitY)
        return ground.height(at: point) - surface.height + (normal.x * way.x + normal.z * way.z) / normal.y
      }
      return Footing(
        floor: Vector3(middle.x, 0, middle.z),
        ground: Vector3(middle.x, surface.height + (rises.max() ?? 0), middle.z),
        turn: Quaternion(from: .unitY, to: normal))
    case .asIs:
      let level = ground.standingLevel(of: sole, lowest: lowest)
      if isFlying {
        return Footing(floor: Vector3(middle.x, level, middle.z), ground: Vector3(middle.x, level, middle.z))
      }
      guard abs(lowest - level) < settings.settling else { return nil }
      return Footing(floor: Vector3(middle.x, lowest, middle.z), ground: Vector3(middle.x, level, middle.z))
    }
  }

  // MARK: The body

  /// How much higher the body is than in the recording.
  private mutating func liftBody(_ poses: [WorldPose], _ paths: [FootingPath]) -> [Double] {
    var lifts: [Double] = []
    for (frame, pose) in poses.enumerated() {
      let root = pose.positions[0]
      let known = paths.compactMap { $0.level(below: root, at: frame) }
      guard !known.isEmpty else {
        let height = ground.height(at: root)
        levels.append(height.isFinite ? height : 0)
        lifts.append(fit == .drape ? levels[frame] : 0)
        continue
      }
      levels.append(known.reduce(0) { $0 + $1.ground } / Double(known.count))
      lifts.append(known.reduce(0) { $0 + ($1.ground - $1.floor) } / Double(known.count))
    }
    guard !ground.isPlane else { return lifts }
    let radius = Int((settings.smoothingTime * rate).rounded())
    levels = levels.map { Optional($0) }.filledAndSmoothed(radius: radius)
    return lifts.map { Optional($0) }.filledAndSmoothed(radius: radius)
  }

  /// How far the body has to sink for its legs to reach their places.
  private func sinking(_ poses: [WorldPose], lifts: [Double], places: [[Vector3]]) -> [Double] {
    let lengths = humanoid.legs.map {
      humanoid.links[$0.shin].offset.length + humanoid.links[$0.foot].offset.length
    }
    let needed = poses.indices.map { frame -> Double in
      var most = 0.0
      for (index, leg) in humanoid.legs.enumerated() {
        let hip = poses[frame].positions[leg.thigh]
        let reach = max(lengths[index] * settings.stretch, (poses[frame].positions[leg.foot] - hip).length)
        let way = places[index][frame] - hip - .unitY * lifts[frame]
        let across = way.rejected(from: .unitY).squaredLength
        guard way.y < 0, way.squaredLength > reach * reach else { continue }
        most = max(most, -way.y - max(reach * reach - across, 0).squareRoot())
      }
      return most
    }
    return needed.envelope(radius: Int((settings.loweringTime * rate).rounded()))
  }

  // MARK: The feet

  private func footPlaces(
    _ leg: Humanoid.Leg, _ poses: [WorldPose], _ soles: [[Vector3]], _ path: FootingPath
  ) -> [Vector3] {
    var places = poses.indices.map { path.moved(poses[$0].positions[leg.foot], at: $0) }
    // What was recorded on this ground went over its edges: it may only be a little inside.
    let largest = fit == .drape ? Double.infinity : settings.edgeClearance
    let lacks = poses.indices.map { frame -> Double in
      guard let floor = path.floor(at: frame) else { return 0 }
      return soles[frame].reduce(0) { most, point in
        let place = path.moved(point, at: frame)
        let lack = min(point.y - floor, settings.edgeClearance) - ground.elevation(of: place)
        return lack > 1e-6 && lack < .infinity ? max(most, min(lack, largest)) : most
      }
    }
    let radius = Int((settings.edgeTime * rate).rounded())
    for swing in path.swings where lacks[swing].contains(where: { $0 > 0 }) {
      let lifts = Array(lacks[swing]).envelope(radius: radius)
      for (index, frame) in swing.enumerated() {
        // A foot that leaves the ground or comes down on it does so within a tenth of a second.
        let before = swing.lowerBound == 0 ? .max : index + 1
        let after = swing.upperBound == places.count ? .max : lifts.count - index
        places[frame].y += lifts[index] * min(Double(min(before, after)) / (0.1 * rate), 1)
      }
    }
    return places
  }
}

/// A place where a foot stands: a point of the recording's floor, where it comes to lie on the ground, and how the ground is tilted.
struct Footing {
  var floor = Vector3.zero
  var ground = Vector3.zero
  var turn = Quaternion.identity

  func moved(_ point: Vector3) -> Vector3 { ground + turn.rotate(point - floor) }
}

/// How the floor under a foot is moved to the ground, frame by frame.
struct FootingPath {
  struct Step {
    var frames: ClosedRange<Int>
    var footing: Footing
  }

  private let steps: [Step]
  /// By frame: the step before or at it, the one after or at it, and the place between the two.
  private var places: [(before: Int, after: Int, share: Double)] = []
  /// Frames between steps, and before the first and after the last one.
  private(set) var swings: [Range<Int>] = []

  init(_ steps: [Step], frameCount: Int) {
    self.steps = steps
    guard !steps.isEmpty else { return }
    var index = 0
    for frame in 0..<frameCount {
      while index + 1 < steps.count, steps[index + 1].frames.lowerBound <= frame { index += 1 }
      let next = min(index + 1, steps.count - 1)
      let (start, end) = (steps[index].frames.upperBound, steps[next].frames.lowerBound)
      let t = frame <= start || end <= start ? 0 : Double(frame - start) / Double(end - start)
      places.append((index, next, t * t * (3 - 2 * t)))
    }
    let bounds = [0] + steps.flatMap { [$0.frames.lowerBound, $0.frames.upperBound + 1] } + [frameCount]
    swings = stride(from: 0, to: bounds.count, by: 2).map { bounds[$0]..<bounds[$0 + 1] }.filter { !$0.isEmpty }
  }

  func moved(_ point: Vector3, at frame: Int) -> Vector3 {
    guard places.indices.contains(frame) else { return point }
    let (before, after, share) = places[frame]
    let start = steps[before].footing.moved(point)
    return share == 0 ? start : start + (steps[after].footing.moved(point) - start) * share
  }

  func turn(at frame: Int) -> Quaternion {
    guard places.indices.contains(frame) else { return .identity }
    let (before, after, share) = places[frame]
    let start = steps[before].footing.turn
    return share == 0 ? start : start.slerp(to: steps[after].footing.turn, at: share)
  }

  /// Height of the recording's floor under the foot; nil if it never stands.
  func floor(at frame: Int) -> Double? {
    guard places.indices.contains(frame) else { return nil }
    let (before, after, share) = places[frame]
    let start = steps[before].footing.floor.y
    return start + (steps[after].footing.floor.y - start) * share
  }

  /// Heights of the recording's floor and of the ground below a point, as the foot has them; nil if it never stands.
  func level(below point: Vector3, at frame: Int) -> (floor: Double, ground: Double)? {
    guard let floor = floor(at: frame) else { return nil }
    let (before, after, share) = places[frame]
    func height(_ step: Int) -> Double {
      let footing = steps[step].footing
      let normal = footing.turn.rotate(.unitY)
      let way = point - footing.ground
      return footing.ground.y - (normal.x * way.x + normal.z * way.z) / normal.y
    }
    let start = height(before)
    return (floor, start + (height(after) - start) * share)
  }
}

extension [Double] {
  /// A smooth curve that is nowhere below the values: their largest within `radius`, smoothed by a triangle of that half width.
  func envelope(radius: Int) -> [Double] {
    guard radius > 0, contains(where: { $0 != 0 }) else { return self }
    let largest = indices.map { centre in
      self[Swift.max(0, centre - radius)...Swift.min(count - 1, centre + radius)].max() ?? 0
    }
    return largest.map { Optional($0) }.filledAndSmoothed(radius: radius)
  }
}
