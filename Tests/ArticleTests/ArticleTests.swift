import ArgumentParser
import Foundation
import Gaitkeeper
import Testing

@testable import GaitkeeperCLI

/// The code in the articles is the code in this folder, and does what the articles say.
struct ArticleTests {
  private static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path
  private static let articles = ["SimulateAClip", "CorrectAFolder", "CorrectInATrainingLoop", "TuneABody"]

  private static func read(_ path: String) throws -> String {
    try String(contentsOfFile: "\(package)/\(path)", encoding: .utf8)
  }

  /// The blocks of code of one language.
  private static func code(_ language: String, in article: String) throws -> [String] {
    try read("Sources/Gaitkeeper/Gaitkeeper.docc/\(article).md").components(separatedBy: "```\(language)\n").dropFirst()
      .map { $0.components(separatedBy: "```")[0] }
  }

  @Test(arguments: articles) func theSwiftOfAnArticleIsWhatIsCompiledHere(_ article: String) throws {
    #expect(try Self.code("swift", in: article) == [Self.read("Tests/ArticleTests/\(article).swift")])
  }

  @Test(arguments: articles) func theCommandsOfAnArticleAreUnderstood(_ article: String) throws {
    let lines = try Self.code("sh", in: article).flatMap { $0.split(separator: "\n") }
    #expect(!lines.isEmpty)
    for line in lines where !line.hasPrefix("swift build ") {
      let words = line.split(separator: " ").map(String.init)
      #expect(words[0] == "gaitkeeper")
      #expect(throws: Never.self, "\(line)") { try GaitkeeperCommand.parseAsRoot(Array(words.dropFirst())) }
    }
  }

  @Test func thePythonOfTheLoopIsThatOfTheExample() throws {
    let example = try Self.read("Sources/Python/examples/self_correcting_loop.py")
    for block in try Self.code("python", in: "CorrectInATrainingLoop") {
      let indented = block.split(separator: "\n", omittingEmptySubsequences: false).map {
        $0.isEmpty ? "" : "    \($0)"
      }
      #expect(example.contains(indented.joined(separator: "\n")))
    }
  }

  @Test func theCatalogueNamesEveryArticle() throws {
    let folder = "\(Self.package)/Sources/Gaitkeeper/Gaitkeeper.docc"
    let front = try Self.read("Sources/Gaitkeeper/Gaitkeeper.docc/Gaitkeeper.md")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(Set(files) == Set(Self.articles.map { "\($0).md" } + ["Gaitkeeper.md"]))
    for article in Self.articles { #expect(front.contains("- <doc:\(article)>")) }
  }

  // MARK: What the code does

  private func temporaryFolder() throws -> String {
    let path = NSTemporaryDirectory() + "gaitkeeper-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
  }

  @Test func aClipIsSimulated() throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let walk = try ResourceLocator().sample(named: "walk")
    let report = try simulate(walk, cap: 50, output: folder + "/performed.bvh")
    #expect(report.status == .tracked && report.helpForceCapN == 50 && report.peakHelpN <= 50.001)
    let (before, after) = (
      try MotionFormats.standard.read(walk), try MotionFormats.standard.read(folder + "/performed.bvh")
    )
    #expect(after.skeleton.count == before.skeleton.count && after.frameCount == before.frameCount)
  }

  @Test func aFolderIsCorrected() async throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let (input, output) = (folder + "/in", folder + "/out")
    for path in [input, output] {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
    for name in ["walk", "jump"] {
      try FileManager.default.copyItem(atPath: ResourceLocator().sample(named: name), toPath: "\(input)/\(name).bvh")
    }
    try Data("no clip".utf8).write(to: URL(fileURLWithPath: input + "/broken.bvh"))
    #expect(try await correctFolder(input, output: output).values.reduce(0, +) == 2)
    #expect(try FileManager.default.contentsOfDirectory(atPath: output).sorted() == ["jump.bvh", "walk.bvh"])
  }

  @Test func aBodyIsTuned() throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let (motions, output) = (folder + "/motions", folder + "/mannequin.yaml")
    try FileManager.default.createDirectory(atPath: motions, withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: ResourceLocator().sample(named: "walk"), toPath: motions + "/walk.bvh")
    let report = try tuneMannequin(motions, output: output, generations: 1)
    #expect(report.parts.map(\.clips) == [1] && report.generations == 1 && report.tunedScore >= report.startScore)
    let scene = try SceneDescription(yaml: String(contentsOfFile: output, encoding: .utf8), file: output)
    #expect(scene.humanoid == "mannequin")
    let tuned = report.settings.map { $0.name.dropFirst("controller.tracker.".count) }
      .map { scene.controller[setting: String($0)] }
    #expect(tuned == report.settings.map { .number($0.tuned) })
  }

  /// Repeats the first of its motions; every other one is said to be impossible.
  private struct Repeating: MotionGenerator {
    var fitted: [Int] = []
    var motions: [MotionClip] = []

    mutating func fit(_ motions: [MotionClip]) {
      fitted.append(motions.count)
      self.motions = motions
    }

    func sample(count: Int) throws -> [MotionClip] {
      (0..<count).map { index in
        var clip = motions[0]
        clip.name = index.isMultiple(of: 2) ? "possible" : "impossible"
        return clip
      }
    }
  }

  private struct Fake: MotionCorrecting {
    func correct(motion: MotionClip) -> Correction {
      Correction(unsimulated: motion, status: motion.name == "possible" ? .tracked : .failed)
    }
  }

  @Test func aGeneratorLearnsFromWhatABodyCouldPerform() async throws {
    var generator = Repeating()
    let walk = try MotionFormats.standard.read(ResourceLocator().sample(named: "walk"))
    try await train(&generator, on: [walk], generations: 3, samples: 6, corrector: Fake())
    #expect(generator.fitted == [1, 4, 4])
    // And with a body in earnest.
    try await train(&generator, on: [walk], generations: 2, samples: 1, corrector: MotionCorrector())
    #expect(generator.fitted.suffix(2) == [1, 2])
    #expect(generator.motions[1] != walk && generator.motions[1].frameCount == walk.frameCount)
  }
}
