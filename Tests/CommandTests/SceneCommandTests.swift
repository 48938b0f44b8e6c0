import ArgumentParser
import Foundation
import Gaitkeeper
import Testing

@testable import GaitkeeperCLI

/// What commands make of scene files, good and bad.
@Suite struct SceneCommandTests {
  private static func scene(_ arguments: String...) throws -> SceneDescription {
    let command = try #require(try GaitkeeperCommand.parseAsRoot(["scene"] + arguments) as? SceneCommand)
    return try command.scene()
  }

  @Test func optionsAndSceneFileSayTheSame() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let options = [
      "correct", "--quality", "best", "--on-failure", "restart", "--wrench-force", "40", "--rate", "60",
      "--no-cleaning",
    ]
    let command = try #require(try GaitkeeperCommand.parseAsRoot(["scene"] + options) as? SceneCommand)
    let scene = try command.scene()
    #expect(scene.attempts?.last?.restart == true && scene.cleaning == CleaningDescription.none)
    #expect(scene.helpCap == 40 && scene.controlRate == 60)
    let file = folder + "/scene.yaml"
    try scene.yaml().write(toFile: file, atomically: true, encoding: .utf8)
    #expect(try Self.scene("correct", "--scene", file) == scene)
    // What is said on the command line holds over the file.
    #expect(try Self.scene("correct", "--scene", file, "--quality", "fast").attempts?.contains { $0.search } == false)
  }

  @Test func helpIsRefusedWhereAttemptsSayTheirOwn() throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).yaml").path
    defer { try? FileManager.default.removeItem(atPath: file) }
    try "attempts: [{help: 20}]".write(toFile: file, atomically: true, encoding: .utf8)
    #expect(throws: ValidationError.self) { try Self.scene("correct", "--scene", file, "--wrench-force", "50") }
  }

  /// A ground that cannot be ends the command before anything is written.
  @Test(arguments: [
    ("ground: {name: plane, height: .nan}", "height"), ("ground: {name: mesh, file: FILE}", "FILE"),
    ("ground: {nam: plane}", "name"), ("world: {flor: 1}", "flor"), ("wrld: {}", "wrld"),
  ])
  func whatCannotBeStoodOnIsOneLine(yaml: String, word: String) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let (mesh, file, output) = (folder + "/empty.obj", folder + "/scene.yaml", folder + "/out")
    try "# no triangle\nv 0 0 0\n".write(toFile: mesh, atomically: true, encoding: .utf8)
    try yaml.replacing("FILE", with: "empty.obj").write(toFile: file, atomically: true, encoding: .utf8)
    var command = try CorrectCommand.parse([
      try ResourceLocator().sample(named: "walk"), "--output", output, "--scene", file,
    ])
    var problem = ""
    do { try await command.run() } catch { problem = "\(error)" }
    #expect(problem.contains(word == "FILE" ? "empty.obj" : word), "\(problem)")
    #expect(!problem.isEmpty && !problem.contains("\n"))
    #expect(!FileManager.default.fileExists(atPath: output))
  }
}
