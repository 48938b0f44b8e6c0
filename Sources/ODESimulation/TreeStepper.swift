import Motion
import Simulation
import TreeDynamics

/// Steps the humanoid's tree in time proportional to its links, and leaves ODE the bodies, shapes and collisions.
public struct TreeStepping: SteppingMethod, Plugin {
  public static let name = "ode.tree"
  public static let summary = "Articulated bodies with implicit drives: exact joints, cost linear in the links"

  public struct Configuration: PluginConfiguration {
    /// Passes over all contacts and joint limits in a step.
    public var sweeps = 20

    public init() {}

    public static var fields: [ConfigurationField] {
      [.init("sweeps", "passes over all contacts and joint limits in a step")]
    }

    public func validate() throws {
      guard (1...10_000).contains(sweeps) else {
        throw ConfigurationProblem("sweeps is \(sweeps), expected 1 to 10000")
      }
    }
  }

  private let configuration: Configuration

  public init(configuration: Configuration = .init(), context: PluginContext) { self.configuration = configuration }

  public func makeStepper(for world: SteppedWorld) -> any Stepper {
    TreeStepper(world: world, sweeps: configuration.sweeps)
  }
}

final class TreeStepper: Stepper {
  private let bodies: ODEBodies
  private let gravity: Vector3
  private let dynamics: TreeDynamics
  private let settings: ConstraintSettings
  init(world: SteppedWorld, sweeps: Int) {
    bodies = world.bodies
    gravity = world.gravity
    dynamics = TreeDynamics(humanoid: world.bodies.humanoid, contactCapacity: ODECollisions.capacity)
    settings = ConstraintSettings(world.configuration, sweeps: sweeps)
  }

  func step(
    duration: Double, drives: [JointDrive], wrenches: [Wrench], contacts: inout [ContactPoint],
    previous: [ContactPoint]
  ) {
    dynamics.load(bodies)
    contacts.startForces(from: previous)
    dynamics.step(
      duration: duration, gravity: gravity, drives: drives, wrenches: wrenches, contacts: &contacts, settings: settings)
    for index in 0..<bodies.count { bodies.set(index, to: dynamics.link(index)) }
  }
}

extension [ContactPoint] {
  /// How far a contact may move in a step and still start from its force of the step before, in metres.
  private static var reach: Double { 0.02 }

  /// Sets forces to begin with: those of the nearest contact between the same links in the step before.
  mutating func startForces(from previous: [ContactPoint]) {
    for index in indices {
      var nearest = Self.reach * Self.reach
      for other in previous where other.link == self[index].link && other.otherLink == self[index].otherLink {
        let distance = (other.position - self[index].position).squaredLength
        guard distance < nearest else { continue }
        nearest = distance
        self[index].force = other.force
      }
    }
  }
}

extension ConstraintSettings {
  init(_ configuration: ODEEngine.Configuration, sweeps: Int = 300) {
    self.init(
      errorReduction: configuration.errorReduction, softness: configuration.constraintForceMixing,
      surfaceLayer: configuration.contactSurfaceLayer, correctingVelocity: configuration.contactCorrectingVelocity,
      sweeps: sweeps)
  }
}

extension TreeDynamics {
  /// Takes over where ODE's bodies are.
  func load(_ bodies: ODEBodies) {
    for index in 0..<bodies.count { setLink(index, to: bodies.state(index)) }
  }
}
