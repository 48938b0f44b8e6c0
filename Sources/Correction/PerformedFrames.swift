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
    let width = 3 * humanoid.links.count
    let legs = humanoid.legs.map { $0.links.sorted() }
    let up = -gravity.normalized()
    for frame in 0..<clip.frameCount {
      let step = min(Int((Double(frame) / clip.rate * performance.controlRate).rounded()), performance.controlSteps)
      let rows = max(step - 1, 0) * performance.substeps..<max(step, 1) * performance.substeps
      func mean(_ value: (Int) -> Double) -> Double {
        let last = performance.force.count / 3
        let known = rows.clamped(to: 0..<last)
        return known.isEmpty ? 0 : known.reduce(0) { $0 + value($1) } / Double(known.count)
      }
      func length(_ values: [Double], _ row: Int) -> Double {
        Vector3(values[3 * row], values[3 * row + 1], values[3 * row + 2]).length
      }
      let error = performance.errors[step]
      let help = mean { length(performance.force, $0) }
      errorMM.append(error * 1000)
      wrenchN.append(help)
      wrenchNm.append(mean { length(performance.torque, $0) })
      legLoadsN.append(
        legs.map { links in
          mean { row in
            links.reduce(0) { sum, link in
              let start = width * row + 3 * link
              let force = Vector3(
                performance.contact[start], performance.contact[start + 1], performance.contact[start + 2])
              return sum + force.dot(up)
            }
          }
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
