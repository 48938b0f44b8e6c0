import Motion

/// Makes worlds in which a humanoid stands on some ground, and steps them. A plugin point.
public protocol Engine: Sendable {
  /// - Throws: `SimulationError` when the engine cannot represent the humanoid or the ground: what, and in which link or piece.
  func makeWorld(humanoid: Humanoid, settings: WorldSettings) throws -> any World
}

/// What a world is like, whatever the engine.
public struct WorldSettings: Sendable {
  /// m/s^2, world axes; y is up.
  public var gravity: Vector3
  public var ground: any Ground

  /// The standard gravity of a scene; m/s^2, world axes.
  public static let standardGravity = Vector3(0, -9.81, 0)

  public init(gravity: Vector3 = standardGravity, ground: any Ground = PlaneGround()) {
    self.gravity = gravity
    self.ground = ground
  }
}

/// One humanoid in one physical world. Not shared between threads: a rollout makes its own.
public protocol World: AnyObject {
  var humanoid: Humanoid { get }
  /// Simulated seconds since the world was made or placed.
  var time: Double { get }

  /// Writes each link's state over `links`, which has one element a link.
  func readLinks(into links: inout [LinkState])
  /// The contacts of the last step.
  var contacts: [ContactPoint] { get }
  /// Writes the contacts of the last step over `contacts`, without allocating where that can be helped.
  func readContacts(into contacts: inout [ContactPoint])

  /// Puts the body into a pose with velocities and forgets contacts. Joint gaps in `links` are taken as they are by
  /// an engine whose joints can come apart, and left out by others.
  /// - Throws: `SimulationError.nonFinite` naming the link.
  func place(_ links: [LinkState]) throws

  /// Steps once.
  /// - Parameters:
  ///   - duration: seconds.
  ///   - drives: one a link; the root's is ignored.
  ///   - wrenches: external forces, one a link, held over the step.
  /// - Throws: `SimulationError.nonFinite` or `.outOfBounds` when an input or the new state is not finite or beyond
  ///   `WorldBounds`; the world is then unusable until it is placed or restored.
  func step(duration: Double, drives: [JointDrive], wrenches: [Wrench]) throws

  /// Everything that decides the future, bit for bit.
  func save() -> WorldSnapshot
  /// - Throws: `SimulationError.snapshotMismatch` when the snapshot is another engine's or another humanoid's.
  func restore(_ snapshot: WorldSnapshot) throws
}

/// What no body does and no controller asks for: beyond it numbers overflow.
public enum WorldBounds {
  /// m/s and rad/s.
  public static let speed = 1e6
  /// N, N m, and N m/rad and N m s/rad of a drive.
  public static let load = 1e12

  /// - Throws: `SimulationError.nonFinite` or `.outOfBounds` naming the link.
  @inlinable public static func check(
    _ drive: JointDrive, _ wrench: Wrench, link: @autoclosure () -> String, time: Double
  ) throws {
    guard drive.target.isFinite, drive.targetVelocity.isWithin(speed), drive.torque.isWithin(load),
      abs(drive.stiffness) <= load, abs(drive.damping) <= load, drive.torqueLimit.isFinite
    else { throw problem("the joint drive", isFinite: drive.isFinite, link: link(), time: time) }
    guard wrench.force.isWithin(load), wrench.torque.isWithin(load) else {
      throw problem("the external wrench", isFinite: wrench.isFinite, link: link(), time: time)
    }
  }

  /// - Throws: `SimulationError.nonFinite` or `.outOfBounds` naming the link.
  @inlinable public static func check(
    _ state: LinkState, of what: String = "the state", link: @autoclosure () -> String, time: Double
  ) throws {
    guard state.position.isFinite, state.orientation.isFinite, state.linearVelocity.isWithin(speed),
      state.angularVelocity.isWithin(speed)
    else { throw problem(what, isFinite: state.isFinite, link: link(), time: time) }
  }

  @usableFromInline static func problem(
    _ what: String, isFinite: Bool, link: String, time: Double
  ) -> SimulationError {
    isFinite
      ? .outOfBounds(what: what, link: link, time: time) : .nonFinite(what: what, link: link, time: time)
  }
}

extension Vector3 {
  /// Whether each component is a number of at most this size.
  @inlinable func isWithin(_ limit: Double) -> Bool { abs(x) <= limit && abs(y) <= limit && abs(z) <= limit }
}

extension World {
  public func readContacts(into contacts: inout [ContactPoint]) { contacts = self.contacts }

  /// The largest distance between the two sides of a joint, in metres: zero for an exact engine.
  public var jointGap: Double { humanoid.jointGap(links) }

  /// Each link's state.
  public var links: [LinkState] {
    var links = [LinkState](repeating: LinkState(), count: humanoid.links.count)
    readLinks(into: &links)
    return links
  }
}

extension Humanoid {
  /// The largest distance in metres between the two sides of a joint when the links are so.
  public func jointGap(_ states: [LinkState]) -> Double {
    var largest = 0.0
    for (index, link) in links.enumerated() {
      guard let parent = link.parent else { continue }
      let joint = states[parent].position + states[parent].orientation.rotate(link.offset)
      largest = max(largest, (states[index].position - joint).squaredLength)
    }
    return largest.squareRoot()
  }
}

/// The state of a world at one moment, as its engine wrote it.
public struct WorldSnapshot: Hashable, Sendable {
  /// The engine's name and what must agree for the numbers to make sense.
  public var layout: String
  public var values: [Double]
  public var contacts: [ContactPoint]

  public init(layout: String, values: [Double], contacts: [ContactPoint]) {
    self.layout = layout
    self.values = values
    self.contacts = contacts
  }
}
