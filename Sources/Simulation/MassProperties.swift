import Motion

/// A mass with its centre and its inertia about that centre, in one frame's axes.
struct MassPart {
  var mass: Double
  var centre: Vector3
  var inertia: SymmetricMatrix3

  init(mass: Double, centre: Vector3, inertia: SymmetricMatrix3) {
    self.mass = mass
    self.centre = centre
    self.inertia = inertia
  }

  /// Parts as one rigid piece. The masses must not add up to zero.
  init(joining parts: [MassPart]) {
    mass = parts.reduce(0) { $0 + $1.mass }
    centre = parts.reduce(Vector3.zero) { $0 + $1.centre * $1.mass } / mass
    inertia = .zero
    for part in parts { inertia = inertia + part.inertia.shifted(by: part.centre - centre, mass: part.mass) }
  }
}

extension Shape.Geometry {
  /// Cubic metres.
  public var volume: Double {
    switch self {
    case .sphere(let r): 4 / 3 * Double.pi * r * r * r
    case .capsule(let r, let half): Double.pi * r * r * (2 * half + 4 / 3 * r)
    case .box(let h): 8 * h.x * h.y * h.z
    }
  }

  /// Inertia about the centre in the shape's axes, in kg m^2, for a mass spread evenly.
  public func inertia(mass: Double) -> SymmetricMatrix3 {
    switch self {
    case .sphere(let r):
      let i = 0.4 * mass * r * r
      return SymmetricMatrix3(xx: i, yy: i, zz: i)
    case .box(let h):
      return SymmetricMatrix3(
        xx: mass / 3 * (h.y * h.y + h.z * h.z), yy: mass / 3 * (h.x * h.x + h.z * h.z),
        zz: mass / 3 * (h.x * h.x + h.y * h.y))
    case .capsule(let r, let half):
      // A cylinder and two half spheres, each with its share of the volume.
      let cylinder = mass * 2 * half / (2 * half + 4 / 3 * r)
      let caps = mass - cylinder
      let along = cylinder * r * r / 2 + caps * 0.4 * r * r
      let across =
        cylinder * (r * r / 4 + half * half / 3) + caps * (0.4 * r * r + half * half + 0.75 * half * r)
      return SymmetricMatrix3(xx: across, yy: across, zz: along)
    }
  }
}
