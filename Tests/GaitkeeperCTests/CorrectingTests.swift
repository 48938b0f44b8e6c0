import CGaitkeeper
import Correction
import Foundation
import GaitkeeperC
import Motion
import Testing

/// What comes out in C is what comes out in Swift.
struct CorrectingTests {
  private func inSwift(_ clip: MotionClip, _ change: (inout MotionCorrector.Options) -> Void = { _ in }) throws
    -> Correction
  {
    var options = MotionCorrector.Options()
    change(&options)
    return try MotionCorrector(options: options, locator: Package.locator).correct(motion: clip)
  }

  private func numbers(_ positions: [Vector3]) -> [Double] { positions.flatMap { [$0.x, $0.y, $0.z] } }

  @Test func jointsComeOutAsInSwiftToTheBit() throws {
    let walk = try Walk()
    let expected = try inSwift(walk.clip())
    var caller = Caller()
    let corrector = caller.create()
    defer { destroyCorrector(corrector) }
    let result = caller.correct(corrector, walk.values)
    #expect(result.code == GAITKEEPER_DONE, "\(caller.message)")
    #expect(try result.values == numbers(expected.clip.bodyPositions()))
    #expect(result.confidence == expected.frames.confidence)
    #expect(caller.correction.frames == walk.frameCount)
    #expect(caller.correction.status == GAITKEEPER_TRACKED.rawValue)
    var report = try JSONDecoder().decode(MotionReport.self, from: Data(try #require(result.report).utf8))
    // Seconds are never the same twice.
    report.wallSeconds = expected.report.wallSeconds
    report.controlStepsPerSecond = expected.report.controlStepsPerSecond
    report.realTimeFactor = expected.report.realTimeFactor
    #expect(report == expected.report)
    // And once more in floats, by the same corrector.
    let floats = caller.correct(corrector, walk.values.map { Float($0) })
    #expect(floats.values == result.values.map { Float($0) })
  }

  @Test func featuresComeOutAsFeaturesOfTheCorrectedMotion() throws {
    let features = HumanML3DFeatures.features(try Walk().positions)
    let rows = features.count / HumanML3DFeatures.count
    var caller = Caller()
    let corrector = caller.create()
    defer { destroyCorrector(corrector) }
    let result = caller.correct(corrector, features, width: HumanML3DFeatures.count)
    #expect(result.code == GAITKEEPER_DONE, "\(caller.message)")
    #expect(caller.correction.frames == rows)
    let clip = try MotionClip(name: "motion", rate: 20, features: features, rowCount: rows)
    let positions = try inSwift(clip).clip.bodyPositions()
    // Features forget where a motion starts and faces; where the joints are to each other they keep, in the last row too.
    let found = HumanML3DFeatures.positions(result.values)
    for frame in 0..<rows {
      for joint in 0..<22 {
        let (a, b) = (
          found[22 * frame + joint] - found[22 * frame], positions[22 * frame + joint] - positions[22 * frame]
        )
        #expect(abs(a.y - b.y) < 1e-9 && abs(a.length - b.length) < 1e-9)
      }
    }
    // The last row's root goes on as in the row before.
    let last = result.values.suffix(HumanML3DFeatures.count),
      before = result.values.dropLast(last.count).suffix(last.count)
    for column in 1...2 {
      #expect(abs(last[last.startIndex + column] - before[before.startIndex + column]) < 0.002)
    }
  }

  @Test func aFallEndsTheMotionAndWhatComesAfterIsLeftAlone() throws {
    var walk = try Walk()
    walk.makeImpossible()
    var caller = Caller()
    caller.options.cleaning = 0
    let corrector = caller.create()
    defer { destroyCorrector(corrector) }
    let result = caller.correct(corrector, walk.values)
    #expect(result.code == GAITKEEPER_DONE)
    #expect(caller.correction.status == GAITKEEPER_FAILED.rawValue)
    let frames = caller.correction.frames
    #expect(frames > 0 && frames < walk.frameCount)
    #expect(result.values.prefix(66 * frames).allSatisfy { $0 != 7 })
    #expect(result.values.dropFirst(66 * frames).allSatisfy { $0 == 7 })
    #expect(result.confidence.dropFirst(frames).allSatisfy { $0 == 7 })
  }

  @Test func keptInputIsTheInputItself() throws {
    var walk = try Walk()
    walk.makeImpossible()
    // Bones whose length changes, which inverse kinematics would not give back.
    for frame in 0..<walk.frameCount { walk.values[66 * frame + 3 * 21] += 0.01 * sin(Double(frame)) }
    var caller = Caller()
    caller.options.cleaning = 0
    caller.options.on_failure = GAITKEEPER_KEEP_INPUT.rawValue
    let corrector = caller.create()
    defer { destroyCorrector(corrector) }
    let result = caller.correct(corrector, walk.values)
    #expect(caller.correction.status == GAITKEEPER_FAILED.rawValue)
    #expect(caller.correction.remedy == GAITKEEPER_KEPT_INPUT.rawValue)
    #expect(result.values == walk.values)
    #expect(result.confidence.allSatisfy { $0 == 0 })
  }
}
