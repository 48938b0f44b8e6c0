import Foundation
import Motion
import Simulation
import Testing

@testable import Correction

struct WhittakerSmootherTests {
  @Test func whatHasNoThirdDifferenceStaysAsItIs() {
    let parabola = (0..<40).map { frame -> Double in
      let t = Double(frame)
      return 3 - 0.2 * t + 0.01 * t * t
    }
    let smoother = WhittakerSmoother(weights: Array(repeating: 1, count: 40), strength: 1e4)
    let largest: Double = zip(smoother.smoothed(parabola), parabola).map { abs($0 - $1) }.max() ?? 1
    #expect(largest < 1e-8)
  }

  @Test func aMissingSampleIsMadeUpFromTheOthers() {
    var samples = (0..<30).map { Double($0 * $0) }
    samples[11] = 1e6
    var weights = [Double](repeating: 1, count: 30)
    weights[11] = 0
    #expect(abs(WhittakerSmoother(weights: weights, strength: 1).smoothed(samples)[11] - 121) < 1e-6)
  }

  @Test func halfOfAWaveOfTheNamedFrequencyIsLeft() {
    let rate = 30.0
    let frequency = 3.0
    let wave = (0..<300).map { sin(2 * .pi * frequency * Double($0) / rate) }
    let strength = WhittakerSmoother.strength(halfGainAt: frequency, rate: rate)
    let smooth = WhittakerSmoother(weights: Array(repeating: 1, count: 300), strength: strength).smoothed(wave)
    // Far from the ends.
    for frame in 100..<200 { #expect(abs(smooth[frame] - wave[frame] / 2) < 1e-6) }
  }

  @Test func theDegreesOfFreedomAreTheTrace() {
    var weights = [Double](repeating: 1, count: 25)
    weights[7] = 0
    let smoother = WhittakerSmoother(weights: weights, strength: 2.5)
    let trace = (0..<25).reduce(0.0) { sum, index in
      var unit = [Double](repeating: 0, count: 25)
      unit[index] = 1
      return sum + smoother.smoothed(unit)[index]
    }
    #expect(abs(smoother.degreesOfFreedom - trace) < 1e-9)
  }
}

struct CleaningStepTests {
  /// The steps of a list on a clip alone, and what they changed.
  private func cleaned(
    _ clip: MotionClip, _ names: [String]
  ) throws -> (motion: MotionClip, figures: [String: Double]) {
    let humanoid = try ResourceLocator().humanoid(named: "smpl").humanoid
    let registry = PluginRegistry.standard
    var context = CleaningContext(
      humanoid: humanoid, ground: PlaneGround(), gravity: WorldSettings.standardGravity,
      roles: try JointMap(clip: clip).roles)
    var result = (motion: clip, figures: [String: Double]())
    for name in names {
      let step = try registry.cleaningSteps.make(PluginChoice(name), context: PluginContext(humanoid: humanoid))
      let cleaned = try step.cleaned(result.motion, in: context)
      result.motion = cleaned.motion
      context.guessedFrames.formUnion(cleaned.guessedFrames)
      for (figure, value) in zip(step.figures, cleaned.values) { result.figures[figure.key] = value }
    }
    return result
  }

  private func sample(_ name: String = "walk") throws -> MotionClip {
    try MotionFormats.standard.read(ResourceLocator().sample(named: name))
  }

  /// Root mean square angle between two clips' rotations, in degrees.
  private func difference(_ a: MotionClip, _ b: MotionClip) -> Double {
    let squares = zip(a.rotations, b.rotations).map { pow(($0.inverse * $1).angle, 2) }
    return (squares.reduce(0, +) / Double(squares.count)).squareRoot() * 180 / .pi
  }

  private func trembling(_ clip: MotionClip, degrees: Double) -> MotionClip {
    var random = SplitMix64(seed: 7)
    var result = clip
    // Three axes, so that the angle's root mean square is the one named.
    let deviation = degrees * .pi / 180 / 3.0.squareRoot()
    for index in result.rotations.indices {
      let turn = Vector3(Double(random.nextNormal()), Double(random.nextNormal()), Double(random.nextNormal()))
      result.rotations[index] = (result.rotations[index] * Quaternion(rotationVector: turn * deviation)).normalized
    }
    return result
  }

  @Test func tremblingIsTakenAwayAndMotionIsNot() throws {
    let clip = try smooth(sample())
    let shaken = trembling(clip, degrees: 1)
    #expect(abs(difference(shaken, clip) - 1) < 0.1)
    let (cleaned, report) = try self.cleaned(shaken, CleaningDescription.full.clip.map(\.name))
    #expect(difference(cleaned, clip) < 0.6)
    #expect(abs((report["jitterDegrees"] ?? 0) - 1) < 0.3)
    // What does not tremble is left alone.
    let (again, rest) = try self.cleaned(clip, CleaningDescription.full.clip.map(\.name))
    #expect(difference(again, clip) < 0.1)
    #expect(rest["spikeFrames"] == 0 && rest["repeatedFrames"] == 0 && rest["limitedFrames"] == 0)
  }

  /// A recording without its own noise: what is slower than 4 Hz.
  private func smooth(_ clip: MotionClip) -> MotionClip {
    var result = clip
    let strength = WhittakerSmoother.strength(halfGainAt: 4, rate: clip.rate)
    let smoother = WhittakerSmoother(weights: Array(repeating: 1, count: clip.frameCount), strength: strength)
    for joint in 0..<clip.jointCount {
      var before = Quaternion.identity
      let q = (0..<clip.frameCount).map { frame -> Quaternion in
        let value = clip[rotation: frame, joint]
        before = before.dot(value) < 0 ? -value : value
        return before
      }
      let (w, x) = (smoother.smoothed(q.map(\.w)), smoother.smoothed(q.map(\.x)))
      let (y, z) = (smoother.smoothed(q.map(\.y)), smoother.smoothed(q.map(\.z)))
      for frame in 0..<clip.frameCount {
        result[rotation: frame, joint] = Quaternion(w: w[frame], x: x[frame], y: y[frame], z: z[frame]).normalized
      }
    }
    return result
  }

  @Test func aWrongFrameIsFoundAndMadeUp() throws {
    let clip = try sample()
    var damaged = clip
    let joint = try #require(clip.skeleton.joints.indices.dropFirst(3).first)
    damaged[rotation: 30, joint] = clip[rotation: 30, joint] * Quaternion(angle: 1.2, axis: .unitX)
    damaged.rootTranslations[50] += Vector3(0, 0.5, 0)
    let (cleaned, report) = try self.cleaned(damaged, [SpikeCleaning.name])
    #expect(report["spikeFrames"] == 2)
    #expect((cleaned[rotation: 30, joint].inverse * clip[rotation: 30, joint]).angle < 0.1)
    #expect((cleaned.rootTranslations[50] - clip.rootTranslations[50]).length < 0.02)
    #expect(cleaned.rotations.indices.count { cleaned.rotations[$0].dot(clip.rotations[$0]) < 0.999 } == 0)
  }

  @Test func aFrameThatRepeatsTheOneBeforeIsMadeUp() throws {
    let clip = try sample()
    var damaged = clip
    damaged.rootTranslations[40] = clip.rootTranslations[39]
    for joint in 0..<clip.jointCount { damaged[rotation: 40, joint] = clip[rotation: 39, joint] }
    let (cleaned, report) = try self.cleaned(damaged, [SpikeCleaning.name])
    #expect(report["repeatedFrames"] == 1)
    let step = (clip.rootTranslations[40] - clip.rootTranslations[39]).length
    #expect((cleaned.rootTranslations[40] - clip.rootTranslations[40]).length < 0.2 * step)
  }

  @Test func aJumpOfThePathIsTakenOut() throws {
    let clip = try sample()
    var damaged = clip
    for frame in 40..<clip.frameCount { damaged.rootTranslations[frame] += Vector3(20, 0, 0) }
    let (cleaned, report) = try self.cleaned(damaged, [SpeedCleaning.name])
    #expect(report["limitedFrames"] == 1)
    let steps = zip(cleaned.rootTranslations, cleaned.rootTranslations.dropFirst()).map { ($1 - $0).length * clip.rate }
    #expect(try #require(steps.max()) <= 12.0001)
    // From there on it goes as before.
    let end = clip.frameCount - 1
    let before = clip.rootTranslations[end] - clip.rootTranslations[40]
    #expect((cleaned.rootTranslations[end] - cleaned.rootTranslations[40] - before).length < 1e-9)
  }

  @Test func floatingIsTakenFromWhatStandsAndNotFromAJump() throws {
    let (humanoid, card) = try ResourceLocator().humanoid(named: "smpl")
    var simulator = MotionSimulator(humanoid: humanoid, humanoidRoles: card?.jointMap)
    simulator.scene.cleaning = CleaningDescription(clip: [PluginChoice(FloatCleaning.name)])
    for name in ["walk", "jump"] {
      let clip = try sample(name)
      var floating = clip
      for frame in floating.rootTranslations.indices {
        floating.rootTranslations[frame].y += 0.05 * sin(2 * .pi * Double(frame) / clip.rate / 4)
      }
      let (plain, found) = (try simulator.retargeted(clip), try simulator.retargeted(floating))
      let errors = zip(plain.rootTranslations, found.rootTranslations).map { abs($0.y - $1.y) }
      #expect(errors.reduce(0, +) / Double(errors.count) < 0.01, "\(name)")
      // The jump is as high as it was.
      let (a, b) = (plain.rootTranslations.map(\.y).max() ?? 0, found.rootTranslations.map(\.y).max() ?? 0)
      #expect(abs(a - b) < 0.03, "\(name)")
    }
  }

  @Test func aBodyThatSlidesWhileItStandsStandsStill() throws {
    let (humanoid, _) = try ResourceLocator().humanoid(named: "smpl")
    let rest = humanoid.restPose
    let floor = humanoid.clearance(
      over: PlaneGround(), in: WorldPose(positions: rest.map(\.position), orientations: rest.map(\.orientation)))
    let count = 90
    // Half a metre in three seconds, to the side.
    let sliding = try MotionClip(
      name: "slide", skeleton: humanoid.skeleton, rate: 30,
      rootTranslations: (0..<count).map { rest[0].position + Vector3(Double($0) / 180, -floor, 0) },
      rotations: Array(repeating: .identity, count: count * humanoid.links.count))
    let planted = FootPlanting(sliding, humanoid: humanoid).planted
    let path = planted.rootTranslations
    #expect((path[count - 1] - path[0]).length < 1e-3)
    let stands = FootStances(planted, humanoid: humanoid)
    #expect(stands.slips.allSatisfy { $0.allSatisfy { ($0?.length ?? 1) < 1e-4 } })
  }
}
