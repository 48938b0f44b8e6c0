import Foundation
import Gaitkeeper
import Testing
import Viewer

@testable import GaitkeeperCLI

/// A running simulation in a real browser.
extension InBrowser {
  @Suite(.serialized) struct LiveTests {
    private func withSimulation(_ body: (Browser) async throws -> Void) async throws {
      try await InBrowser.withSimulation(newest: 0.2, body)
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
