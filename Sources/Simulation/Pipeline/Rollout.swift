import Motion

/// What a body did in one simulated attempt at a reference, engine step by engine step, and what it took. It can be cut back and
/// continued.
public struct Rollout: Sendable {
  public let humanoid: Humanoid
  public let ground: any Ground
  /// m/s^2, world axes.
  public let gravity: Vector3
  /// What was to be tracked, one frame per control step.
  public let reference: ReferenceMotion
  /// Control steps per second, and engine steps per control step.
  public let controlRate: Double
  public let substeps: Int

  /// Rows of the root's position and of local rotations: the start, then one per engine step.
  private var root: [Double] = []
  private var rotations: [Double] = []
  /// Rows of the help and of the contact force on each link, one per engine step.
  private var force: [Double] = []
  private var torque: [Double] = []
  private var contact: [Double] = []
  /// Mean distance between the links' joints and the reference's, in metres: at the start, then one per control step.
  public private(set) var jointErrors: [Double] = []
  /// The largest distance between the two sides of a joint, in metres, in all that was simulated for it.
  public var largestJointGap = 0.0
  /// Why and when the body failed; nil if it came through.
  public var failure: Simulation.Failure?

  public init(
    humanoid: Humanoid, ground: any Ground, gravity: Vector3, reference: ReferenceMotion, controlRate: Double,
    substeps: Int
  ) {
    self.humanoid = humanoid
    self.ground = ground
    self.gravity = gravity
    self.reference = reference
    self.controlRate = controlRate
    self.substeps = substeps
  }

  /// The complete ones.
  public var controlSteps: Int { max(jointErrors.count - 1, 0) }
  /// Help on the root, one per engine step: force in N and torque in N m, world axes.
  public var helpForces: [Vector3] { force.vectors }
  public var helpTorques: [Vector3] { torque.vectors }
  /// Contact force on each link in N, world axes: `contactForces[engineStep * linkCount + link]`.
  public var contactForces: [Vector3] { contact.vectors }
  /// Mean over the control steps, in metres.
  public var meanJointError: Double { jointErrors.reduce(0, +) / Double(max(jointErrors.count, 1)) }
  /// Mean help over the engine steps, in N and in N m.
  public var meanHelpForce: Double { Self.meanLength(helpForces) }
  public var meanHelpTorque: Double { Self.meanLength(helpTorques) }

  private static func meanLength(_ vectors: [Vector3]) -> Double {
    vectors.reduce(0) { $0 + $1.length } / Double(max(vectors.count, 1))
  }

  /// N.
  public var bodyWeight: Double { humanoid.totalMass * gravity.length }

  private var skeleton: Skeleton { humanoid.skeleton }

  /// Forgets everything after so many control steps.
  public mutating func cut(to steps: Int) {
    func keep(_ values: inout [Double], _ rows: Int, _ width: Int) {
      values.removeLast(max(0, values.count - rows * width))
    }
    let rows = steps * substeps
    keep(&root, rows + 1, 3)
    keep(&rotations, rows + 1, 4 * skeleton.count)
    keep(&force, rows, 3)
    keep(&torque, rows, 3)
    keep(&contact, rows, 3 * skeleton.count)
    keep(&jointErrors, steps + 1, 1)
  }

  /// Rows of a running simulation's recorders, from some row on.
  public mutating func append(_ rows: Rows) {
    root += rows.root
    rotations += rows.rotations
    force += rows.force
    torque += rows.torque
    contact += rows.contact
    jointErrors += rows.jointErrors
  }

  /// Rows to append; see the properties of the same names.
  public struct Rows {
    public var root: ArraySlice<Double>
    public var rotations: ArraySlice<Double>
    public var force: ArraySlice<Double>
    public var torque: ArraySlice<Double>
    public var contact: ArraySlice<Double>
    public var jointErrors: [Double]

    public init(
      root: ArraySlice<Double>, rotations: ArraySlice<Double>, force: ArraySlice<Double>, torque: ArraySlice<Double>,
      contact: ArraySlice<Double>, jointErrors: [Double]
    ) {
      self.root = root
      self.rotations = rotations
      self.force = force
      self.torque = torque
      self.contact = contact
      self.jointErrors = jointErrors
    }
  }

  /// Goes over into a body that has been put somewhere else: its rows follow, without what led there.
  public mutating func appendPlaced(_ other: Rollout) {
    if !jointErrors.isEmpty {
      for _ in 0..<(substeps - 1) {
        root += other.root.prefix(3)
        rotations += other.rotations.prefix(4 * skeleton.count)
      }
      force += Array(repeating: 0, count: 3 * substeps)
      torque += Array(repeating: 0, count: 3 * substeps)
      contact += Array(repeating: 0, count: 3 * skeleton.count * substeps)
    }
    root += other.root
    rotations += other.rotations
    force += other.force
    torque += other.torque
    contact += other.contact
    jointErrors += other.jointErrors
    largestJointGap = max(largestJointGap, other.largestJointGap)
  }

  /// The motion on the humanoid's skeleton at the rate of the engine's steps.
  public func trajectory(name: String) throws -> MotionClip {
    try MotionClip(
      name: name, skeleton: skeleton, rate: controlRate * Double(substeps),
      rootTranslations: root.vectors,
      rotations: stride(from: 0, to: rotations.count, by: 4).map {
        Quaternion(w: rotations[$0], x: rotations[$0 + 1], y: rotations[$0 + 2], z: rotations[$0 + 3])
      })
  }

  /// A motion that nobody performed, step by step in the place of what was.
  /// - Parameter frames: of `clip`, which is at the rate of the engine's steps: the first one and those of whole control steps.
  public init(of clip: MotionClip, frames: Range<Int>, like other: Rollout) {
    self.init(
      humanoid: other.humanoid, ground: other.ground, gravity: other.gravity, reference: other.reference,
      controlRate: other.controlRate, substeps: other.substeps)
    for frame in frames {
      let place = clip.rootTranslations[frame]
      root += [place.x, place.y, place.z]
      for joint in 0..<clip.jointCount {
        let q = clip[rotation: frame, joint]
        rotations += [q.w, q.x, q.y, q.z]
      }
    }
    let rows = frames.count - 1
    force = Array(repeating: 0, count: 3 * rows)
    torque = force
    contact = Array(repeating: 0, count: 3 * skeleton.count * rows)
    jointErrors = Array(repeating: 0, count: rows / substeps + 1)
  }
}
