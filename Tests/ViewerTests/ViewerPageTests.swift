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

  @Test("A stage has its ground: nothing for a flat floor at height 0, a plane without end, or triangles")
  func ground() throws {
    let clip = try TestWalker.clip(frames: 30, speed: 1, height: 2)
    func stage(_ ground: any Ground) throws -> ViewerStage {
      try ViewerStage(clip: clip, humanoid: TestWalker.humanoid(), ground: ground)
    }
    let flat = try stage(PlaneGround())
    #expect(flat.ground == nil && flat.tracks[0].heights == nil)
    let slope = try stage(PlaneGround(height: 2, normal: Vector3(0, 1, -0.5).normalized()))
    let plane = try #require(slope.ground?.plane)
    #expect(plane.height == 2)
    // Half a metre up for each metre along z.
    #expect(abs(plane.rise[0]) < 1e-15 && abs(plane.rise[1] - 0.5) < 1e-15)
    let heights = try #require(slope.tracks[0].heights).values
    #expect(heights.count == 30)
    for (frame, height) in heights.enumerated() {
      #expect(abs(Double(height) - 2 - 0.5 * clip.rootTranslations[frame].z) < 1e-6)
    }
    let stairs = try stage(TestGround.stairs(steps: 3))
    #expect(stairs.ground?.plane == nil)
    // A plane of two triangles, and three boxes of twelve.
    #expect(stairs.ground?.triangles?.values.count == 3 * (2 + 3 * 12))
    // Two metres over the floor, and less over the steps.
    let feet = try #require(stairs.series.first { $0.plot == "foot height" }).values.values
    #expect(abs(feet[0] - 2000) < 1e-3)
    let nothing = try stage(NoGround())
    #expect(nothing.ground != nil && nothing.ground?.triangles == nil && nothing.ground?.plane == nil)
  }
}
