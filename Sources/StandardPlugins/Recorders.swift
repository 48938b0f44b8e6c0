import Motion
import Simulation

/// Records where the body is at each engine step: time, the root's position, and each link's rotation in its parent's frame.
public struct TrajectoryRecorder: Recorder, Plugin {
  public static let name = "recorder.trajectory"
  public static let summary = "Root position and local rotations at each engine step"

  private var time = Recording.Series(name: "time", unit: "s")
  private var root = Recording.Series(name: "root", unit: "m", width: 3)
  private var rotations: Recording.Series

  public init(configuration: NoConfiguration = .init(), context: PluginContext) {
    rotations = .init(name: "rotations", unit: "quaternion wxyz", width: 4 * context.humanoid.links.count)
  }

  public mutating func record(_ view: SimulationView) {
    time.values.append(view.time)
    let position = view.links[0].position
    root.values.append(contentsOf: [position.x, position.y, position.z])
    for (index, link) in view.humanoid.links.enumerated() {
      let world = view.links[index].orientation
      let q = link.parent.map { view.links[$0].orientation.inverse * world } ?? world
      rotations.values.append(contentsOf: [q.w, q.x, q.y, q.z])
    }
  }

  public var recording: Recording { Recording(series: [time, root, rotations]) }
}

/// Records the help on the root at each engine step. Pushes, wind and other forces of the world are no help.
public struct HelpRecorder: Recorder, Plugin {
  public static let name = "recorder.wrench"
  public static let summary = "Helping force and torque on the root at each engine step"

  private var force = Recording.Series(name: "force", unit: "N", width: 3)
  private var torque = Recording.Series(name: "torque", unit: "N m", width: 3)

  public init(configuration: NoConfiguration = .init(), context: PluginContext) {}

  public mutating func record(_ view: SimulationView) {
    guard view.time > 0 else { return }
    let wrench = view.help
    force.values.append(contentsOf: [wrench.force.x, wrench.force.y, wrench.force.z])
    torque.values.append(contentsOf: [wrench.torque.x, wrench.torque.y, wrench.torque.z])
  }

  public var recording: Recording { Recording(series: [force, torque]) }
}

/// Records the contact force on each link at each engine step, where it acts, and how deep the deepest contact is.
public struct ContactRecorder: Recorder, Plugin {
  public static let name = "recorder.contacts"
  public static let summary = "Contact force on each link, its centre and the deepest penetration at each engine step"

  private var force: Recording.Series
  /// The mean of the link's contact points, weighted by their forces; zero without a force.
  private var centre: Recording.Series
  private var depth = Recording.Series(name: "depth", unit: "m")

  public init(configuration: NoConfiguration = .init(), context: PluginContext) {
    force = .init(name: "force", unit: "N", width: 3 * context.humanoid.links.count)
    centre = .init(name: "centre", unit: "m", width: force.width)
  }

  public mutating func record(_ view: SimulationView) {
    let start = force.values.count
    force.values.append(contentsOf: repeatElement(0, count: force.width))
    centre.values.append(contentsOf: repeatElement(0, count: force.width))
    var deepest = 0.0
    for contact in view.contacts {
      let weight = contact.force.length
      for axis in 0..<3 {
        force.values[start + 3 * contact.link + axis] += contact.force[axis]
        centre.values[start + 3 * contact.link + axis] += weight * contact.position[axis]
      }
      deepest = max(deepest, contact.depth)
    }
    for link in view.humanoid.links.indices {
      let weight = view.contacts.reduce(0) { $0 + ($1.link == link ? $1.force.length : 0) }
      guard weight > 0 else { continue }
      for axis in 0..<3 { centre.values[start + 3 * link + axis] /= weight }
    }
    depth.values.append(deepest)
  }

  public var recording: Recording { Recording(series: [force, depth, centre]) }
}

/// Records the body's mechanical energy and the largest joint gap at each engine step.
public struct EnergyRecorder: Recorder, Plugin {
  public static let name = "recorder.energy"
  public static let summary = "Kinetic and potential energy and the largest joint gap at each engine step"

  private var kinetic = Recording.Series(name: "kinetic", unit: "J")
  private var potential = Recording.Series(name: "potential", unit: "J")
  private var gap = Recording.Series(name: "jointGap", unit: "m")

  public init(configuration: NoConfiguration = .init(), context: PluginContext) {}

  public mutating func record(_ view: SimulationView) {
    var kinetic = 0.0
    var potential = 0.0
    for (link, state) in zip(view.humanoid.links, view.links) {
      let arm = state.orientation.rotate(link.centreOfMass)
      let velocity = state.linearVelocity + state.angularVelocity.cross(arm)
      let spin = state.orientation.inverse.rotate(state.angularVelocity)
      kinetic += 0.5 * link.mass * velocity.squaredLength + 0.5 * spin.dot(link.inertia * spin)
      potential -= link.mass * view.gravity.dot(state.position + arm)
    }
    self.kinetic.values.append(kinetic)
    self.potential.values.append(potential)
    gap.values.append(view.jointGap)
  }

  public var recording: Recording { Recording(series: [kinetic, potential, gap]) }
}
