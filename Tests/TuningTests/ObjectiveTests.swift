import TestSupport
import Testing

@testable import Tuning

/// What the objective and its limits make of outcomes.
@Suite struct ObjectiveTests {
  /// Clips of ten seconds: when the body falls, or nil, and the error.
  private static func outcomes(_ clips: [(fall: Double?, error: Double)]) -> CapOutcomes {
    CapOutcomes(
      clips: clips.map { .init(seconds: 10, failureTime: $0.fall, figures: ["mpjpeGlobalMM": $0.error, "x": 2]) })
  }

  private static func evaluator(
    _ objective: [String] = Objective.standard, limits: [String] = [], caps: [Double] = [0]
  ) throws -> Evaluator {
    try Evaluator(
      simulator: Toy.simulator(), objective: Objective(objective), limits: limits.map(Limit.init), caps: caps,
      threadCount: 1)
  }

  @Test func aMetricIsAShareOrAMeanOverWhatIsTracked() {
    let outcomes = Self.outcomes([(nil, 10), (5, 1000), (nil, 30), (1, 1000)])
    #expect(outcomes.tracked == 0.5 && outcomes.survived == (1 + 0.5 + 1 + 0.1) / 4)
    #expect(outcomes.value(of: "mpjpeGlobalMM") == 20 && outcomes.value(of: "x") == 2)
    // 26 seconds, two falls.
    #expect(outcomes.secondsPerFall == 13)
    #expect(Self.outcomes([(1, 5)]).value(of: "mpjpeGlobalMM") == nil)
  }

  @Test func theStandardObjectiveIsTrackedAndSurvivedLessHalfTheErrorInMetres() throws {
    let trial = Trial(caps: [Self.outcomes([(nil, 40), (5, 1000)])])
    let score = try Self.evaluator().score(trial, against: trial)
    #expect(abs(score - (0.5 + 0.75 - 0.5 * 0.04)) < 1e-12)
  }

  @Test func eachCapCountsAlike() throws {
    let trial = Trial(caps: [Self.outcomes([(nil, 40)]), Self.outcomes([(5, 0)])])
    #expect(try Self.evaluator(["tracked=2", "survived=1"], caps: [0, 50]).score(trial, against: trial) == 1 + 0.75)
  }

  @Test func trackingNothingAndBeingRefusedRankLast() throws {
    let evaluator = try Self.evaluator(["mpjpeGlobalMM=-1", "survived=0.1"])
    func score(_ clips: (fall: Double?, error: Double)...) -> Double {
      let trial = Trial(caps: [Self.outcomes(clips)])
      return evaluator.score(trial, against: trial)
    }
    #expect(score((nil, 400)) > score((9, 1)) && score((9, 1)) > score((1, 1)))
    #expect(score((nil, .nan)) < score((1, 1)))
    #expect(score((1, 1)) > evaluator.score(nil, against: Trial(caps: [Self.outcomes([])])))
  }

  @Test func aLimitComparesTheClipsThatBothTrack() throws {
    let start = Trial(caps: [Self.outcomes([]), Self.outcomes([(nil, 10), (nil, 20), (3, 0)])])
    // The second clip falls now, the third does not: the first one alone is in both.
    func worth(_ error: Double, limit: String = "mpjpeGlobalMM@100<=1.05") throws -> Double {
      let trial = Trial(caps: [Self.outcomes([]), Self.outcomes([(nil, error), (4, 500), (nil, 500)])])
      return try Self.evaluator(["tracked=1"], limits: [limit]).score(trial, against: start)
    }
    #expect(try worth(10.5) == worth(5))
    // 20 % over what is allowed, times the weight.
    #expect(try abs(worth(10) - worth(12.6) - 0.2 * Limit.weight) < 1e-9)
    // Two of three clips before and after; the share may not fall, or only to a half more than it was.
    #expect(try worth(10, limit: "tracked@100>=1") == worth(10))
    #expect(try abs(worth(10) - worth(10, limit: "tracked@100>=2") - 0.5 * Limit.weight) < 1e-9)
  }

  @Test func aLimitCannotBeKeptByFallingEverywhere() throws {
    let evaluator = try Self.evaluator(["tracked=1"], limits: ["mpjpeGlobalMM@0<=1.05"])
    let (start, fallen) = (Trial(caps: [Self.outcomes([(nil, 10)])]), Trial(caps: [Self.outcomes([(5, 10)])]))
    #expect(evaluator.excess(of: evaluator.limits[0], fallen, against: start) == 1)
    #expect(evaluator.excess(of: evaluator.limits[0], fallen, against: fallen) == 0)
  }

  @Test func theCapsOfLimitsAreMeasuredToo() throws {
    let evaluator = try Self.evaluator(limits: ["tracked@100>=1", "survived@25>=1", "x@100<=2"], caps: [0, 25])
    #expect(evaluator.caps == [0, 25, 100] && evaluator.objectiveCapCount == 2)
  }

  @Test(arguments: ["tracked", "tracked=", "=1", "tracked=much", "tracked=0", "tracked=1=2", "", "tracked=inf"])
  func aTermThatIsNoneIsRefused(text: String) {
    let problem = message { _ = try Objective([text]) }
    #expect(problem.contains("'\(text)'") && problem.contains("'tracked=1'"), "\(problem)")
  }

  @Test func anObjectiveHasEachMetricOnceAndOneAtLeast() {
    #expect(message { _ = try Objective(["tracked=1", "tracked=2"]) }.contains("tracked twice"))
    #expect(message { _ = try Objective([]) }.contains("empty"))
  }

  @Test(arguments: [
    "tracked>=1", "tracked@100", "tracked@100=1", "tracked@-1>=1", "tracked@100>=", "@100<=1", "tracked@100<=0",
    "tracked@a<=1", "tracked@1<=1<=1", "",
  ])
  func aLimitThatIsNoneIsRefused(text: String) {
    let problem = message { _ = try Limit(text) }
    #expect(problem.contains("'\(text)'") && problem.contains("mpjpeGlobalMM@100<=1.05"), "\(problem)")
  }
}
