import Foundation
import Gaitkeeper
import Testing
import Viewer

@testable import GaitkeeperCLI

/// What a person sees and does in the viewer, in a real browser.
extension InBrowser {
  @Suite(.serialized) struct PageTests {
    /// Opens a page of sample clips from a file, as `view --export` writes it.
    private func withPage(_ clips: [String], _ body: (Browser) async throws -> Void) async throws {
      let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).html")
      defer { try? FileManager.default.removeItem(at: file) }
      var command = try ViewCommand.parse(
        clips.map { InBrowser.samples + $0 } + [
          "--humanoid", InBrowser.home + "/humanoids/smpl", "--export", file.path,
        ])
      try command.run()
      let browser = try await Browser.launched()
      do {
        try await browser.open(file.absoluteString)
        try await body(browser)
        #expect(try await browser.consoleErrors().isEmpty)
      } catch {
        await browser.close()
        throw error
      }
      await browser.close()
    }

    @Test("The page shows bodies, floor and figures, and its curves have numbers")
    func shows() async throws {
      try await withPage(["walk.bvh", "kick.bvh"]) { browser in
        try await browser.wait(until: "window.viewer && viewer.timing.frames > 2")
        #expect(try await browser.isTrue("element('message').hidden"))
        // The left limbs' orange is somewhere in either half of the picture.
        let orange = """
          (() => {
            viewer.player.draw();
            const gl = viewer.player.renderer.getContext();
            const [w, h] = [gl.drawingBufferWidth, gl.drawingBufferHeight];
            const pixels = new Uint8Array(4 * w * h);
            gl.readPixels(0, 0, w, h, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
            const found = [0, 0];
            for (let i = 0; i < pixels.length; i += 4) {
              const [r, g, b] = [pixels[i], pixels[i + 1], pixels[i + 2]];
              if (r > 150 && r > 2 * b && g > b) found[(i / 4) % w < w / 2 ? 0 : 1] += 1;
            }
            return Math.min(...found);
          })()
          """
        #expect(try await browser.number(orange) > 200)
        #expect(try await browser.number("viewer.plots.summary.length") == 8)
        #expect(try await browser.number("Math.min(...viewer.plots.summary.map(plot => plot.count))") >= 2 * 86)
        #expect(try await browser.number("document.querySelectorAll('#figures tr').length") > 6)
        let picture = try await browser.screenshot()
        #expect(picture.count > 20_000)
        if let folder = ProcessInfo.processInfo.environment["GAITKEEPER_SCREENSHOTS"] {
          try picture.write(to: URL(fileURLWithPath: folder + "/viewer.png"))
        }
      }
    }

    @Test("It plays by itself, stops at the space bar, steps by frames, and scrubbing lands on the frame")
    func plays() async throws {
      try await withPage(["walk.bvh"]) { browser in
        try await browser.wait(until: "window.viewer && viewer.player.time > 0.1")
        try await browser.press(" ")
        try await browser.wait(until: "!viewer.player.isPlaying")
        let frame = try await browser.number("viewer.player.frame")
        try await browser.press("\u{E014}")
        #expect(try await browser.number("viewer.player.frame") == frame + 1)
        try await browser.press("\u{E012}")
        try await browser.press("\u{E012}")
        #expect(try await browser.number("viewer.player.frame") == max(frame - 1, 0))
        // 86 frames: the 40th of 85 steps.
        try await browser.run(
          """
          const scrubber = element('scrubber');
          scrubber.value = 1000 * 40 / 85;
          scrubber.dispatchEvent(new Event('input'));
          """)
        #expect(try await browser.number("viewer.player.frame") == 40)
        #expect(try await browser.number("Math.abs(viewer.player.time - 40 / 30)") < 1e-9)
        // The drawn root is where the clip has it in that frame.
        try await browser.wait(until: "viewer.timing.frames > (window.seen = window.seen || viewer.timing.frames) + 2")
        let offset = """
          (() => {
            const body = viewer.stages[0].performed;
            const poses = body.track.poses;
            return Math.abs(body.links[0].position.z - poses.at(40, 2)) + Math.abs(body.links[0].position.y - poses.at(40, 1));
          })()
          """
        #expect(try await browser.number(offset) < 1e-5)
      }
    }

    @Test("Every option has its key")
    func keys() async throws {
      let outcomes = [
        ("g", "viewer.player.options.ghost === 'beside'"), ("e", "viewer.player.options.errors"),
        ("c", "!viewer.player.options.contacts"), ("w", "!viewer.player.options.wrench"),
        ("f", "!viewer.player.options.follow"), ("s", "!viewer.player.options.shadows"), ("l", "!viewer.player.loops"),
        ("]", "viewer.player.speed === 2"), ("[", "viewer.player.speed === 1"), ("p", "element('plots').hidden"),
        ("t", "element('figures').hidden"),
        ("?", "element('help').open && element('help').querySelectorAll('tr').length > 15"),
      ]
      try await withPage(["walk.bvh"]) { browser in
        try await browser.wait(until: "window.viewer && viewer.timing.frames > 1")
        for (key, outcome) in outcomes {
          #expect(try await !browser.isTrue(outcome), "before \(key)")
          try await browser.press(key)
          try await browser.wait(until: outcome)
        }
      }
    }
  }
}
