import ImitationPolicy
import Simulation
import StandardPlugins

/// An attempt of a scene, with the scene in which it takes place.
struct Attempt: Sendable {
  let description: AttemptDescription
  /// With the attempt's controller and its cap on help.
  let scene: SceneDescription

  /// - Throws: `SimulationError` if the cap is none.
  init(_ description: AttemptDescription, in scene: SceneDescription) throws {
    self.description = description
    var scene = scene
    if let controller = description.controller { scene.controller = scene.settled(controller) }
    if let help = description.help { try scene.capHelp(force: help, torque: help, adding: true) }
    self.scene = scene
  }

  /// What performs, as reports call it.
  var controllerName: String { description.search ? "controller.search" : scene.controller.name }

  /// Makes the plugins that an attempt may choose or set.
  /// - Throws: `SimulationError` for what is not known, refused, or cannot be honoured.
  func check(_ registry: PluginRegistry, _ context: PluginContext) throws {
    let controller = try registry.controllers.make(scene.controller, context: context)
    guard !description.search || controller is any SearchableController else {
      throw SimulationError.invalidConfiguration(
        plugin: scene.controller.name, problem: "no actions around its own can be tried, so that no search can use it")
    }
    for force in scene.forces { _ = try registry.forces.make(force, context: context) }
  }
}

extension SceneDescription {
  /// A controller with the scene's settings, where it is the scene's own or builds on the same tracker and says nothing itself.
  fileprivate func settled(_ choice: PluginChoice) -> PluginChoice {
    let (own, other) = (controller.name, choice.name)
    var choice = choice
    if own == other, choice.settings.names.isEmpty { return controller }
    if own == TrackerController.name, other == PolicyController.name, choice[setting: "tracker"] == nil,
      !controller.settings.names.isEmpty
    {
      choice[setting: "tracker"] = controller.settings
    }
    if own == PolicyController.name, other == TrackerController.name, choice.settings.names.isEmpty,
      let tracker = controller[setting: "tracker"]
    {
      choice.settings = tracker
    }
    return choice
  }
}
