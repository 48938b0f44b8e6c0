import Foundation
import Gaitkeeper
import TestSupport

/// Shared libraries made of the C sources in Tests/BinaryExamples while the tests run.
enum ExampleLibrary {
  struct Problem: Error, CustomStringConvertible { let description: String }

  static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path
  private static let sources = "\(package)/Tests/BinaryExamples"
  private static let header = "\(package)/Sources/CGaitkeeperPlugin/include"

  static let wind = Result { try build("wind.c") }
  static let puppet = Result { try build("puppet.c") }

  /// Where this process's libraries are, until it ends.
  private static let folder: URL = {
    atexit { try? FileManager.default.removeItem(at: ExampleLibrary.folder) }
    return FileManager.default.temporaryDirectory.appendingPathComponent("gaitkeeper-\(UUID().uuidString)")
  }()

  /// Compiles as a user does, into a folder of its own.
  /// - Parameter definitions: such as "ABI=7", over what the source takes by itself.
  /// - Returns: the library's path.
  static func build(_ source: String, _ definitions: [String] = []) throws -> String {
    let folder = Self.folder.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let library = folder.appendingPathComponent("lib\(source.dropLast(2)).so").path
    // Without contraction a machine with fused instructions gives the numbers of one without.
    let arguments =
      ["cc", "-std=c11", "-Wall", "-Wextra", "-Werror", "-ffp-contract=off", "-shared", "-fPIC", "-I", header]
      + definitions.map { "-D\($0)" } + ["\(sources)/\(source)", "-o", library, "-lm"]
    let compiler = try run("/usr/bin/env", arguments)
    guard compiler.status == 0 else { throw Problem(description: compiler.errors) }
    return library
  }

  /// Runs a program to its end.
  static func run(
    _ program: String, _ arguments: [String]
  ) throws -> (status: Int32, output: String, errors: String) {
    try runProgram(
      program, arguments,
      environment: ProcessInfo.processInfo.environment.merging(["GAITKEEPER_HOME": package]) { $1 })
  }
}

extension PluginRegistry {
  static func standard(with libraries: String...) throws -> PluginRegistry {
    var registry = PluginRegistry.standard
    for library in libraries { try registry.load(library: library) }
    return registry
  }
}

/// A person who floats in empty space without weight and swings the arms: nothing but plugins' forces moves the centre of
/// mass, whatever the joints do.
enum Flight {
  static func scene(forces: [PluginChoice]) -> SceneDescription {
    var scene = SceneDescription()
    scene.gravity = .zero
    scene.ground = PluginChoice(NoGround.name)
    scene.forces = forces
    scene.terminations = []
    return scene
  }

  static func humanoid() throws -> Humanoid {
    try ResourceLocator(environment: ["GAITKEEPER_HOME": ExampleLibrary.package]).humanoid(named: "smpl").humanoid
  }

  static func simulation(
    _ scene: SceneDescription, _ registry: PluginRegistry, seed: UInt64 = 0
  ) throws -> Simulation {
    let humanoid = try humanoid()
    let count = humanoid.links.count
    var clip = try MotionClip(
      name: "arms", skeleton: humanoid.skeleton, rate: scene.controlRate,
      rootTranslations: Array(repeating: Vector3(0, 2, 0), count: 61),
      rotations: Array(repeating: .identity, count: 61 * count))
    for frame in 0..<61 {
      for (name, side) in [("left_shoulder", -1.0), ("right_shoulder", 1.0)] {
        guard let arm = humanoid.index(named: name) else { continue }
        clip[rotation: frame, arm] = Quaternion(angle: side * 0.6 * sin(0.3 * Double(frame)), axis: .unitZ)
      }
    }
    return try Simulation(
      scene: scene, registry: registry, humanoid: humanoid, reference: ReferenceMotion(clip: clip, humanoid: humanoid),
      seed: seed)
  }
}

extension SimulationView {
  /// m/s.
  var centreOfMassVelocity: Vector3 {
    var momentum = Vector3.zero
    for (link, state) in zip(humanoid.links, links) {
      let arm = state.orientation.rotate(link.centreOfMass)
      momentum += (state.linearVelocity + state.angularVelocity.cross(arm)) * link.mass
    }
    return momentum / humanoid.totalMass
  }
}
