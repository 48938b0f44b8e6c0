import CGaitkeeper
import Correction
import Foundation
import GaitkeeperC
import Testing

/// Whatever a program in C hands over ends in a code and a line, and nothing is written.
struct BadInputTests {
  @Test func theStandardOptionsAreSwiftsOwn() throws {
    let options = Caller().options
    let standard = MotionCorrector.Options()
    #expect(options.wrench_cap == standard.help && options.assist_limit == standard.assistLimit)
    #expect(options.seed == standard.seed && options.home == nil)
    #expect(options.quality == GAITKEEPER_FAST.rawValue && options.on_failure == GAITKEEPER_REPORT.rawValue)
    #expect(options.cleaning == UInt32(GAITKEEPER_CLEAN_ALL))
    #expect(version() == UInt32(GAITKEEPER_VERSION))
  }

  @Test func aPointerToNothingIsNamed() {
    var caller = Caller()
    #expect(caller.call { initializeOptions(nil, $0, $1) } == GAITKEEPER_BAD_ARGUMENT)
    #expect(caller.message == "options is NULL")
    #expect(caller.call { createCorrector(nil, nil, nil, nil, $0, $1) } == GAITKEEPER_BAD_ARGUMENT)
    #expect(caller.call { CGaitkeeper.correct(nil, nil, nil, $0, $1) } == GAITKEEPER_BAD_ARGUMENT)
    let corrector = caller.create(policy: nil)
    #expect(caller.call { CGaitkeeper.correct(corrector, nil, nil, $0, $1) } == GAITKEEPER_BAD_ARGUMENT)
    #expect(caller.message == "motion is NULL")
    destroyCorrector(corrector)
    destroyCorrector(nil)
    clearCorrection(nil)
  }

  @Test func aStructOfNoKnownSizeIsRefused() {
    var caller = Caller()
    for size in [0, 8, MemoryLayout<gaitkeeper_options>.size + 8, -1] {
      caller.options.size = size
      #expect(caller.create() == nil)
      #expect(caller.message.hasPrefix("options has the size \(size), expected 64"), "\(caller.message)")
    }
  }

  @Test func anOptionThatStandsForNothingIsNamed() {
    let cases: [(String, (inout gaitkeeper_options) -> Void)] = [
      ("quality is 9", { $0.quality = 9 }), ("on_failure is 9", { $0.on_failure = 9 }),
      ("cleaning is 199", { $0.cleaning = 199 }),
      ("assist_limit is -1", { $0.assist_limit = -1 }), ("assist_limit is nan", { $0.assist_limit = .nan }),
      ("forceCap", { $0.wrench_cap = -1 }), ("forceCap", { $0.wrench_cap = .nan }),
    ]
    for (expected, change) in cases {
      var caller = Caller()
      change(&caller.options)
      #expect(caller.create() == nil)
      #expect(caller.message.contains(expected), "\(caller.message)")
    }
  }

  @Test func whatIsNotThereIsNamedWithWhatIs() {
    var caller = Caller()
    #expect(caller.create(humanoid: "centaur") == nil)
    #expect(caller.message == "no humanoid 'centaur'; there are mannequin, smpl")
    #expect(caller.create(policy: "wish") == nil)
    #expect(caller.message == "wish: no such policy; there are tracker")
  }

  @Test func aMotionThatIsNoneIsNamed() {
    let cases: [(String, (inout Caller) -> Void)] = [
      ("motion: frames is 0", { $0.motion.frames = 0 }),
      ("motion: frames is 18446744073709551615", { $0.motion.frames = -1 }),
      ("motion: layout is 5", { $0.motion.layout = 5 }), ("number is 5", { $0.motion.number = 5 }),
      ("motion: values is NULL", { $0.motion.values = nil }),
      ("motion: its rate is 0.0", { $0.motion.rate = 0 }), ("motion: its rate is nan", { $0.motion.rate = .nan }),
      ("motion: its rate is 1e+300", { $0.motion.rate = 1e300 }),
      ("motion: its rate is 1e-300", { $0.motion.rate = 1e-300 }),
      ("motion has the size 3", { $0.motion.size = 3 }), ("correction has the size 500", { $0.correction.size = 500 }),
    ]
    for (expected, change) in cases {
      var caller = Caller()
      let corrector = caller.create(policy: nil)
      defer { destroyCorrector(corrector) }
      let values = [Double](repeating: 0.5, count: 132)
      let code = values.withUnsafeBytes { bytes in
        caller.motion.values = bytes.baseAddress
        caller.motion.frames = 2
        change(&caller)
        var (motion, correction) = (caller.motion, caller.correction)
        return caller.call { CGaitkeeper.correct(corrector, &motion, &correction, $0, $1) }
      }
      #expect(code != GAITKEEPER_DONE)
      #expect(caller.message.hasPrefix(expected), "\(caller.message)")
    }
  }

  @Test(arguments: [Double.nan, .infinity, 1e200]) func numbersThatAreNoPlacesAreNamedWithTheirFrameAndJoint(
    _ bad: Double
  ) throws {
    var walk = try Walk()
    walk.values[66 * 3 + 3 * 4] = bad
    var caller = Caller()
    let corrector = caller.create(policy: nil)
    defer { destroyCorrector(corrector) }
    let result = caller.correct(corrector, walk.values)
    #expect(result.code == GAITKEEPER_BAD_MOTION)
    #expect(caller.message.hasPrefix("motion: frame 3, joint 'left_knee': "), "\(caller.message)")
    #expect(result.values.allSatisfy { $0 == 7 } && result.confidence.allSatisfy { $0 == 7 } && result.report == nil)
  }

  @Test func aMessageIsCutWhereACharacterEnds() {
    var caller = Caller()
    // "no humanoid 'ü": 14 bytes, the last two of them one character.
    for (capacity, expected) in [
      (0, ""), (1, ""), (13, "no humanoid "), (14, "no humanoid '"), (15, "no humanoid '"), (16, "no humanoid 'ü"),
    ] {
      var corrector: OpaquePointer?
      let code = caller.call(capacity: capacity) { createCorrector("übermensch", nil, nil, &corrector, $0, $1) }
      #expect(code == GAITKEEPER_BAD_CORRECTOR)
      #expect(caller.message == expected)
    }
  }
}
