import Gaitkeeper

/// A way of simulating that is measured against others on the same reference.
struct Contestant {
  let name: String
  let scene: SceneDescription

  /// A scene with an engine and its settings.
  init(_ name: String, engine: PluginChoice, in scene: SceneDescription, substeps: Int? = nil) {
    self.name = name
    var scene = scene
    scene.engine = engine
    if let substeps { scene.substeps = substeps }
    self.scene = scene
  }

  /// Each stepper of ODE's engine, and each with its drives by another method.
  static func steppers(in scene: SceneDescription) -> [Contestant] {
    let entries = ODEEngine.steppers.entries.sorted { a, _ in a.name == ODEEngine.Configuration().stepper.name }
    return entries.flatMap { entry in
      let variants: [(String, [String: ConfigurationValue])] =
        entry.fields.contains { $0.name == "drives" }
        ? [("", [:]), (", drives: torques", ["drives": .text("torques")])] : [("", [:])]
      return variants.map { suffix, settings in
        var fields = settings
        fields["name"] = .text(entry.name)
        return Contestant(
          entry.name + suffix, engine: PluginChoice(ODEEngine.name, settings: ["stepper": .fields(fields)]),
          in: scene)
      }
    }
  }
}

/// What simulations are measured on: a humanoid and a reference motion.
struct Racetrack {
  let humanoid: Humanoid
  let reference: ReferenceMotion
  let registry: PluginRegistry
  let seed: UInt64

  func simulation(_ contestant: Contestant, startFrame: Int = 0) throws -> Simulation {
    try Simulation(
      scene: contestant.scene, registry: registry, humanoid: humanoid, reference: reference, seed: seed,
      startFrame: startFrame)
  }

  /// How well a contestant does. Runs are deterministic, so that one tells of all.
  struct Quality {
    var controlSteps = 0
    var meanJointErrorMM = 0.0
    var maxJointGapMM = 0.0
    var stateHash = ""
  }

  func quality(of contestant: Contestant) throws -> Quality {
    let simulation = try simulation(contestant)
    var quality = Quality()
    var sum = 0.0
    _ = try simulation.run { _ in
      sum += simulation.view.meanJointError
      quality.maxJointGapMM = max(quality.maxJointGapMM, simulation.view.jointGap * 1000)
    }
    quality.controlSteps = simulation.view.controlStep
    quality.meanJointErrorMM = 1000 * sum / Double(max(simulation.view.controlStep, 1))
    var hash = StateHash()
    hash.add(simulation.view.links)
    quality.stateHash = hash.text
    return quality
  }

  /// Seconds of one control step.
  struct Cost {
    var whole: Double
    var controller: Double
  }

  /// Runs the reference again and again for some time.
  func cost(of contestant: Contestant, seconds: Double) throws -> Cost {
    var steps = 0
    var whole = 0.0
    var controller = 0.0
    repeat {
      let simulation = try simulation(contestant)
      let start = Clock.seconds
      _ = try simulation.run()
      whole += Clock.seconds - start
      controller += (simulation.controller as? ClockedController<TrackerController>)?.seconds ?? 0
      steps += max(simulation.view.controlStep, 1)
    } while whole < seconds
    return Cost(whole: whole / Double(steps), controller: controller / Double(steps))
  }
}
