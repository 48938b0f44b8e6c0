import Correction
import Foundation
import Motion
import TestSupport
import Testing

/// The header, the library and a program in C, as somebody else puts them together.
struct HeaderTests {
  private func run(_ program: String, _ arguments: [String], in folder: String) throws -> (
    status: Int32, output: String, errors: String
  ) {
    // Nothing but the library's own place may lead to the humanoids.
    let environment = ProcessInfo.processInfo.environment.filter { $0.key != "GAITKEEPER_HOME" }
    return try runProgram(program, arguments, in: folder, environment: environment)
  }

  @Test(arguments: [
    ["cc", "-std=c99", "-pedantic"], ["cc", "-x", "c++", "-std=c++11", "-Wno-missing-field-initializers"],
  ])
  func aProgramInCOrCPlusPlusCorrectsAMotion(_ compiler: [String]) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gaitkeeper-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let built = try run(
      "/usr/bin/env",
      [compiler[0], "-Wall", "-Wextra", "-Werror"] + compiler.dropFirst() + [
        "-I", "\(Package.path)/Sources/CGaitkeeper/include",
        "\(Package.path)/Tests/CExample/correct.c", "-o", "correct", "-L", Package.products, "-lGaitkeeperC",
        "-Wl,-rpath,\(Package.products)",
      ], in: folder)
    try #require(built.status == 0, "\(built.errors)")

    let walk = try Walk()
    try walk.values.map { Float($0) }.withUnsafeBytes { try Data($0).write(to: URL(fileURLWithPath: folder + "/in")) }
    let ran = try run(folder + "/correct", ["in", "out"], in: folder)
    try #require(ran.status == 0, "\(ran.errors)")
    #expect(ran.output.hasPrefix("\(walk.frameCount) of \(walk.frameCount) frames, mean confidence 0."))
    let expected = try MotionCorrector(locator: Package.locator).correct(motion: walk.clip()).clip.bodyPositions()
      .flatMap { [Float($0.x), Float($0.y), Float($0.z)] }
    let written = try Data(contentsOf: URL(fileURLWithPath: folder + "/out"))
    #expect(written == expected.withUnsafeBytes { Data($0) })

    try Data(count: 10).write(to: URL(fileURLWithPath: folder + "/in"))
    let refused = try run(folder + "/correct", ["in", "out"], in: folder)
    #expect(refused.status == 1 && refused.errors == "motion: frames is 0, expected 1 to 1048576\n")
  }
}
