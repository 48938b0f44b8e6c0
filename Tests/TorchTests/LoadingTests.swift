import Foundation
import TestSupport
import Testing

@testable import Torch

@Suite struct LoadingTests {
  @Test func aNamedFileThatIsNotThereIsSaid() {
    #expect(
      message { _ = try TorchLibrary.load(environment: ["GAITKEEPER_CTORCH": "/no/such.so"]) }
        .hasPrefix("/no/such.so: cannot be used: GAITKEEPER_CTORCH names it, but there is no such file"))
  }

  @Test func aFileThatIsNoLibraryIsRefusedByName() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    let file = folder.appendingPathComponent(".build/ctorch/libctorch.so")
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data("no library".utf8).write(to: file)
    let deep = folder.appendingPathComponent("a/b").path
    #expect(
      message { _ = try TorchLibrary.load(environment: [:], workingDirectory: deep, executable: nil) }
        .hasPrefix("\(file.path): cannot be used: "))
    #expect(
      message {
        _ = try TorchLibrary.load(
          environment: [:], workingDirectory: "/", executable: folder.path + "/.build/ctorch/run")
      }
      .hasPrefix("\(file.path): cannot be used: "))
  }

  @Test func whereNothingIsFoundTheScriptIsNamed() {
    let line = message { _ = try TorchLibrary.load(environment: [:], workingDirectory: "/", executable: nil) }
    #expect(line.contains("run Scripts/setup-learning") && line.contains("GAITKEEPER_CTORCH"))
  }

  @Test func anotherLibraryIsNotTakenForIt() throws {
    let other = ["/lib/x86_64-linux-gnu/libm.so.6", "/lib/aarch64-linux-gnu/libm.so.6"].first {
      FileManager.default.fileExists(atPath: $0)
    }
    guard let other else { return }
    #expect(
      message { _ = try TorchLibrary.load(environment: ["GAITKEEPER_CTORCH": other]) }
        .contains("no function 'ctorch_functions'"))
  }
}
