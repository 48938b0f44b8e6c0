import Gaitkeeper
import Viewer

/// Makes stages of the viewer from clips.
struct Staging {
  let scene: SceneDescription
  let registry: PluginRegistry
  let seed: UInt64
  let humanoid: Humanoid
  let roles: [String: String]?
  let ground: any Ground

  /// - Throws: `HumanoidError` for the scene's humanoid; what making the scene's ground throws.
  init(scene: SceneDescription, registry: PluginRegistry, seed: UInt64) throws {
    self.scene = scene
    self.registry = registry
    self.seed = seed
    let (humanoid, card) = try ResourceLocator().humanoid(named: scene.humanoid)
    self.humanoid = humanoid
    roles = card?.jointMap
    ground = try scene.makeGround(registry: registry, humanoid: humanoid)
  }

  var simulator: MotionSimulator {
    MotionSimulator(humanoid: humanoid, humanoidRoles: roles, scene: scene, registry: registry, seed: seed)
  }

  /// The clip as it is, on its own skeleton.
  func stage(of clip: MotionClip) throws -> ViewerStage {
    var stage = try ViewerStage(clip: clip, humanoid: humanoid, ground: ground)
    let values = try simulator.pipeline().figures(ofAnySkeleton: clip)
    stage.figures = try registry.figures(for: humanoid, of: scene).clip.map {
      ViewerFigure($0, after: values[$0.key])
    }
    return stage
  }

  /// The clip, and what the humanoid made of it.
  func simulatedStage(of clip: MotionClip) throws -> ViewerStage {
    var simulator = simulator
    let recorders = [ContactRecorder.name, EnergyRecorder.name].filter { name in
      !scene.recorders.contains { $0.name == name }
    }
    simulator.scene.recorders += recorders.map { PluginChoice($0) }
    var progress = ProgressReport("Simulating \(clip.name)")
    let result = try simulator.simulate(clip) { done, total in progress.update(done: done, total: total) }
    progress.finish()

    var stage = try ViewerStage(
      name: clip.name, input: result.asGiven, reference: result.reference, performed: result.performed,
      humanoid: humanoid, ground: ground)
    let report = result.report
    stage.failure = report.failure.map { .init(time: $0.time, reason: $0.reason) }
    stage.note =
      report.failure.map { "failed at frame \($0.frame): \($0.reason)" }
      ?? "tracked by \(report.humanoid), \(report.outputFrames) frames"
    stage.figures = try report.figures(registry.figures(for: humanoid, of: scene))
    let sampling = RecordingSampler(
      stepDuration: 1 / (scene.controlRate * Double(scene.substeps)), rate: clip.rate,
      frameCount: result.performed.frameCount)
    stage.add(result.recordings, sampling, performed: result.performed, humanoid: humanoid)
    return stage
  }
}

extension ViewerStage {
  /// Forces, help and energy, from what the recorders have recorded.
  fileprivate mutating func add(
    _ recordings: [String: Recording], _ sampler: RecordingSampler, performed: MotionClip, humanoid: Humanoid
  ) {
    let rate = performed.rate
    if let wrench = recordings[HelpRecorder.name], let force = wrench["force"], let torque = wrench["torque"] {
      // The first engine step has the first row.
      let forces = sampler.means(of: force, firstStep: 1).vectors
      let torques = sampler.means(of: torque, firstStep: 1).vectors
      let centres = (0..<performed.frameCount).map { frame in
        performed.rootTranslations[frame] + performed[rotation: frame, 0].rotate(humanoid.links[0].centreOfMass)
      }
      arrows.append(.init(kind: .force, rate: rate, values: .arrows(from: centres, forces)))
      arrows.append(.init(kind: .torque, rate: rate, values: .arrows(from: centres, torques)))
      series.append(
        .init(
          plot: "help", unit: "N and N m", label: "force", style: .first, rate: rate,
          values: forces.map(\.length)))
      series.append(
        .init(
          plot: "help", unit: "N and N m", label: "torque", style: .second, rate: rate,
          values: torques.map(\.length)))
    }
    if let contacts = recordings[ContactRecorder.name], let force = contacts["force"], let centre = contacts["centre"] {
      for link in humanoid.links.indices {
        let contact = sampler.contact(of: link, force: force, centre: centre)
        guard contact.forces.contains(where: { $0.length > 1 }) else { continue }
        arrows.append(.init(kind: .contact, rate: rate, values: .arrows(from: contact.centres, contact.forces)))
      }
    }
    if let energy = recordings[EnergyRecorder.name], let kinetic = energy["kinetic"] {
      series.append(
        .init(
          plot: "energy", unit: "J", label: "kinetic", style: .first, rate: rate,
          values: sampler.means(of: kinetic).flatMap { $0 }))
      if let potential = energy["potential"], let start = potential.values.first {
        series.append(
          .init(
            plot: "energy", unit: "J", label: "potential, from the start", style: .second, rate: rate,
            values: sampler.means(of: potential).flatMap { $0 }.map { $0 - start }))
      }
    }
  }
}

extension PackedNumbers {
  static func arrows(from origins: [Vector3], _ vectors: [Vector3]) -> PackedNumbers {
    PackedNumbers(zip(origins, vectors).flatMap { [$0.x, $0.y, $0.z, $1.x, $1.y, $1.z] })
  }
}

extension MotionReport {
  fileprivate func figures(_ figures: ReportFigures) -> [ViewerFigure] {
    figures.clip.map {
      ViewerFigure($0, before: plausibility.input.values[$0.key], after: plausibility.output[$0.key])
    } + figures.rollout.map { ViewerFigure($0, after: self.figures[$0.key]) }
  }
}

extension ViewerFigure {
  fileprivate init(_ figure: Figure, before: Double? = nil, after: Double) {
    self.init(figure.title, unit: figure.unit, before: before, after: after, digits: figure.digits)
  }
}
