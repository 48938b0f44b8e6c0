import Foundation
import Motion
import Simulation

/// A helping force and torque on the root link, within a cap (residual force control, Yuan and Kitani 2020): a spring and
/// damper to the reference's root, plus what the controller asks for.
public struct ResidualWrenchForce: ForceField, Plugin {
  public static let name = "force.residual"
  public static let summary = "Helping wrench on the root towards the reference, within a cap"

  public struct Configuration: PluginConfiguration {
    /// Newtons.
    public var forceCap = 100.0
    /// Newton metres.
    public var torqueCap = 100.0
    /// Natural frequency of the spring to the reference's root, for the whole body's mass.
    public var frequency = 1.5
    /// Damping ratio of that spring.
    public var dampingRatio = 1.0

    public init() {}

    public static var fields: [ConfigurationField] {
      [
        .init("forceCap", unit: "N", "largest force; 0 for none, inf for no limit"),
        .init("torqueCap", unit: "N m", "largest torque; 0 for none, inf for no limit"),
        .init("frequency", unit: "Hz", "natural frequency of the spring to the reference's root"),
        .init("dampingRatio", "damping ratio of that spring; 1 is critical"),
      ]
    }

    public func validate() throws {
      guard forceCap >= 0, torqueCap >= 0 else { throw ConfigurationProblem("a cap must not be negative") }
      guard frequency >= 0, frequency.isFinite, dampingRatio >= 0, dampingRatio.isFinite else {
        throw ConfigurationProblem("frequency and dampingRatio must be finite and not negative")
      }
    }
  }

  private let configuration: Configuration
  private let mass: Double
  private let inertia: Double
  /// How much heavier the whole body is than what moves with the root at once, for forces and for torques.
  private let massRatio: Double
  private let inertiaRatio: Double

  public init(configuration: Configuration = .init(), context: PluginContext) {
    self.configuration = configuration
    let humanoid = context.humanoid
    mass = humanoid.totalMass
    inertia = humanoid.meanRotationalInertia
    // Within one step the root takes along its neighbours: their masses, and the dampers and springs of their joints.
    let h = context.substepDuration
    let neighbours = humanoid.links.filter { $0.parent == 0 }
    let root = humanoid.links[0]
    let rootInertia = (root.inertia.xx + root.inertia.yy + root.inertia.zz) / 3
    massRatio = max(1, mass / neighbours.reduce(root.mass) { $0 + $1.mass })
    inertiaRatio = max(
      1, inertia / neighbours.reduce(rootInertia) { $0 + h * ($1.joint.damping + h * $1.joint.stiffness) })
  }

  public mutating func apply(to wrenches: inout [Wrench], in view: SimulationView) {
    guard configuration.forceCap > 0 || configuration.torqueCap > 0 else { return }
    let root = view.links[0]
    let target = view.rootTarget
    let omega = 2 * Double.pi * configuration.frequency
    let h = view.substepDuration
    // Implicit in the root's own velocity, so that a stiff spring cannot overshoot within the step.
    let damping = 2 * configuration.dampingRatio * omega
    let stiffening = h * damping + h * h * omega * omega
    let position = target.position - (root.position + root.linearVelocity * h)
    let acceleration =
      (position * (omega * omega) + (target.linearVelocity - root.linearVelocity) * damping)
      / (1 + stiffening * massRatio)
    let turn = (target.orientation * root.orientation.inverse).rotationVector - root.angularVelocity * h
    let spin =
      (turn * (omega * omega) + (target.angularVelocity - root.angularVelocity) * damping)
      / (1 + stiffening * inertiaRatio)
    wrenches[0] += Wrench(
      force: (acceleration * mass + view.action.rootWrench.force).clamped(toLength: configuration.forceCap),
      torque: (spin * inertia + view.action.rootWrench.torque).clamped(toLength: configuration.torqueCap))
  }
}

extension Humanoid {
  /// Mean moment of inertia of the whole body in its rest pose about its centre of mass, in kg m^2.
  var meanRotationalInertia: Double {
    var origins: [Vector3] = []
    for link in links { origins.append((link.parent.map { origins[$0] } ?? .zero) + link.offset) }
    var centre = Vector3.zero
    for (link, origin) in zip(links, origins) { centre += (origin + link.centreOfMass) * link.mass }
    centre /= totalMass
    var total = SymmetricMatrix3.zero
    for (link, origin) in zip(links, origins) {
      total = total + link.inertia.shifted(by: origin + link.centreOfMass - centre, mass: link.mass)
    }
    return (total.xx + total.yy + total.zz) / 3
  }
}
