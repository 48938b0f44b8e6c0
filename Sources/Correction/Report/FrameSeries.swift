import Motion
import Simulation

/// What a rollout was like from frame to frame of the clip: each array has one value per frame.
public struct FrameSeries: Codable, Sendable, Equatable {
  /// Mean distance between the joints and the reference's, at the nearest control step.
  public var errorMM: [Double] = []
  /// The helping force and torque, means over the control step that leads there.
  public var helpN: [Double] = []
  public var helpNm: [Double] = []
  /// By leg, in the order of `Humanoid.legs`: how hard it pressed on the ground, mean over the control step.
  public var legLoadsN: [[Double]] = []
  /// How far the frame is to be trusted, 0 to 1: 1 for a body that is where the reference has it, without help; less by the share of
  /// 0.5 m that it is off, and by half the share of its weight that the help is. 0 for frames that nobody performed.
  public var confidence: [Double] = []

  /// The legs that press on the ground with more than a twentieth of the body's weight, by frame.
  public func contacts(weightN: Double) -> [[Bool]] { legLoadsN.map { $0.map { $0 > 0.05 * weightN } } }

  init(_ rollout: Rollout, at clip: MotionClip) {
    let weight = rollout.bodyWeight
    let linkCount = rollout.humanoid.links.count
    let forces = rollout.helpForces.map(\.length)
    let torques = rollout.helpTorques.map(\.length)
    let contacts = rollout.contactForces
    let legs = rollout.humanoid.legs.map { $0.links.sorted() }
    let up = -rollout.gravity.normalized()
    for frame in 0..<clip.frameCount {
      let step = min(Int((Double(frame) / clip.rate * rollout.controlRate).rounded()), rollout.controlSteps)
      let rows = max(step - 1, 0) * rollout.substeps..<max(step, 1) * rollout.substeps
      func mean(_ value: (Int) -> Double) -> Double {
        let known = rows.clamped(to: forces.indices)
        return known.isEmpty ? 0 : known.reduce(0) { $0 + value($1) } / Double(known.count)
      }
      let error = rollout.jointErrors[step]
      let help = mean { forces[$0] }
      errorMM.append(error * 1000)
      helpN.append(help)
      helpNm.append(mean { torques[$0] })
      legLoadsN.append(
        legs.map { links in
          mean { row in links.reduce(0) { $0 + contacts[linkCount * row + $1].dot(up) } }
        })
      confidence.append(max(0, 1 - error / 0.5) * (1 - 0.5 * min(1, weight > 0 ? help / weight : 0)))
    }
  }

  /// Of a clip that nobody performed.
  init(unperformed count: Int, legs: Int) {
    errorMM = Array(repeating: 0, count: count)
    helpN = errorMM
    helpNm = errorMM
    confidence = errorMM
    legLoadsN = Array(repeating: Array(repeating: 0, count: legs), count: count)
  }
}
