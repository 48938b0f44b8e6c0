import Gaitkeeper
import Viewer

/// A simulation that is watched while it runs.
enum LiveSession {
  /// Blocks until the page is closed or Ctrl-C.
  /// - Throws: what is wrong with the clip or the scene, `ViewerError`.
  static func run(_ simulator: MotionSimulator, clip: MotionClip, port: UInt16 = 8017) throws {
    let (server, simulation) = try prepare(simulator, clip: clip)
    try PageSession.run(server: server, port: port) { await simulation.run() }
  }

  /// A server whose page shows the simulation; neither runs yet.
  static func prepare(_ simulator: MotionSimulator, clip: MotionClip) throws -> (PageServer, LiveSimulation) {
    let three = try ThreeLibrary()
    let reference = try simulator.controlReference(clip)
    let simulation = try LiveSimulation(simulator, reference: reference)
    let document = ViewerDocument(
      title: "\(clip.name), live", stages: [try stage(simulator, reference: reference)],
      live: settings(of: simulator))
    let html = try ViewerPage(document: document, three: three).html()
    return (PageServer(html: html, delegate: simulation), simulation)
  }

  private static func settings(of simulator: MotionSimulator) -> ViewerDocument.LiveSettings {
    let help = simulator.scene.helpForceIndex.map { simulator.scene.forces[$0] }
    let defaults = HelpForce.Configuration()
    func cap(_ setting: String, _ standard: Double) -> Double? {
      guard let help else { return nil }
      guard case .number(let value)? = help[setting: setting] else { return standard }
      return value.isFinite ? value : nil
    }
    return .init(
      controlRate: simulator.scene.controlRate, forceCap: cap("forceCap", defaults.forceCap),
      torqueCap: cap("torqueCap", defaults.torqueCap),
      hasHelp: help != nil, pullStiffness: Hand.stiffness, strongestPull: Hand.strongest)
  }

  /// The reference as a ghost, and a body of which nothing is known yet.
  private static func stage(_ simulator: MotionSimulator, reference: MotionClip) throws -> ViewerStage {
    let humanoid = simulator.humanoid
    let rate = simulator.scene.controlRate
    let ground = try simulator.scene.makeGround(registry: simulator.registry, humanoid: humanoid)
    let input = try ViewerTrack(clip: reference, role: .input, humanoid: humanoid, ground: ground)
    var performed = try ViewerTrack(clip: reference, role: .performed, humanoid: humanoid)
    performed.frameCount = 0
    performed.poses = PackedNumbers()
    func series(_ plot: String, _ unit: String, _ label: String, _ style: ViewerSeries.Style) -> ViewerSeries {
      ViewerSeries(plot: plot, unit: unit, label: label, style: style, rate: rate, values: [])
    }
    let kinds: [ViewerArrow.Kind] = [.force, .torque] + humanoid.links.map { _ in .contact }
    return ViewerStage(
      name: reference.name, note: "\(humanoid.name), \(simulator.scene.controller.name), running", rate: rate,
      duration: reference.duration, ground: ViewerGround(ground, around: reference.rootTranslations),
      tracks: [input, performed],
      arrows: kinds.map { ViewerArrow(kind: $0, rate: rate, values: PackedNumbers()) },
      series: [
        series("tracking error", "mm", "mean of joints", .first),
        series("tracking error", "mm", "worst joint", .second),
        series("help", "N and N m", "force", .first),
        series("help", "N and N m", "torque", .second),
        series("energy", "J", "kinetic", .first),
      ])
  }
}
