import Gaitkeeper

/// A body made for growth: four chains of links hang from a root and stand on the floor, however many links there are.
enum CrossedChains {
  /// - Parameter count: links in all, at least 5.
  static func humanoid(count: Int) throws -> Humanoid {
    let reach = 0.8
    var links = [link("root", parent: nil, offset: Vector3(0, reach, 0), length: 0.1, mass: 10, stiffness: 0)]
    for chain in 0..<4 {
      let length = (count - 1 - chain + 3) / 4
      for place in 0..<length {
        let size = (reach - 0.05) / Double(length)
        let start = Vector3(chain % 2 == 0 ? 0.15 : -0.15, -0.025, chain < 2 ? 0.15 : -0.15)
        links.append(
          link(
            "chain\(chain)link\(place)", parent: place == 0 ? 0 : links.count - 1,
            offset: place == 0 ? start : Vector3(0, -size, 0), length: size, mass: 10 / Double(length),
            // As stiff in all, however many joints share the bending.
            stiffness: 500 * Double(length)))
      }
    }
    return try Humanoid(name: "chains", links: links)
  }

  private static func link(
    _ name: String, parent: Int?, offset: Vector3, length: Double, mass: Double, stiffness: Double
  ) -> Humanoid.Link {
    let radius = 0.025
    let shape = Shape(
      geometry: .sphere(radius: radius), position: Vector3(0, parent == nil ? 0 : -length, 0))
    let across = mass * (length * length / 12 + radius * radius / 4)
    return Humanoid.Link(
      name: name, parent: parent, offset: offset,
      joint: JointModel(
        kind: parent == nil ? .free : .ball(maximumAngle: 2), stiffness: stiffness,
        damping: stiffness / 10, torqueLimit: 500),
      shapes: [shape], mass: mass, centreOfMass: Vector3(0, parent == nil ? 0 : -length / 2, 0),
      inertia: SymmetricMatrix3(xx: across, yy: mass * radius * radius / 2, zz: across))
  }

  /// Microseconds of an engine step while the body stands.
  static func cost(count: Int, stepper: String, seconds: Double) throws -> Double {
    let humanoid = try humanoid(count: count)
    var configuration = ODEEngine.Configuration()
    configuration.stepper = PluginChoice(stepper)
    let world = try ODEEngine(configuration: configuration).makeWorld(humanoid: humanoid, settings: .init())
    try world.place(humanoid.restPose)
    let drives = humanoid.links.map {
      JointDrive(stiffness: $0.joint.stiffness, damping: $0.joint.damping, torqueLimit: $0.joint.torqueLimit)
    }
    let wrenches = humanoid.links.map { _ in Wrench() }
    var steps = 0
    let start = Clock.seconds
    var elapsed = 0.0
    repeat {
      for _ in 0..<4 { try world.step(duration: 1.0 / 120, drives: drives, wrenches: wrenches) }
      steps += 4
      elapsed = Clock.seconds - start
    } while elapsed < seconds
    return elapsed / Double(steps) * 1e6
  }
}
