import Foundation

extension PositionInverseKinematics {
  /// Aims a joint at its only child, in all frames, and chooses the turn about the bone.
  func aim(_ joint: Int, _ positions: [Vector3], _ frameCount: Int, _ orientations: inout [Quaternion]) {
    let child = tree.children[joint][0]
    let axis = tree.directions[child]
    var twist = TwistSmoothing(smoothness: tree.hinges[joint] == nil ? 0.05 : 1)
    twist.reserveCapacity(frameCount)
    var bases: [Quaternion] = []
    bases.reserveCapacity(frameCount)
    for frame in 0..<frameCount {
      let start = frame * tree.count
      let carrier = self.carrier(joint, start, orientations)
      let carried = carrier.rotate(axis)
      let bone = (positions[start + child] - positions[start + joint]).normalized(or: carried)
      let base = Quaternion(from: carried, to: bone) * carrier
      // Swinging from the carrier says nothing about the turn where the bone points the other way.
      let trust = (1 + carried.dot(bone)) / 2
      var step = TwistSmoothing.Frame(carriedWeight: trust * trust)
      if let hinge = tree.hinges[joint] {
        let lower = (positions[start + tree.children[child][0]] - positions[start + child]).normalized()
        step.carriedWeight *= 0.01
        step.addHinge(bone: bone, lower: lower, carriedHinge: base.rotate(hinge))
      }
      if let previous = bases.last {
        let transport = Quaternion(from: previous.rotate(axis), to: bone)
        step.transport = (base.inverse * transport * previous).twistAngle(about: axis)
      }
      bases.append(base)
      twist.append(step)
    }
    for (frame, angle) in twist.angles().enumerated() {
      orientations[frame * tree.count + joint] = (bases[frame] * Quaternion(angle: angle, axis: axis)).normalized
    }
  }

  /// The orientation from which a bone swings: its parent's, or between the two ends of a spine.
  private func carrier(_ joint: Int, _ start: Int, _ orientations: [Quaternion]) -> Quaternion {
    if let span = tree.spans[joint] {
      return orientations[start + span.from].slerp(to: orientations[start + span.to], at: span.fraction)
    }
    return tree.parents[joint].map { orientations[start + $0] } ?? .identity
  }
}

/// Chooses one bone's turn about itself in all frames of a clip.
///
/// With the turn as a unit complex number z_t relative to the base of frame t, it minimises
/// sum a_t |z_t - 1|^2 + b_t |z_t - h_t|^2 + s |z_(t+1) - c_t z_t|^2, where 1 is the carried turn, h_t is the one that the
/// hinge wants and c_t carries a turn from one frame to the next without turning about the bone. The minimum does not
/// depend on the bases; it solves a Hermitian tridiagonal system.
private struct TwistSmoothing {
  struct Frame {
    var carriedWeight: Double
    var hingeWeight = 0.0
    /// The turn that the hinge wants, in radians.
    var hingeAngle = 0.0
    /// The angle of this frame's base that equals angle zero of the frame before.
    var transport = 0.0

    init(carriedWeight: Double) { self.carriedWeight = carriedWeight }

    /// A straight limb has no bend plane, and one near to straight an uncertain one: weight starts at 5 degrees.
    mutating func addHinge(bone: Vector3, lower: Vector3, carriedHinge: Vector3) {
      let normal = bone.cross(lower)
      let sine = normal.length
      let bend = atan2(sine, bone.dot(lower)) * 180 / .pi
      let ramp = min(max((bend - 5) / 15, 0), 1)
      guard ramp > 0 else { return }
      hingeWeight = sine * sine * ramp * ramp * (3 - 2 * ramp)
      hingeAngle = atan2(carriedHinge.cross(normal).dot(bone), carriedHinge.dot(normal))
    }
  }

  private let smoothness: Double
  private var frames: [Frame] = []

  init(smoothness: Double) { self.smoothness = smoothness }

  mutating func reserveCapacity(_ count: Int) { frames.reserveCapacity(count) }
  mutating func append(_ frame: Frame) { frames.append(frame) }

  /// The turns, in radians from each frame's base.
  func angles() -> [Double] {
    var pivots: [Double] = []
    var sums: [Complex] = []
    pivots.reserveCapacity(frames.count)
    sums.reserveCapacity(frames.count)
    for (index, frame) in frames.enumerated() {
      let neighbours = (index > 0 ? 1.0 : 0) + (index + 1 < frames.count ? 1 : 0)
      // The tiny last term keeps a frame without any wish solvable.
      var pivot = frame.carriedWeight + frame.hingeWeight + smoothness * neighbours + 1e-9
      var sum =
        Complex(real: frame.carriedWeight + 1e-9, imaginary: 0)
        + Complex(angle: frame.hingeAngle) * frame.hingeWeight
      if index > 0 {
        pivot -= smoothness * smoothness / pivots[index - 1]
        sum = sum + Complex(angle: frame.transport) * sums[index - 1] * (smoothness / pivots[index - 1])
      }
      pivots.append(pivot)
      sums.append(sum)
    }
    var angles = [Double](repeating: 0, count: frames.count)
    var next = Complex(real: 0, imaginary: 0)
    for index in frames.indices.reversed() {
      var turn = sums[index]
      if index + 1 < frames.count {
        turn = turn + Complex(angle: -frames[index + 1].transport) * next * smoothness
      }
      next = turn * (1 / pivots[index])
      angles[index] = atan2(next.imaginary, next.real)
    }
    return angles
  }
}

private struct Complex {
  var real: Double
  var imaginary: Double

  init(real: Double, imaginary: Double) {
    self.real = real
    self.imaginary = imaginary
  }

  init(angle: Double) { self.init(real: cos(angle), imaginary: sin(angle)) }

  static func + (a: Complex, b: Complex) -> Complex {
    Complex(real: a.real + b.real, imaginary: a.imaginary + b.imaginary)
  }

  static func * (a: Complex, b: Complex) -> Complex {
    Complex(
      real: a.real * b.real - a.imaginary * b.imaginary, imaginary: a.real * b.imaginary + a.imaginary * b.real)
  }

  static func * (a: Complex, scale: Double) -> Complex {
    Complex(real: a.real * scale, imaginary: a.imaginary * scale)
  }
}
