import Simulation
import TestSupport
import Testing

@testable import Tuning

/// Which settings can be searched, and how they move.
@Suite struct TunableSettingTests {
  private static func matching(_ patterns: String...) throws -> [TunableSetting] {
    try TunableSetting.matching(patterns, in: Toy.scene, registry: Toy.registry)
  }

  @Test func numbersWithARangeAreFoundByTheirNames() throws {
    let all = ["share", "parts.factor", "parts.count"].map { "termination.toy.\($0)" }
    #expect(try Self.matching("*toy*").map(\.name) == all)
    #expect(try Self.matching("termination.toy.parts.?????").map(\.name) == [all[2]])
    // Each once, in the scene's order.
    #expect(try Self.matching(all[2], "*.share", all[2]).map(\.name) == [all[0], all[2]])
    #expect(try Self.matching(all[0]).map(\.start) == [0.8])
  }

  @Test func everyPlaceOfASceneHasItsOwnSettings() throws {
    var scene = Toy.scene
    scene.terminations.append(PluginChoice("toy", settings: ["share": .number(0.5)]))
    let settings = try TunableSetting.matching(["*.share"], in: scene, registry: Toy.registry)
    #expect(settings.map(\.name) == ["termination.toy.share", "termination.toy#2.share"])
    #expect(settings.map(\.start) == [0.8, 0.5])
    let changed = try scene.setting(settings, to: [0.1, 0.2])
    #expect(changed.terminations.map { $0[setting: "share"] } == [.number(0.1), .number(0.2)])
  }

  @Test func nestedSettingsAreSetInTheirPlace() throws {
    let scene = try Toy.scene.setting(Self.matching("*.factor"), to: [2])
    #expect(scene.terminations[0].settings == .fields(["parts": .fields(["factor": .number(2)])]))
  }

  @Test func thePartsOfTheStandardSceneCanBeSearched() throws {
    let names = try TunableSetting.matching(["*"], in: SceneDescription(), registry: .standard).map(\.name)
    #expect(names.contains("controller.tracker.frequency") && names.contains("controller.tracker.balance.share"))
    // The search sets the caps itself.
    #expect(!names.contains { $0.hasSuffix("Cap") })
  }

  @Test func theSearchPastFallsHasSettingsToo() throws {
    let settings = try Self.matching("search.samples", "search.narrowing")
    #expect(settings.map(\.start) == [20, 0.5])
    let scene = try Toy.scene.setting(settings, to: [30, 0.25])
    #expect(scene.search.samples == 30 && scene.search.narrowing == 0.25)
    #expect(try scene.piece().contains("search:\n  narrowing: 0.25\n  samples: 30\n"))
    // They do nothing where nobody searches.
    for performer in [ClipPerformer.controller, .corrector(.fast, policy: nil)] {
      #expect(performer.idle(settings)?.name == "search.samples")
    }
    #expect(ClipPerformer.corrector(.best, policy: nil).idle(settings) == nil)
  }

  @Test(arguments: [
    ("termination.toi.x", ["no setting of the scene is called so", "termination.toy.share"]),
    ("termination.toy.fixed", ["termination.toy.fixed cannot be searched, having no range", "termination.toy.share"]),
    ("toy.shar", ["there are termination.toy.share, "]),
    ("*.fixed", ["cannot be searched"]), ("termination.toy.[fw]*", ["no setting"]), ("", ["no setting"]),
    ("force.*", ["force.residual.forceCap", "cannot be searched"]),
  ])
  func whatNamesNothingIsRefusedInOneLine(pattern: String, words: [String]) {
    let text = message { _ = try Self.matching("*.share", pattern) }
    #expect(words.allSatisfy(text.contains) && !text.contains("\n"), "\(text)")
  }

  @Test func aPluginThatIsNotThereIsNamed() {
    var scene = Toy.scene
    scene.forces = [PluginChoice("force.none")]
    let text = message { _ = try TunableSetting.matching(["*"], in: scene, registry: Toy.registry) }
    #expect(text.contains("force.none") && text.contains("force.residual"))
  }

  @Test func coordinatesAreSharesOfTheRangeByItsScale() throws {
    let settings = try Self.matching("*")
    let (share, factor, count) = (settings[0], settings[1], settings[2])
    #expect(share.coordinate(of: 0.25) == 0.25 && share.value(at: 0.25) == 0.25)
    // 0.1 to 100: three decades.
    #expect(abs(factor.coordinate(of: 1) - 1.0 / 3) < 1e-12 && abs(factor.value(at: 2.0 / 3) - 10) < 1e-9)
    #expect(count.coordinate(of: 3) == 0.3 && count.value(at: 0.34) == 3)
    for setting in settings {
      #expect(setting.value(at: 0) == setting.range.lowerBound && setting.value(at: 1) == setting.range.upperBound)
      #expect(setting.bound(at: setting.range.lowerBound) == .lower)
      #expect(setting.bound(at: setting.range.upperBound) == .upper && setting.bound(at: setting.value(at: 0.5)) == nil)
    }
    #expect(factor.rounded(1.23456) == 1.235 && count.rounded(3) == 3)
  }

  @Test func theFirstDeviationIsAShareOrAFactor() throws {
    let settings = try Self.matching("*")
    #expect(settings[0].deviation(share: 0.1, factor: 10) == 0.1)
    #expect(abs(settings[1].deviation(share: 0.1, factor: 10) - 1.0 / 3) < 1e-12)
    // Ten whole numbers from end to end: a step of half a number at the least.
    #expect(settings[2].deviation(share: 0.01, factor: 10) == 0.05)
  }
}
