import Motion
import Simulation

/// How far a body was from its reference: the figures of `TrackingMetrics`, at the control rate.
public struct TrackingMetric: RolloutMetric, Plugin {
  public static let name = "metric.tracking"
  public static let summary = "Distance between the body's joints and the reference's"

  public init(configuration: NoConfiguration = .init(), context: PluginContext) {}

  public var figures: [Figure] {
    [
      Figure("mpjpeGlobalMM", "joint error", unit: "mm"),
      Figure("mpjpeLocalMM", "joint error, root-relative", unit: "mm"),
      Figure("maxJointErrorMM", "joint error, worst frame", unit: "mm"),
      Figure("velocityErrorMMPerFrame", "velocity error", unit: "mm/frame", digits: 2),
      Figure("accelerationErrorMMPerFrame2", "acceleration error", unit: "mm/frame^2", digits: 2),
    ]
  }

  public func values(of rollout: Rollout) throws -> [Double] {
    let count = rollout.controlSteps + 1
    let metrics = try TrackingMetrics(
      performed: rollout.trajectory(name: "rollout").sampled(rate: rollout.controlRate, frameCount: count),
      reference: rollout.reference.clip(of: rollout.humanoid).sampled(rate: rollout.controlRate, frameCount: count))
    return [
      metrics.mpjpeGlobalMM, metrics.mpjpeLocalMM, metrics.maxJointErrorMM, metrics.velocityErrorMMPerFrame,
      metrics.accelerationErrorMMPerFrame2,
    ]
  }
}

/// How far the two sides of a joint came apart, in engines whose joints can.
public struct JointGapMetric: RolloutMetric, Plugin {
  public static let name = "metric.joint-gap"
  public static let summary = "Largest distance between the two sides of a joint"

  public init(configuration: NoConfiguration = .init(), context: PluginContext) {}

  public var figures: [Figure] { [Figure("maxJointGapMM", "joint gap, at most", unit: "mm", digits: 3)] }

  public func values(of rollout: Rollout) -> [Double] { [rollout.largestJointGap * 1000] }
}

/// How much help the body took, over engine steps.
public struct HelpMetric: RolloutMetric, Plugin {
  public static let name = "metric.help"
  public static let summary = "Helping force and torque on the root"

  public init(configuration: NoConfiguration = .init(), context: PluginContext) {}

  public var figures: [Figure] {
    [
      Figure("meanWrenchN", "help, mean", unit: "N"), Figure("peakWrenchN", "help, peak", unit: "N"),
      Figure("meanWrenchNm", "helping torque, mean", unit: "N m"),
      Figure("peakWrenchNm", "helping torque, peak", unit: "N m"),
      Figure("meanWrenchOfWeight", "help, share of weight", digits: 3),
      Figure("assistedFraction", "helped", unit: "of the steps", digits: 3),
    ]
  }

  /// Steps count as helped with more than 1 N or 1 N m.
  public func values(of rollout: Rollout) -> [Double] {
    let forces = rollout.helpForces.map(\.length)
    let torques = rollout.helpTorques.map(\.length)
    let rows = Double(max(forces.count, 1))
    let force = forces.reduce(0, +) / rows
    return [
      force, forces.max() ?? 0, torques.reduce(0, +) / rows, torques.max() ?? 0,
      rollout.bodyWeight > 0 ? force / rollout.bodyWeight : 0,
      Double(zip(forces, torques).count { $0 > 1 || $1 > 1 }) / rows,
    ]
  }
}

extension MotionReport {
  public var mpjpeGlobalMM: Double { figures["mpjpeGlobalMM"] }
  public var mpjpeLocalMM: Double { figures["mpjpeLocalMM"] }
  public var maxJointErrorMM: Double { figures["maxJointErrorMM"] }
  public var velocityErrorMMPerFrame: Double { figures["velocityErrorMMPerFrame"] }
  public var accelerationErrorMMPerFrame2: Double { figures["accelerationErrorMMPerFrame2"] }
  public var maxJointGapMM: Double { figures["maxJointGapMM"] }
  public var meanHelpN: Double { figures["meanWrenchN"] }
  public var peakHelpN: Double { figures["peakWrenchN"] }
  public var meanHelpNm: Double { figures["meanWrenchNm"] }
  public var peakHelpNm: Double { figures["peakWrenchNm"] }
  public var meanHelpOfWeight: Double { figures["meanWrenchOfWeight"] }
  public var helpedFraction: Double { figures["assistedFraction"] }
}
