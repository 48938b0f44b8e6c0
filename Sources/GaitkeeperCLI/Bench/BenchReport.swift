import Gaitkeeper

/// What `bench` measured. Rates are medians over the rounds; every pair that is compared was measured alternately.
struct BenchReport: Codable {
  struct Stepper: Codable {
    var name: String
    /// Control steps a second of one simulation on one core, controller left out.
    var controlStepsPerSecond: Double
    var realTimeFactor: Double
    var microsecondsPerSubstep: Double
    /// The same with the controller's own time.
    var controlStepsPerSecondWithController: Double
    var maxJointGapMM: Double
    /// Mean distance of the joints to the reference, over all control steps.
    var mpjpeGlobalMM: Double
    /// Control steps that the body performed before it fell, or all.
    var controlSteps: Int
    /// Of the last state of all links.
    var stateHash: String
  }

  struct MuJoCo: Codable, Equatable {
    struct Setting: Codable, Equatable {
      var substeps: Int
      var controlStepsPerSecond: Double
      var microsecondsPerStep: Double
      var mpjpeGlobalMM: Double
      var controlSteps: Int
      /// How many times as fast ours is: control steps of the first stepper to these.
      var ourSpeedup: Double
    }
    /// With 15 steps of 1/450 s to a control step, as UHC is simulated.
    var controlStepsPerSecond: Double
    var microsecondsPerStep: Double
    var ourSpeedup: Double
    var fifteenSubsteps: Setting
    var equalSubsteps: Setting
  }

  struct Scaling: Codable {
    var worlds: Int
    var threads: Int
    /// Of all worlds together, controller included.
    var controlStepsPerSecond: Double
    /// How many times as fast as one thread.
    var speedup: Double
    /// Of the last states of all worlds: the same for every number of threads.
    var stateHash: String
  }

  struct Bodies: Codable {
    var bodies: Int
    /// By stepper.
    var microsecondsPerSubstep: [String: Double]
  }

  struct LongRun: Codable, Equatable {
    /// Simulated.
    var minutes: Double
    @Nullable var failure: String?
    /// Mean distance of the joints to the reference.
    var mpjpeFirstMinuteMM: Double
    var mpjpeLastMinuteMM: Double
    var mpjpeWorstMinuteMM: Double
    var maxJointGapMM: Double
    /// From the end of the first minute to the end.
    var memoryGrowthMB: Double
    var wallSeconds: Double
  }

  var clip: String
  var humanoid: String
  var controlRate: Double
  var substeps: Int
  var rounds: Int
  var seed: UInt64
  var cores: Int
  var steppers: [Stepper]
  @Nullable var mujoco: MuJoCo?
  var scaling: [Scaling]
  var bodies: [Bodies]
  @Nullable var longRun: LongRun?
  var peakMemoryMB: Double
}
