import Foundation
import Gaitkeeper
import Viewer

/// A simulation that runs in real time, does what its pages say, and tells them what becomes of it. It runs while a page
/// is open, and begins again when one is opened.
actor LiveSimulation: PageServer.SocketDelegate {
  private let simulator: MotionSimulator
  private let reference: ReferenceMotion
  private let hand = Hand()
  private var scene: SceneDescription
  private var simulation: Simulation
  private var pages: [Int: AsyncStream<String>.Continuation] = [:]
  private var isRunning = true
  private var speed = 1.0
  private var stepsAsked = 0
  private var hasFailed = false
  /// Whether the world is of no use any more.
  private var isBroken = false

  /// - Parameter reference: the motion at the control rate, on the humanoid's links.
  /// - Throws: what making the simulation throws.
  init(_ simulator: MotionSimulator, reference: MotionClip) throws {
    self.simulator = simulator
    self.reference = try ReferenceMotion(clip: reference, humanoid: simulator.humanoid)
    scene = simulator.scene
    scene.forces.append(PluginChoice(HandForce.name))
    simulation = try Self.simulation(of: scene, by: simulator, reference: self.reference, hand: hand)
  }

  /// Goes on until the task is cancelled.
  func run() async {
    let clock = ContinuousClock()
    var next = clock.now
    while !Task.isCancelled {
      let isDue = (isRunning || stepsAsked > 0) && !pages.isEmpty && !isBroken
      if isDue {
        stepsAsked = max(0, stepsAsked - 1)
        advance()
        // What is late is not made up for.
        next = max(next + .seconds(1 / (scene.controlRate * speed)), clock.now)
      } else {
        next = clock.now + .milliseconds(10)
      }
      try? await clock.sleep(until: next)
    }
  }

  // MARK: Pages

  func opened(client: Int) -> AsyncStream<String> {
    let (stream, continuation) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingNewest(64))
    pages[client] = continuation
    restart()
    return stream
  }

  func closed(client: Int) {
    pages.removeValue(forKey: client)?.finish()
    hand.hold(nil)
  }

  func received(_ text: String, from client: Int) {
    guard let command = try? JSONDecoder().decode(LiveCommand.self, from: Data(text.utf8)) else { return }
    switch command.command {
    case .play: setRunning(!isBroken)
    case .pause: setRunning(false)
    case .step:
      setRunning(false)
      stepsAsked = min(stepsAsked + 1, 10)
    case .restart: restart()
    case .speed: if let value = command.value, (0.01...10).contains(value) { speed = value }
    case .pull:
      guard let link = command.link, let point = Vector3(command.point), let target = Vector3(command.target) else {
        return
      }
      hand.hold(.init(link: link, point: point, target: target))
    case .release: hand.hold(nil)
    case .cap: changeCap(force: command.force ?? .infinity, torque: command.torque ?? .infinity)
    }
  }

  private func setRunning(_ value: Bool) {
    isRunning = value
    send(LiveUpdate(isRunning: value))
  }

  private func send(_ update: LiveUpdate) {
    guard let data = try? JSONEncoder().encode(update) else { return }
    let text = String(decoding: data, as: UTF8.self)
    for page in pages.values { page.yield(text) }
  }

  // MARK: The world

  private static func simulation(
    of scene: SceneDescription, by simulator: MotionSimulator, reference: ReferenceMotion, hand: Hand
  ) throws -> Simulation {
    try Simulation(
      scene: scene, registry: simulator.registry.with(hand), humanoid: simulator.humanoid, reference: reference,
      seed: simulator.seed)
  }

  private func restart() {
    hand.hold(nil)
    stepsAsked = 0
    hasFailed = false
    isBroken = false
    do { simulation = try Self.simulation(of: scene, by: simulator, reference: reference, hand: hand) } catch {
      return stop("\(error)")
    }
    send(LiveUpdate(isRunning: isRunning, restarted: true))
    sendFrame()
  }

  /// The same moment goes on under another cap.
  private func changeCap(force: Double, torque: Double) {
    do {
      try scene.capHelp(force: max(force, 0), torque: max(torque, 0))
      let moment = simulation.save()
      simulation = try Self.simulation(of: scene, by: simulator, reference: reference, hand: hand)
      try simulation.restore(moment)
    } catch {
      stop("\(error)")
    }
  }

  private func stop(_ problem: String) {
    isBroken = true
    isRunning = false
    send(LiveUpdate(isRunning: false, problem: problem))
  }

  /// A body that has failed goes on: one sees it fall.
  private func advance() {
    do {
      let step = simulation.view.controlStep
      let failure = try simulation.advance()
      if let failure, !hasFailed {
        hasFailed = true
        send(LiveUpdate(failure: .init(time: failure.time, reason: failure.reason)))
      }
      if simulation.view.controlStep == step {
        isBroken = true
        return setRunning(false)
      }
      sendFrame()
    } catch {
      stop("\(error)")
    }
  }

  private func sendFrame() { send(LiveUpdate(simulation.view, controlRate: scene.controlRate)) }
}

extension LiveUpdate {
  /// The moment that a simulation is in.
  init(_ view: SimulationView, controlRate: Double) {
    let humanoid = view.humanoid
    let context = PluginContext(humanoid: humanoid)
    var contactRecorder = ContactRecorder(context: context)
    var energyRecorder = EnergyRecorder(context: context)
    contactRecorder.record(view)
    energyRecorder.record(view)
    let base = view.reference.base(of: view.referenceFrame)
    let errors = view.links.indices.map { (view.links[$0].position - view.reference.links[base + $0].position).length }
    time = Double(view.controlStep) / controlRate
    self.errors = errors
    let pose = WorldPose(positions: view.links.map(\.position), orientations: view.links.map(\.orientation))
    poses = PackedNumbers(ViewerTrack.packed(pose)).base64
    let energy = energyRecorder.recording
    series = [
      "tracking error/mean of joints": 1000 * errors.reduce(0, +) / Double(errors.count),
      "tracking error/worst joint": 1000 * (errors.max() ?? 0),
      "help/force": view.help.force.length, "help/torque": view.help.torque.length,
      "energy/kinetic": energy["kinetic"]?.values.first ?? 0,
    ]
    let root = view.links[0]
    ground = view.ground.levelHeight == 0 ? nil : view.ground.heightShown(under: root.position)
    let centre = root.position + root.orientation.rotate(humanoid.links[0].centreOfMass)
    force = centre.numbers + view.help.force.numbers
    torque = centre.numbers + view.help.torque.numbers
    let recorded = contactRecorder.recording
    contacts = humanoid.links.indices.map { link in
      ["centre", "force"].flatMap { recorded[$0]?.vector(row: 0, column: 3 * link).numbers ?? [0, 0, 0] }
    }
  }
}

extension Vector3 {
  fileprivate init?(_ numbers: [Double]?) {
    guard let numbers, numbers.count == 3, numbers.allSatisfy({ abs($0) < 1e6 }) else { return nil }
    self.init(numbers[0], numbers[1], numbers[2])
  }

  fileprivate var numbers: [Double] { [x, y, z] }
}
