import Correction
import Foundation
import Motion
import Simulation
import TestSupport
import Testing

@testable import Tuning

/// Whole searches.
@Suite struct TuningTests {
  private static func files(in folder: String) throws -> [String: Data] {
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder)
    return names.reduce(into: [:]) { files, name in
      files[name] = FileManager.default.contents(atPath: "\(folder)/\(name)")
    }
  }

  /// Searches in a folder, as the command does.
  @discardableResult private static func search(
    _ tuning: Tuning, in path: String, generations: Int, resumes: Bool = false, sensitivity: Bool = true
  ) throws -> TuningReport {
    let folder = try TuningFolder(output: path + "/tuned.yaml", resumes: resumes)
    let found = try tuning.search(in: folder, until: .init(generations: generations))
    let report = try tuning.report(on: found, command: "tune", sensitivity: sensitivity)
    try tuning.write(found, report, to: folder)
    return report
  }

  private static func toy(_ change: (inout TuningOptions) -> Void = { _ in }) throws -> Tuning {
    try Tuning(simulator: Toy.simulator(), data: Toy.data(), options: Toy.options(change), threadCount: 1)
  }

  @Test func theBestSettingsOfAToyAreFound() throws {
    try withFolder { folder in
      let report = try Self.search(Self.toy(), in: folder, generations: 30)
      let tuned = report.settings.map(\.tuned)
      #expect(abs(tuned[0] - 0.3) < 0.06 && abs(log10(tuned[1]) - 1) < 0.2 && abs(tuned[2] - 3) <= 1, "\(tuned)")
      // 1 - off / 2 of two seconds and a half, of a clip of 2.8.
      #expect(report.tunedScore > report.startScore + 0.2)
      #expect(report.generations == 30 && report.candidates == 30 * 7)
      // Each setting is worth something: back at its start it costs.
      #expect(report.settings.allSatisfy { ($0.change ?? 0) < -0.02 })
      #expect(report.settings.allSatisfy { $0.atBound == nil })
    }
  }

  @Test func whatIsWrittenIsAPieceOfASceneThatMeansTheTunedOne() throws {
    try withFolder { folder in
      let tuning = try Self.toy()
      let report = try Self.search(tuning, in: folder, generations: 3)
      let text = try String(contentsOfFile: folder + "/tuned.yaml", encoding: .utf8)
      #expect(text.hasPrefix("# gaitkeeper tune --generations 3\n# seed 0, train, 2 clips, 0 N: tracked 0.0 -> "))
      let expected = try Toy.scene.setting(tuning.settings, to: report.settings.map(\.tuned))
      #expect(try SceneDescription(yaml: text, file: "tuned.yaml") == expected)
    }
  }

  @Test func aSearchThatWasResumedEndsWithTheBytesOfOneThatWasNot() throws {
    try withFolder { whole in
      try withFolder { parts in
        // Ended in the middle of a round of parts, and between two measurements on all clips.
        try Self.search(Self.toy(), in: whole, generations: 8)
        try Self.search(Self.toy(), in: parts, generations: 3)
        try Self.search(Self.toy(), in: parts, generations: 8, resumes: true)
        let (expected, found) = (try Self.files(in: whole), try Self.files(in: parts))
        #expect(expected.keys.sorted() == found.keys.sorted())
        for (name, bytes) in expected { #expect(found[name] == bytes, "\(name)") }
        let names = ["state.json", "curve.csv", "report.json"].map { "tuned.yaml.search/\($0)" }
        #expect(Set(found.keys).isSuperset(of: names))
      }
    }
  }

  @Test func aSearchIsTheSameForAnyNumberOfThreads() throws {
    let locator = ResourceLocator()
    let (body, card) = try locator.humanoid(named: "smpl")
    let samples = URL(fileURLWithPath: try locator.sample(named: "walk")).deletingLastPathComponent().path
    var data = try TuningData(samples)
    #expect(data.parts.map(\.clips.count) == [3])
    // Their first second and a third, in which the body may fall already.
    data.parts[0].clips = try data.parts[0].clips.map { try $0.sampled(rate: 30, frameCount: 40) }
    var options = TuningOptions(settings: ["controller.tracker.frequency", "controller.tracker.joints.arms.damping"])
    options.limits = []
    options.population = 2
    let results = try [1, 2].map { threads in
      try withFolder { folder in
        let tuning = try Tuning(
          simulator: MotionSimulator(humanoid: body, humanoidRoles: card?.jointMap), data: data, options: options,
          threadCount: threads)
        try Self.search(tuning, in: folder, generations: 2, sensitivity: false)
        return try Self.files(in: folder)
      }
    }
    #expect(results[0] == results[1] && results[0].count >= 4)
    // They are results of rollouts that went some way.
    let curve = String(decoding: results[0]["tuned.yaml.search/curve.csv"] ?? Data(), as: UTF8.self)
    #expect(Set(curve.split(separator: "\n").dropFirst().map { $0.split(separator: ",")[2] }).count == 2, "\(curve)")
  }

  @Test func filesThatAreThereAreNotOverwritten() throws {
    try withFolder { folder in
      try Self.search(Self.toy(), in: folder, generations: 1)
      let again = message { try Self.search(Self.toy(), in: folder, generations: 2) }
      #expect(again.contains("tuned.yaml: ") && again.contains("--resume") && !again.contains("\n"), "\(again)")
      try FileManager.default.removeItem(atPath: folder + "/tuned.yaml")
      #expect(message { try Self.search(Self.toy(), in: folder, generations: 2) }.contains("state.json"))
      try FileManager.default.removeItem(atPath: folder + "/tuned.yaml.search")
      let nothing = message { try Self.search(Self.toy(), in: folder, generations: 2, resumes: true) }
      #expect(nothing.contains("no search to resume"))
    }
  }

  typealias Change = @Sendable (inout TuningOptions) -> Void

  private static let otherSearches: [(word: String, change: Change)] = [
    ("seed", { $0.seed = 1 }), ("objective", { $0.objective = ["survived=2"] }),
    ("limits", { $0.limits = ["tracked@0>=1"] }), ("parts", { $0.parts = 1 }), ("caps", { $0.caps = [0, 10] }),
    ("population", { $0.population = 8 }), ("factor", { $0.factor = 2 }),
    ("settingNames", { $0.settings = ["*.share"] }),
  ]

  @Test(arguments: otherSearches.indices) func anotherSearchIsNotGoneOnFrom(index: Int) throws {
    let (word, change) = Self.otherSearches[index]
    try withFolder { folder in
      try Self.search(Self.toy(), in: folder, generations: 1)
      let problem = message { try Self.search(Self.toy(change), in: folder, generations: 2, resumes: true) }
      #expect(problem.contains("is another search: ") && problem.contains(word), "\(problem)")
      #expect(!problem.contains("\n"))
    }
  }

  @Test func otherDataAreNotGoneOnFrom() throws {
    var data = try Toy.data()
    data.parts[0].clips[1].rootTranslations[5].x += 1e-9
    let other = try Tuning(simulator: Toy.simulator(), data: data, options: Toy.options())
    try withFolder { folder in
      try Self.search(Self.toy(), in: folder, generations: 1)
      #expect(message { try Self.search(other, in: folder, generations: 2, resumes: true) }.contains("data is "))
    }
  }

  /// Nothing, no state, and one whose generations and curve do not belong together.
  @Test(arguments: ["", "{}", "\"generation\" : 7"]) func aDamagedStateIsNotGoneOnFrom(damage: String) throws {
    try withFolder { folder in
      try Self.search(Self.toy(), in: folder, generations: 1)
      let path = folder + "/tuned.yaml.search/state.json"
      let text = try String(contentsOfFile: path, encoding: .utf8)
      let damaged = damage.count > 2 ? text.replacingOccurrences(of: "\"generation\" : 1", with: damage) : damage
      #expect(damaged != text)
      try Data(damaged.utf8).write(to: URL(fileURLWithPath: path))
      let problem = message { try Self.search(Self.toy(), in: folder, generations: 2, resumes: true) }
      #expect(problem.contains("is no state of a search"), "\(problem)")
    }
  }

  @Test func aMetricThatNoReportHasIsRefusedWithThoseThatThereAre() {
    let problem = message { _ = try Self.toy { $0.objective = ["mpjpeGlobal=-1"] } }
    #expect(problem.contains("'mpjpeGlobal'") && problem.contains("mpjpeGlobalMM") && !problem.contains("\n"))
    let limit = message { _ = try Self.toy { $0.limits = ["realTimeFactor@0<=1"] } }
    #expect(limit.contains("'realTimeFactor'"), "\(limit)")
  }

  @Test func aCapNeedsAForceThatHelps() throws {
    var scene = Toy.scene
    scene.forces = []
    let simulator = try Toy.simulator(scene)
    let data = try Toy.data()
    #expect(throws: Never.self) { try Tuning(simulator: simulator, data: data, options: Toy.options()) }
    let problem = message {
      _ = try Tuning(simulator: simulator, data: data, options: Toy.options { $0.limits = ["survived@100>=1"] })
    }
    #expect(problem.contains("100 N") && problem.contains("force.residual"), "\(problem)")
  }

  private static let badOptions: [Change] = [
    { $0.parts = 0 }, { $0.step = 0 }, { $0.factor = 1 }, { $0.caps = [-1] }, { $0.caps = [] }, { $0.population = 1 },
    { $0.checkEvery = 0 }, { $0.caps = [1, 1] }, { $0.settings = [] },
  ]

  @Test(arguments: badOptions.indices) func anOptionOutOfItsRangeIsRefused(index: Int) {
    #expect(message { _ = try Self.toy(Self.badOptions[index]) }.contains("expected"))
  }
}
