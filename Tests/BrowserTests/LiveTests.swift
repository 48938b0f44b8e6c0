import Foundation
import Gaitkeeper
import Testing
import Viewer

@testable import GaitkeeperCLI

/// A running simulation in a real browser.
extension InBrowser {
  @Suite(.serialized) struct LiveTests {
    private func withSimulation(_ body: (Browser) async throws -> Void) async throws {
      let locator = ResourceLocator(environment: ["GAITKEEPER_HOME": InBrowser.home])
      let (humanoid, card) = try locator.humanoid(named: "smpl")
      let simulator = MotionSimulator(humanoid: humanoid, humanoidRoles: card?.jointMap)
      let clip = try MotionFormats.standard.read(InBrowser.samples + "walk.bvh")
      let (server, simulation) = try LiveSession.prepare(simulator, clip: clip)
      let address = try await server.start(port: 0)
      let running = Task { await simulation.run() }
      let browser = try await Browser.launched()
      do {
        try await browser.open(address)
        try await browser.wait(until: "window.viewer && viewer.live.newest > 0.2")
        try await body(browser)
        #expect(try await browser.consoleErrors().isEmpty)
      } catch {
        await browser.close()
        throw error
      }
      await browser.close()
      // A closed page is noticed.
      await server.waitUntilPagesAreClosed(patience: .milliseconds(50))
      running.cancel()
      await server.stop()
    }

    @Test("It pauses, steps and begins again")
    func commands() async throws {
      try await withSimulation { browser in
        try await browser.press(" ")
        try await browser.wait(until: "!viewer.live.isRunning")
        let time = try await browser.number("viewer.live.newest")
        try await browser.press("\u{E014}")
        try await browser.wait(until: "viewer.live.newest > \(time)")
        let steps = (try await browser.number("viewer.live.newest") - time) * 30
        #expect(abs(steps - 1) < 1e-6, "\(steps) steps")
        try await browser.press("r")
        try await browser.wait(until: "viewer.live.newest === 0")
        #expect(try await browser.number("viewer.stages[0].performed.track.poses.count") == 1)
      }
    }

    @Test("Without help the walk falls, and the page says so")
    func cap() async throws {
      try await withSimulation { browser in
        try await browser.run(
          "for (const id of ['force-cap', 'torque-cap']) { element(id).value = '0'; element(id).onchange(); }")
        try await browser.press("r")
        try await browser.wait(until: "viewer.stages[0].failure")
        #expect(try await browser.isTrue("viewer.stages[0].noteElement.textContent.startsWith('failed after')"))
        let help = "viewer.stages[0].series.filter(series => series.plot === 'help')"
        #expect(
          try await browser.number("Math.max(...\(help).map(s => Math.max(...s.rows.values.slice(0, s.rows.count))))")
            == 0)
      }
    }

    @Test("A body that is dragged with the mouse goes where it is dragged")
    func pull() async throws {
      try await withSimulation { browser in
        // Of a body that has come to the end of its walk and stands.
        try await browser.wait(until: "viewer.live.newest > 4.5")
        let place = """
          (() => {
            const body = viewer.stages[0].performed;
            const link = body.links[body.track.links.findIndex(link => link.name === 'spine3')];
            const seen = link.getWorldPosition(new THREE.Vector3()).project(viewer.player.camera);
            const frame = viewer.player.canvas.getBoundingClientRect();
            return [frame.left + (seen.x + 1) / 2 * frame.width, frame.top + (1 - seen.y) / 2 * frame.height];
          })()
          """
        let start = (Int(try await browser.number(place + "[0]")), Int(try await browser.number(place + "[1]")))
        let error = try await browser.number(
          "viewer.stages[0].series[0].rows.values[viewer.stages[0].series[0].rows.count - 1]")
        try await browser.drag(from: start, to: (start.0 + 150, start.1))
        try await browser.wait(until: "viewer.live.grip && viewer.live.pushArrow.group.visible")
        try await browser.wait(
          until: "viewer.stages[0].series[0].rows.values[viewer.stages[0].series[0].rows.count - 1] > \(error + 50)")
        try await browser.letGo()
        try await browser.wait(until: "!viewer.live.grip")
      }
    }
  }
}
