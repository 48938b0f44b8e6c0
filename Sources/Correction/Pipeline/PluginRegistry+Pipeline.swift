import Simulation

extension PluginRegistry {
  /// The scene with the full names of its ground, engine and controllers, as reports have them.
  /// - Throws: `SimulationError.unknownPlugin`.
  func namingInFull(_ scene: SceneDescription) throws -> SceneDescription {
    var scene = scene
    scene.ground.name = try grounds.entry(for: scene.ground.name).name
    scene.engine.name = try engines.entry(for: scene.engine.name).name
    scene.controller.name = try controllers.entry(for: scene.controller.name).name
    scene.attempts = try scene.attempts?.map { attempt in
      var attempt = attempt
      if let name = attempt.controller?.name { attempt.controller?.name = try controllers.entry(for: name).name }
      return attempt
    }
    return scene
  }

  /// Makes what all attempts at a motion share: a world, and the plugins that no attempt chooses.
  /// - Throws: `SimulationError` for what is not known, refused, or cannot be honoured.
  func check(_ scene: SceneDescription, _ context: PluginContext, ground: any Ground) throws {
    _ = try engines.make(scene.engine, context: context)
      .makeWorld(humanoid: context.humanoid, settings: WorldSettings(gravity: scene.gravity, ground: ground))
    _ = try actuators.make(scene.actuator, context: context)
    for termination in scene.terminations { _ = try terminations.make(termination, context: context) }
    for recorder in scene.recorders { _ = try recorders.make(recorder, context: context) }
  }

  /// - Throws: `SimulationError` for a step that is not known, refuses its settings, or belongs into the other list.
  func steps(
    _ choices: [PluginChoice], at stage: CleaningStage, _ context: PluginContext
  ) throws -> [any CleaningStep] {
    try choices.map { choice in
      let step = try cleaningSteps.make(choice, context: context)
      guard step.stages.contains(stage) else {
        let stages = step.stages.map(\.rawValue).sorted().joined(separator: ", ")
        throw SimulationError.invalidConfiguration(
          plugin: choice.name, problem: "is among the steps on the \(stage.rawValue), expected on the \(stages)")
      }
      return step
    }
  }

  /// The metrics that are named, or all.
  /// - Throws: `SimulationError` for a metric that is not known or refuses its settings, and two figures of one key.
  func metrics(
    _ choices: [PluginChoice]?, _ context: PluginContext
  ) throws -> (clip: [any ClipMetric], rollout: [any RolloutMetric]) {
    var metrics: (clip: [any ClipMetric], rollout: [any RolloutMetric]) = ([], [])
    let all = clipMetrics.entries.map(\.name) + rolloutMetrics.entries.map(\.name)
    for choice in choices ?? all.map({ PluginChoice($0) }) {
      if clipMetrics.knows(choice.name) {
        metrics.clip.append(try clipMetrics.make(choice, context: context))
      } else if rolloutMetrics.knows(choice.name) {
        metrics.rollout.append(try rolloutMetrics.make(choice, context: context))
      } else {
        throw SimulationError.unknownPlugin(point: rolloutMetrics.point, name: choice.name, known: all)
      }
    }
    for keys in [metrics.clip.flatMap(\.figures), metrics.rollout.flatMap(\.figures)].map({ $0.map(\.key) }) {
      var seen = Set(MotionReport.reservedKeys)
      for key in keys where !seen.insert(key).inserted {
        throw SimulationError.invalidConfiguration(
          plugin: rolloutMetrics.point, problem: "two figures of a report have the key '\(key)'")
      }
    }
    return metrics
  }

  /// What the registry's metrics and cleaning steps measure, for tables.
  /// - Parameter humanoid: any.
  public func figures(for humanoid: Humanoid, of scene: SceneDescription = .init()) throws -> ReportFigures {
    let context = PluginContext(humanoid: humanoid)
    let metrics = try metrics(scene.metrics, context)
    let cleaning = scene.cleaning ?? .full
    let steps = try (cleaning.clip + cleaning.reference).map { try cleaningSteps.make($0, context: context) }
    return ReportFigures(
      clip: metrics.clip.flatMap(\.figures), rollout: metrics.rollout.flatMap(\.figures),
      cleaning: steps.flatMap(\.figures))
  }
}

/// What a report's figures are.
public struct ReportFigures: Sendable {
  /// Of a clip (`MotionReport.plausibility`).
  public var clip: [Figure]
  /// Of a rollout (`MotionReport.figures`).
  public var rollout: [Figure]
  /// Of what was cleaned (`MotionReport.cleaning`).
  public var cleaning: [Figure]
}
