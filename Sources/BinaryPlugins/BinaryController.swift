import CGaitkeeperPlugin
import Motion
import Simulation

/// A controller from a shared library.
final class BinaryController: Controller {
  private let instance: PluginInstance
  private let targets, targetVelocities, torques, gains, rootWrench: HostBuffer<Double>
  private let action: HostBuffer<gaitkeeper_action>

  init(_ instance: PluginInstance) {
    self.instance = instance
    let count = instance.linkNames.count
    targets = HostBuffer(repeating: 0, count: 4 * count)
    targetVelocities = HostBuffer(repeating: 0, count: 3 * count)
    torques = HostBuffer(repeating: 0, count: 3 * count)
    gains = HostBuffer(repeating: 0, count: count)
    rootWrench = HostBuffer(repeating: 0, count: 6)
    action = HostBuffer(
      repeating: gaitkeeper_action(
        size: MemoryLayout<gaitkeeper_action>.size, targets: targets.start, target_velocities: targetVelocities.start,
        torques: torques.start, gains: gains.start, root_wrench: rootWrench.start),
      count: 1)
  }

  func act(on view: SimulationView, into action: inout Action) throws {
    for link in action.targets.indices {
      targets.start[quaternion: link] = action.targets[link]
      targetVelocities.start[vector: link] = action.targetVelocities[link]
      torques.start[vector: link] = action.torques[link]
      gains.start[link] = action.gains[link]
    }
    rootWrench.start[wrench: 0] = action.rootHelp
    try instance.call(on: view) { $0.act?($1, $2, UnsafePointer(self.action.start), $3) }
    for link in action.targets.indices { try take(link, into: &action, at: view.time) }
    action.rootHelp = rootWrench.start[wrench: 0]
    if !action.rootHelp.isFinite {
      throw instance.plugin.failed("the root's wrench is not a finite number at \(view.time) s")
    }
  }

  private func take(_ link: Int, into action: inout Action, at time: Double) throws {
    let (target, velocity) = (targets.start[quaternion: link], targetVelocities.start[vector: link])
    let (torque, gain) = (torques.start[vector: link], gains.start[link])
    func refuse(_ what: String, _ problem: String) throws {
      throw instance.plugin.failed("the \(what) of link '\(instance.linkNames[link])' \(problem) at \(time) s")
    }
    if !target.isFinite { try refuse("target", "is not a finite number") }
    // A unit quaternion that has gone through doubles is off by some 1e-16; single precision by 1e-7.
    if abs(target.squaredLength - 1) > 1e-5 { try refuse("target", "is not a quaternion of length one") }
    if !velocity.isFinite { try refuse("target velocity", "is not a finite number") }
    if !torque.isFinite { try refuse("torque", "is not a finite number") }
    if !(gain >= 0 && gain.isFinite) { try refuse("gain", "is \(gain), expected a finite number of 0 or more") }
    action.targets[link] = target
    action.targetVelocities[link] = velocity
    action.torques[link] = torque
    action.gains[link] = gain
    action.dampings[link] = 1
  }

  func saveState() -> [Double] { instance.saveState() }
  func restoreState(_ state: [Double]) throws { try instance.restoreState(state) }
}
