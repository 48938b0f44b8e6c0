import Foundation
import Motion
import Simulation
import Testing
import Viewer

@Suite("The page and its document")
struct ViewerPageTests {
  @Test("Nothing in a clip's name ends the page's scripts or is run")
  func names() throws {
    guard let three = try? ThreeLibrary() else { return }
    let name = "</script><script>alert(1)</script>"
    let document = ViewerDocument(title: name, stages: [ViewerStage(name: name)])
    let html = try ViewerPage(document: document, three: three).html()
    #expect(!html.contains("<script>alert"))
    #expect(!html.contains("http://cdn") && !html.contains("https://cdn"))
  }

  @Test("Packed numbers come back to the bit")
  func packing() throws {
    let numbers = PackedNumbers([0, -1.5, 3.25e7, Float.leastNonzeroMagnitude])
    let data = try JSONEncoder().encode([numbers])
    #expect(try JSONDecoder().decode([PackedNumbers].self, from: data) == [numbers])
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([PackedNumbers].self, from: Data("[\"AAA=\"]".utf8))
    }
  }

  @Test("A stage says where a body is, how far it is from where it should be, and how high its feet are")
  func stage() throws {
    let humanoid = try TestWalker.humanoid()
    let reference = try TestWalker.clip(frames: 10, speed: 0)
    let performed = try TestWalker.clip(frames: 6, speed: 0, height: 0.1)
    let stage = try ViewerStage(
      name: "walker", input: reference, reference: reference, performed: performed, humanoid: humanoid)
    #expect(stage.tracks.map(\.frameCount) == [10, 6])
    #expect(stage.tracks[1].poses.values.count == 6 * 3 * 7)
    #expect(stage.tracks[1].poses.values[1] == 1.1)
    let error = try #require(stage.series.first { $0.plot == "tracking error" })
    #expect(error.values.values.allSatisfy { abs($0 - 100) < 1e-3 })
    let feet = stage.series.filter { $0.plot == "foot height" }
    #expect(feet.map(\.style) == [.input, .left, .right])
    #expect(feet[0].values.values.allSatisfy { abs($0) < 1e-3 })
    #expect(feet[1].values.values.allSatisfy { abs($0 - 100) < 1e-3 })
  }
}
