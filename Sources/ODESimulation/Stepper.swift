import Motion
import Simulation

/// How an ODE world is advanced over a step. A plugin of the engine: the same bodies, shapes and contacts for all.
public protocol SteppingMethod: Sendable {
  /// Makes what steps one world.
  func makeStepper(for world: SteppedWorld) throws -> any Stepper
}

/// What a stepper works on.
public struct SteppedWorld {
  let ode: WorldID
  let bodies: ODEBodies
  let gravity: Vector3
  let configuration: ODEEngine.Configuration
}

/// Steps one world.
public protocol Stepper: AnyObject {
  /// Advances the bodies. All input is finite.
  /// - Parameters:
  ///   - contacts: those of now; the step writes the forces.
  ///   - previous: those of the last step, with their forces.
  func step(
    duration: Double, drives: [JointDrive], wrenches: [Wrench], contacts: inout [ContactPoint],
    previous: [ContactPoint]
  ) throws
}

extension ODEEngine {
  /// The stepping methods by name.
  public static let steppers: PluginTable<any SteppingMethod> = {
    var table = PluginTable<any SteppingMethod>(point: "stepper")
    table.add(TreeStepping.self) { $0 }
    table.add(DenseStepping.self) { $0 }
    table.add(QuickStepping.self) { $0 }
    return table
  }()
}
