import Gaitkeeper
import Testing

@testable import GaitkeeperCLI

extension InBrowser {
  /// The sample walk, simulated while a browser watches it.
  /// - Parameter newest: seconds that are simulated before `body` begins.
  static func withSimulation(
    in scene: SceneDescription = .init(), newest: Double, _ body: (Browser) async throws -> Void
  ) async throws {
    let locator = ResourceLocator(environment: ["GAITKEEPER_HOME": home])
    let (humanoid, card) = try locator.humanoid(named: scene.humanoid)
    let simulator = MotionSimulator(humanoid: humanoid, humanoidRoles: card?.jointMap, scene: scene)
    let clip = try MotionFormats.standard.read(samples + "walk.bvh")
    let (server, simulation) = try LiveSession.prepare(simulator, clip: clip)
    let address = try await server.start(port: 0)
    let running = Task { await simulation.run() }
    let browser = try await Browser.launched()
    do {
      try await browser.open(address)
      try await browser.wait(until: "window.viewer && viewer.live.newest > \(newest)")
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
}
