import Motion
import Simulation

/// What a performance was like from frame to frame of the clip: each array has one value a frame.
public struct PerformedFrames: Codable, Sendable, Equatable {
  /// Mean distance of the joints to where the reference has them, at the nearest control step.
  public var errorMM: [Double] = []
  /// The helping force and torque, means over the control step that leads there.
  public var wrenchN: [Double] = []
  public var wrenchNm: [Double] = []
  /// By leg, in the order of `Humanoid.legs`: how hard it pressed on the floor, mean over the control step.
  public var legLoadsN: [[Double]] = []
  /// How far the frame is to be trusted, 0 to 1: 1 for a body that is where the reference has it, without help; less by the share of
  /// 0.5 m that it is off, and by half the share of its weight that the help is. 0 for frames that nobody performed.
  public var confidence: [Double] = []

  /// The legs that press on the floor with more than a twentieth of the body's weight, by frame.
  public func contacts(weightN: Double) -> [[Bool]] { legLoadsN.map { $0.map { $0 > 0.05 * weightN } } }

  init(_ performance: Performance, at clip: MotionClip, humanoid: Humanoid, gravity: Vector3) {
    let weight = humanoid.totalMass * gravity.length
    let linkCount = humanoid.links.count
    let forces = performance.force.vectors.map(\.length)
    let torques = performance.torque.vectors.map(\.length)
    let contacts = performance.contact.vectors
    let legs = humanoid.legs.map { $0.links.sorted() }
    let up = -gravity.normalized()
    for frame in 0..<clip.frameCount {
      let step = min(Int((Double(frame) / clip.rate * performance.controlRate).rounded()), performance.controlSteps)
      let rows = max(step - 1, 0) * performance.substeps..<max(step, 1) * performance.substeps
      func mean(_ value: (Int) -> Double) -> Double {
        let known = rows.clamped(to: forces.indices)
        return known.isEmpty ? 0 : known.reduce(0) { $0 + value($1) } / Double(known.count)
      }
      let error = performance.errors[step]
      let help = mean { forces[$0] }
      errorMM.append(error * 1000)
      wrenchN.append(help)
      wrenchNm.append(mean { torques[$0] })
      legLoadsN.append(
        legs.map { links in
          mean { row in links.reduce(0) { $0 + contacts[linkCount * row + $1].dot(up) } }
        })
      confidence.append(max(0, 1 - error / 0.5) * (1 - 0.5 * min(1, weight > 0 ? help / weight : 0)))
    }
  }
}

extension PerformedFrames {
  /// Of a clip that nobody performed.
  init(unperformed count: Int, legs: Int) {
    errorMM = Array(repeating: 0, count: count)
    wrenchN = errorMM
    wrenchNm = errorMM
    confidence = errorMM
    legLoadsN = Array(repeating: Array(repeating: 0, count: legs), count: count)
  }
}
