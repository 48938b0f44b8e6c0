import Foundation
import Gaitkeeper
import Testing

/// `--plugin` on the command line, as a person types it.
@Suite struct PluginCommandTests {
  /// The command that was built beside the tests.
  static var command: String {
    get throws {
      let folder = try #require(Bundle.main.executableURL).resolvingSymlinksInPath().deletingLastPathComponent()
      return folder.appendingPathComponent("gaitkeeper").path
    }
  }

  static func gaitkeeper(_ arguments: String...) throws -> (status: Int32, output: String, errors: String) {
    try ExampleLibrary.run(command, arguments)
  }

  static let walk = "\(ExampleLibrary.package)/humanoids/smpl/samples/walk.bvh"

  @Test func pluginsListsWhatALibraryBringsWithSettingsUnitsAndDefaults() throws {
    let (wind, puppet) = (try ExampleLibrary.wind.get(), try ExampleLibrary.puppet.get())
    let result = try Self.gaitkeeper("plugins", "--plugin", wind, "--plugin", puppet)
    #expect(result.status == 0 && result.errors.isEmpty)
    let lines = result.output.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
    #expect(
      lines.contains("force.wind Wind that drags every link along, in gusts from the scene's seed (from \(wind))"))
    #expect(lines.contains("speed 5 m/s mean speed of the wind"))
    #expect(lines.contains("termination.low Fails when the root is too low (from \(puppet))"))
    #expect(lines.contains { $0.hasPrefix("controller.puppet ") } && lines.contains { $0.hasPrefix("force.residual ") })
    #expect(try !Self.gaitkeeper("plugins").output.contains("force.wind"))
  }

  @Test func simulateUsesALibrarysControllerAndItsForcesInAScene() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gaitkeeper-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let scene = folder.appendingPathComponent("storm.yaml").path
    try "forces: [force.residual, { name: force.wind, speed: 60, drag: 1 }]".write(
      toFile: scene, atomically: true, encoding: .utf8)
    let wind = try ExampleLibrary.wind.get()
    // A storm that pulls with 60 m/s^2 blows a walker over.
    let storm = try Self.gaitkeeper("simulate", Self.walk, "--plugin", wind, "--scene", scene)
    #expect(storm.status == 2 && storm.errors.contains("the body failed"))
    let unknown = try Self.gaitkeeper("simulate", Self.walk, "--scene", scene)
    #expect(unknown.status == 1 && unknown.errors.contains("no force is named 'force.wind'"))
    let puppet = try Self.gaitkeeper(
      "simulate", Self.walk, "--plugin", try ExampleLibrary.puppet.get(), "--controller", "puppet",
      "--wrench-force", "inf", "--wrench-torque", "inf")
    #expect(puppet.status == 2 && puppet.output.contains("strayed"))
  }

  @Test(arguments: [
    (["ABI=2"], "it was made for version 2 of the plugin interface, this program has version 1"),
    (["APPLY=0"], "plugin 'force.probe': its function 'apply' is missing"),
  ])
  func aLibraryThatIsWrongEndsTheCommandWithOneLine(definitions: [String], problem: String) throws {
    let library = try ExampleLibrary.build("probe.c", definitions)
    for result in [
      try Self.gaitkeeper("plugins", "--plugin", library),
      try Self.gaitkeeper("simulate", Self.walk, "--plugin", library),
    ] {
      #expect(result.status == 1)
      #expect(result.errors == "gaitkeeper: \(library): \(problem)\n" && result.output.isEmpty)
    }
  }

  @Test(arguments: [
    (["STATUS=GAITKEEPER_ERROR"], "force.probe: out of breath"),
    (["ON_LINK=wrench[1]=NAN_VALUE"], "force.probe: the force on link 'pelvis' is not a finite number at 0.0 s"),
  ])
  func aPluginThatFailsEndsTheCommandWithOneLine(definitions: [String], problem: String) throws {
    let library = try ExampleLibrary.build("probe.c", definitions)
    let scene = URL(fileURLWithPath: library).deletingLastPathComponent().appendingPathComponent("scene.yaml").path
    try "forces: [force.probe]".write(toFile: scene, atomically: true, encoding: .utf8)
    let result = try Self.gaitkeeper("simulate", Self.walk, "--plugin", library, "--scene", scene)
    #expect(result.status == 1 && result.errors == "gaitkeeper: \(problem)\n")
  }

  @Test func thePluginInTheReadmeWorksAsTyped() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gaitkeeper-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    // Code is indented by four spaces; other text ends it.
    let lines = try String(contentsOfFile: "\(ExampleLibrary.package)/README.md", encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false)
    let blocks = lines.split { !$0.isEmpty && !$0.hasPrefix("    ") }
      .map { $0.map { String($0.dropFirst(4)) }.joined(separator: "\n") }
    let source = try #require(blocks.first { $0.contains("gaitkeeper_plugin_library") })
    let commands = try #require(blocks.first { $0.contains("lift.c -o") })
    try source.write(toFile: folder.appendingPathComponent("lift.c").path, atomically: true, encoding: .utf8)
    let script = """
      set -e
      gaitkeeper() { '\(try Self.command)' "$@"; }
      cd '\(folder.path)'
      ln -s '\(ExampleLibrary.package)/Sources' Sources
      cp '\(Self.walk)' .
      \(commands)
      """
    let result = try ExampleLibrary.run("/bin/bash", ["-c", script])
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("force.lift") && result.output.contains("walk on smpl: tracked"))
  }
}
