import Foundation
import Motion
import Simulation
import Testing

@testable import Correction

/// Legs that are the wrong way round for some frames.
struct FlipRepairTests {
  private let left = (thigh: 1, knee: 2, foot: 3)
  private let right = (thigh: 5, knee: 6, foot: 7)

  private func walk(rate: Double) throws -> MotionClip {
    let clip = try TestMotion.walk()
    return try clip.sampled(rate: rate, frameCount: Int(clip.duration * rate) + 1)
  }

  private func repair(_ clip: MotionClip) throws -> FlipRepair { try FlipRepair(clip, map: JointMap(clip: clip)) }

  private func frames(from start: Double, for seconds: Double, in clip: MotionClip) -> Range<Int> {
    let first = Int((start * clip.rate).rounded())
    return first..<(first + Int((seconds * clip.rate).rounded()))
  }

  /// Turns the knee half about the line from hip to ankle, which both stay, and the foot with it or not.
  private func flip(
    _ leg: (thigh: Int, knee: Int, foot: Int), in clip: inout MotionClip, frames: Range<Int>, turnsFoot: Bool
  ) {
    for frame in frames {
      let pose = clip.pose(at: frame)
      let line = (pose.positions[leg.foot] - pose.positions[leg.thigh]).normalized()
      let turn = Quaternion(angle: .pi, axis: line)
      clip[rotation: frame, leg.thigh] =
        pose.orientations[0].inverse * turn * pose.orientations[leg.thigh]
      if !turnsFoot {
        clip[rotation: frame, leg.foot] =
          (turn * pose.orientations[leg.knee]).inverse * pose.orientations[leg.foot]
      }
    }
  }

  private func turnFoot(_ leg: (thigh: Int, knee: Int, foot: Int), in clip: inout MotionClip, frames: Range<Int>) {
    for frame in frames {
      clip[rotation: frame, leg.foot] = clip[rotation: frame, leg.foot] * Quaternion(angle: .pi, axis: .unitY)
    }
  }

  @Test(arguments: [30.0, 120.0]) func aFlippedLegIsTurnedBack(rate: Double) throws {
    let clip = try walk(rate: rate)
    var flipped = clip
    let whole = frames(from: 0.3, for: 0.2, in: clip)
    let knee = frames(from: 0.9, for: 1 / rate, in: clip)
    let foot = frames(from: 1.4, for: 0.2, in: clip)
    flip(left, in: &flipped, frames: whole, turnsFoot: true)
    flip(right, in: &flipped, frames: knee, turnsFoot: false)
    turnFoot(right, in: &flipped, frames: foot)
    for (frames, leg) in [(whole, left), (knee, right)] {
      for frame in frames {
        let (before, after) = (clip.pose(at: frame).positions, flipped.pose(at: frame).positions)
        #expect((before[leg.knee] - after[leg.knee]).length > 0.05)
        #expect((before[leg.foot] - after[leg.foot]).length < 1e-9)
      }
    }

    let repair = try repair(flipped)
    let repaired = repair.repaired
    #expect(repair.frames == Set(whole).union(knee).union(foot))
    for frame in 0..<clip.frameCount {
      let (before, after) = (clip.pose(at: frame), repaired.pose(at: frame))
      for leg in [left, right] {
        #expect((before.positions[leg.knee] - after.positions[leg.knee]).length < 0.02)
        #expect((before.positions[leg.foot] - after.positions[leg.foot]).length < 1e-9)
        // The foot turns by sines of 0.5 rad once a second; a chord of 0.24 s is up to 0.14 rad beside them.
        #expect((before.orientations[leg.foot].inverse * after.orientations[leg.foot]).angle < 0.15)
      }
      for joint in 0..<clip.jointCount {
        let isTurnedBack =
          (joint == left.thigh || joint == left.foot) && whole.contains(frame)
          || (joint == right.thigh || joint == right.foot) && knee.contains(frame)
          || joint == right.foot && foot.contains(frame)
        if !isTurnedBack { #expect(repaired[rotation: frame, joint] == flipped[rotation: frame, joint]) }
      }
    }
    #expect(repaired.rootTranslations == clip.rootTranslations)
  }

  @Test func legsThatBeginOrEndTheWrongWayRoundAreAsTheyAreThen() throws {
    let clip = try walk(rate: 30)
    var flipped = clip
    let last = (clip.frameCount - 2)..<clip.frameCount
    flip(left, in: &flipped, frames: 0..<3, turnsFoot: true)
    flip(right, in: &flipped, frames: last, turnsFoot: true)
    let repair = try repair(flipped)
    #expect(repair.frames == Set(0..<3).union(last))
    for frame in repair.frames {
      let (before, after) = (clip.pose(at: frame).positions, repair.repaired.pose(at: frame).positions)
      for leg in [left, right] { #expect((before[leg.knee] - after[leg.knee]).length < 0.02) }
    }
  }

  @Test(arguments: [10.0, 30, 120, 1000]) func fastLegsAreLeftAlone(rate: Double) throws {
    var clip = try walk(rate: rate)
    // A kick: the thigh turns up by 1.6 rad and back, at up to 15 rad/s.
    let frequency = 15.0 / 0.8
    for frame in frames(from: 0.8, for: 2 * .pi / frequency, in: clip) {
      let time = Double(frame) / rate - 0.8
      let turn = Quaternion(angle: -0.8 * (1 - cos(frequency * time)), axis: .unitX)
      clip[rotation: frame, right.thigh] = turn * clip[rotation: frame, right.thigh]
    }
    let repair = try repair(clip)
    #expect(repair.frames.isEmpty && repair.repaired == clip)
  }

  /// Hip, knee and ankle add up to a foot that turns by 100 degrees in a frame, as the hardest kicks have it.
  @Test func aFootThatIsKickedIsLeftAlone() throws {
    var clip = try walk(rate: 30)
    for (frame, share) in [(24, 0.0), (25, 1), (26, 1.1), (27, 0.1)] {
      for (joint, degrees) in [(right.thigh, 25.0), (right.knee, 45), (right.foot, 30)] {
        clip[rotation: frame, joint] =
          Quaternion(angle: -share * degrees * .pi / 180, axis: .unitX) * clip[rotation: frame, joint]
      }
    }
    let feet = (24...27).map { clip.pose(at: $0).orientations[right.foot] }
    #expect(zip(feet, feet.dropFirst()).contains { ($0.inverse * $1).angle > 1.6 })
    let repair = try repair(clip)
    #expect(repair.frames.isEmpty && repair.repaired == clip)
  }

  @Test(arguments: ["walk", "jump", "kick"]) func recordingsWithoutFlipsAreLeftAlone(name: String) throws {
    let clip = try MotionSimulatorTests.sample(name)
    let repair = try repair(clip)
    #expect(repair.frames.isEmpty && repair.repaired == clip)
  }

  /// What turns about for longer than two thirds of a second means to.
  @Test func whatStaysTurnedIsLeftAlone() throws {
    var clip = try walk(rate: 30)
    flip(left, in: &clip, frames: frames(from: 0.4, for: 0.9, in: clip), turnsFoot: true)
    #expect(try repair(clip).repaired == clip)
  }

  @Test func aSimulatorRepairsFlipsAndSaysSo() throws {
    let simulator = try MotionSimulatorTests.simulator()
    let clip = try walk(rate: 30)
    var flipped = clip
    flip(left, in: &flipped, frames: 20..<26, turnsFoot: true)
    let short = try clip.sampled(rate: 30, frameCount: 30)
    let shortAndFlipped = try flipped.sampled(rate: 30, frameCount: 30)
    let result = try simulator.simulate(shortAndFlipped)
    #expect(result.report.cleaning?["flippedFrames"] == 6)
    let (repaired, plainReference) = (result.reference, try simulator.retargeted(short))
    for link in 0..<repaired.jointCount {
      #expect(abs(repaired[rotation: 23, link].dot(plainReference[rotation: 23, link])) > 0.99)
    }
    #expect(try result.asGiven == simulator.retargetedAsGiven(shortAndFlipped))

    // Where there is nothing to repair, the clip is taken as it comes.
    var asItComes = simulator
    asItComes.scene.cleaning = CleaningDescription.none
    let (plain, untouched) = (try simulator.simulate(short), try asItComes.simulate(short))
    #expect(plain.report.cleaning == FigureValues(["flippedFrames": 0, "heldStartFrames": 0]))
    #expect(plain.clip == untouched.clip && plain.performed == untouched.performed)
    #expect(plain.asGiven == untouched.asGiven && plain.reference == untouched.reference)
    #expect(try asItComes.simulate(shortAndFlipped).report.cleaning == nil)
  }

  @Test func aBatchCountsTheClipsThatHadFlips() throws {
    var summary = BatchSummary()
    for flippedFrames in [0, 4, 7] {
      var report = Correction(unsimulated: try walk(rate: 30), status: .tracked).report
      report.cleaning = FigureValues(["flippedFrames": Double(flippedFrames)])
      summary.add(BatchLine(file: "\(flippedFrames)", output: nil, error: nil, report: report))
    }
    #expect(summary.cleanedClips["flippedFrames"] == 2 && summary.cleaning["flippedFrames"] == 11)
  }
}
