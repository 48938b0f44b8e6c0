import Foundation
import Motion
import Simulation
import Testing

@testable import Correction

/// A clip goes in, a body performs it, a clip comes out.
@Suite struct MotionSimulatorTests {
  static let home = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  static func sample(_ name: String) throws -> MotionClip {
    try MotionFormats.standard.read("\(home)/humanoids/smpl/samples/\(name).bvh")
  }

  static func simulator(_ humanoid: String = "smpl") throws -> MotionSimulator {
    let (body, card) = try ResourceLocator(environment: ["GAITKEEPER_HOME": home]).humanoid(named: humanoid)
    return MotionSimulator(humanoid: body, humanoidRoles: card?.jointMap)
  }

  @Test(arguments: ["walk", "jump", "kick"]) func samplesAreTrackedAndBecomeMorePlausible(name: String) throws {
    let clip = try Self.sample(name)
    let result = try Self.simulator().simulate(clip)
    #expect(result.report.status == .tracked)
    #expect(result.clip.frameCount == clip.frameCount && result.clip.rate == clip.rate)
    #expect(result.clip.skeleton == clip.skeleton)
    let (input, output) = (result.report.plausibility.input, result.report.plausibility.output)
    #expect(output.physErrMM < input.physErrMM / 2)
    #expect(output.jerk < input.jerk / 2)
    #expect(result.report.maxJointGapMM < 2)
    #expect(result.report.peakHelpN <= 100.0001 && result.report.peakHelpNm <= 100.0001)
  }

  @Test func treeAndDenseStepperTrackAlike() throws {
    // Contacts make single clips differ by far more, either way: the median over two motions in four tempi is what the steppers do.
    let clips = try ["walk", "jump"].map(Self.sample).flatMap { clip in
      [0.8, 0.9, 1, 1.1].map { tempo in
        var other = clip
        other.rate *= tempo
        return other
      }
    }
    let errors = try ["ode.tree", "ode.dense"].map { stepper in
      var simulator = try Self.simulator()
      simulator.scene.engine = PluginChoice("engine.ode", settings: ["stepper": .text(stepper)])
      let reports = try clips.map { try simulator.simulate($0).report }
      #expect(reports.allSatisfy { $0.status == .tracked })
      return reports.map(\.mpjpeGlobalMM)
    }
    let ratios = zip(errors[0], errors[1]).map { $0 / $1 }.sorted()
    #expect(abs((ratios[3] + ratios[4]) / 2 - 1) < 0.05)
    #expect(errors[0] != errors[1], "they are two methods")
  }

  @Test func theSameClipGivesTheSameBytesOnOneThreadAndOnFour() async throws {
    let clip = try Self.sample("jump")
    let simulator = try Self.simulator()
    let serial = try BVHCodec().encode(simulator.simulate(clip).clip)
    try await withThrowingTaskGroup(of: [UInt8].self) { group in
      for _ in 0..<4 { group.addTask { try BVHCodec().encode(simulator.simulate(clip).clip) } }
      for try await bytes in group { #expect(bytes == serial) }
    }
  }

  @Test func aBodyThatFallsIsAResultWithAStatus() throws {
    let clip = try Self.sample("kick")
    var simulator = try Self.simulator()
    // On ice and without help nobody kicks.
    simulator.scene.forces = []
    simulator.scene.ground[setting: "friction"] = .number(0.01)
    let result = try simulator.simulate(clip)
    let failure = try #require(result.report.failure)
    #expect(result.report.status == .failed)
    #expect(result.clip.frameCount < clip.frameCount && result.clip.frameCount == result.report.outputFrames)
    #expect(abs(Double(failure.frame) / clip.rate - failure.time) <= 1 / clip.rate)
    #expect(result.report.meanHelpN == 0 && result.report.helpedFraction == 0)
  }

  @Test func pushesOnTheRootAreNoHelp() throws {
    let clip = try Self.sample("jump")
    var simulator = try Self.simulator()
    simulator.scene.forces = [
      PluginChoice("force.residual", settings: ["forceCap": .number(20), "torqueCap": .number(0)]),
      PluginChoice("force.push", settings: ["force": .number(60), "interval": .number(0.5)]),
    ]
    let pushed = try simulator.simulate(clip)
    #expect(pushed.report.peakHelpN <= 20.000001 && pushed.report.peakHelpN > 19)
    #expect(pushed.report.peakHelpNm == 0)
    simulator.scene.forces.removeLast()
    #expect(try simulator.simulate(clip).performed != pushed.performed, "it was pushed")
  }

  @Test func aBodyOfHingesPerformsToo() throws {
    let result = try Self.simulator("mannequin").simulate(Self.sample("jump"))
    #expect(result.report.status == .tracked)
  }

  @Test func theReportHasEveryKeyAlsoWhereThereIsNothing() throws {
    let report = try Self.simulator().simulate(Self.sample("jump")).report
    let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(report)) as? [String: Any]
    let keys = Set(try #require(object).keys)
    #expect(
      keys.isSuperset(of: [
        "status", "failure", "clip", "humanoid", "controller", "engine", "seed", "mpjpeGlobalMM", "mpjpeLocalMM",
        "maxJointErrorMM", "velocityErrorMMPerFrame", "accelerationErrorMMPerFrame2", "meanWrenchN", "peakWrenchN",
        "meanWrenchNm", "assistedFraction", "maxJointGapMM", "plausibility", "controlStepsPerSecond", "realTimeFactor",
      ]))
    #expect(object?["failure"] is NSNull)
    #expect(try JSONDecoder().decode(MotionReport.self, from: JSONEncoder().encode(report)) == report)
  }

  @Test func framesBeforeAJumpNoBodyCouldMakeAreReplaced() throws {
    var clip = try Self.sample("jump")
    // A calibration pose in the first frame: arms straight out, half a turn away.
    for joint in 1..<clip.jointCount { clip[rotation: 0, joint] = .identity }
    clip[rotation: 0, 0] = Quaternion(angle: .pi, axis: .unitY)
    let result = try Self.simulator().simulate(clip)
    #expect(result.report.heldStartFrames == 1)
    #expect(result.report.status == .tracked)
  }

  /// One arm alone is in its rest pose in the first frame: too little for the whole body to have jumped, and enough to throw it aside.
  @Test func anArmThatJumpsInTheFirstFrameThrowsNobody() throws {
    let clip = try Self.sample("walk")
    let joints = clip.skeleton.joints
    let arm = try #require(joints.firstIndex { $0.name.lowercased() == "left_shoulder" })
    var jumping = clip
    jumping[rotation: 0, arm] = Quaternion(angle: 1.5, axis: .unitZ) * clip[rotation: 1, arm]
    let simulator = try Self.simulator()
    let reference = try simulator.retargeted(jumping)
    let plain = try simulator.retargeted(clip)
    // Held as it is in the second frame; what has not jumped is as it was.
    let link = try #require(reference.skeleton.joints.firstIndex { $0.name == "left_shoulder" })
    #expect((reference[rotation: 0, link].inverse * reference[rotation: 1, link]).rotationVector.length < 1e-9)
    for joint in 0..<reference.jointCount where joint != link {
      #expect((reference[rotation: 0, joint].inverse * plain[rotation: 0, joint]).rotationVector.length < 1e-6)
    }
    let result = try simulator.simulate(jumping)
    #expect(result.report.heldStartFrames == 1 && result.report.status == .tracked)
    // The body is where it is without the jump, to some millimetres, a tenth of a second later.
    let without = try simulator.simulate(clip)
    let frame = Int(0.1 * clip.rate)
    #expect(
      (result.performed.rootTranslations[frame] - without.performed.rootTranslations[frame]).length < 0.005)
  }
}
