#if MuJoCo
import CMuJoCo
import Motion
import Simulation

/// A humanoid in a MuJoCo world.
final class MuJoCoWorld: World {
  let humanoid: Humanoid
  private(set) var contacts: [ContactPoint] = []

  private let owner: MuJoCoModel
  private let model: UnsafeMutablePointer<mjModel>
  private let data: UnsafeMutablePointer<mjData>
  private let coordinates: JointCoordinates
  private var drives: JointDrives
  /// What of the ground is not planes; nil if there is nothing of that kind.
  private let solidGround: SolidGround?
  /// The link of each body; -1 for the world, which is the floor's.
  private let linkOfBody: [Int]
  private let layout: String

  init(humanoid: Humanoid, settings: WorldSettings, configuration: MuJoCoEngine.Configuration) throws {
    self.humanoid = humanoid
    solidGround = try SolidGround(humanoid: humanoid, ground: settings.ground, configuration: configuration)
    let document = try MuJoCoDocument(humanoid: humanoid, settings: settings, configuration: configuration)
    owner = try MuJoCoModel(document: document)
    model = owner.model
    data = owner.data
    coordinates = JointCoordinates(humanoid: humanoid, document: document, model: model)
    drives = JointDrives(velocityCount: Int(model.pointee.nv))
    linkOfBody = [-1] + document.linkOrder
    solidGround?.findGeometries(in: model)
    layout = "\(MuJoCoEngine.name) with humanoid '\(humanoid.name)' of \(humanoid.links.count) links"
  }

  // MARK: State

  var time: Double { data.pointee.time }

  func readLinks(into links: inout [LinkState]) {
    coordinates.read(position: data.pointee.qpos, velocity: data.pointee.qvel, into: &links)
  }

  func readContacts(into contacts: inout [ContactPoint]) {
    contacts.removeAll(keepingCapacity: true)
    contacts.append(contentsOf: self.contacts)
  }

  func place(_ links: [LinkState]) throws {
    for (index, state) in links.enumerated() {
      try WorldBounds.check(state, of: "the start state", link: humanoid.links[index].name, time: 0)
    }
    mj_resetData(model, data)
    coordinates.write(links, position: data.pointee.qpos, velocity: data.pointee.qvel)
    contacts = []
  }

  // MARK: Stepping

  func step(duration: Double, drives wishes: [JointDrive], wrenches: [Wrench]) throws {
    for index in humanoid.links.indices {
      try WorldBounds.check(wishes[index], wrenches[index], link: humanoid.links[index].name, time: time)
    }
    model.pointee.opt.timestep = duration
    for (index, joint) in coordinates.joints.enumerated() {
      let force = data.pointee.xfrc_applied! + 6 * joint.body
      force.store(wrenches[index].force)
      (force + 3).store(wrenches[index].torque)
    }
    drives.apply(wishes, of: coordinates.joints, duration: duration, model: model, data: data)
    // The parts of mj_step, without its checks: they would put a body whose numbers are not finite back to its rest pose.
    if let solidGround {
      try solved(mujoco_place(model, data))
      solidGround.addContacts(model, data)
      try solved(mujoco_forwardPlaced(model, data))
    } else {
      try solved(mujoco_forward(model, data))
    }
    while drives.bound(model: model, data: data) { try solved(mujoco_forwardAgain(model, data)) }
    findContacts()
    try solved(mujoco_euler(model, data))
    try owner.checkCapacity()
    try checkState()
  }

  /// What MuJoCo's solver calls an error in the middle of a step is numbers beyond all bounds.
  private func solved(_ success: Int32) throws {
    guard success == 0 else { return }
    throw nonFinite("MuJoCo's solution (\(String(cString: mujoco_lastError())))", 0)
  }

  private func checkState() throws {
    for (index, joint) in coordinates.joints.enumerated() {
      let (positions, velocities) =
        switch joint.motion {
        case .free: (7, 6)
        case .ball: (4, 3)
        case .hinge: (1, 1)
        }
      for offset in 0..<positions where !data.pointee.qpos[joint.position + offset].isFinite {
        throw nonFinite("the state", index)
      }
      for offset in 0..<velocities {
        let speed = data.pointee.qvel[joint.velocity + offset]
        guard abs(speed) <= WorldBounds.speed else {
          throw speed.isFinite
            ? SimulationError.outOfBounds(what: "the state", link: humanoid.links[index].name, time: time)
            : nonFinite("the state", index)
        }
      }
    }
  }

  private func nonFinite(_ what: String, _ link: Int) -> SimulationError {
    .nonFinite(what: what, link: humanoid.links[link].name, time: time)
  }

  /// Takes over the contacts of the step that has been solved, with their forces.
  private func findContacts() {
    contacts.removeAll(keepingCapacity: true)
    for index in 0..<Int(data.pointee.ncon) {
      let found = data.pointee.contact + index
      guard found.pointee.exclude == 0 else { continue }
      // MuJoCo's normal points from the first shape to the second, and its force acts on the second.
      let links = (link(of: found.pointee.geom1), link(of: found.pointee.geom2))
      let frame = found.pointee.frame
      let normal = Vector3(frame.0, frame.1, frame.2)
      var force: (mjtNum, mjtNum, mjtNum, mjtNum, mjtNum, mjtNum) = (0, 0, 0, 0, 0, 0)
      withUnsafeMutableBytes(of: &force) { bytes in
        mj_contactForce(model, data, Int32(index), bytes.assumingMemoryBound(to: mjtNum.self).baseAddress)
      }
      let push =
        normal * force.0 + Vector3(frame.3, frame.4, frame.5) * force.1 + Vector3(frame.6, frame.7, frame.8) * force.2
      let isFloorSecond = links.1 < 0
      contacts.append(
        ContactPoint(
          link: isFloorSecond ? links.0 : links.1,
          otherLink: isFloorSecond || links.0 < 0 ? nil : links.0,
          position: Vector3(found.pointee.pos.0, found.pointee.pos.1, found.pointee.pos.2),
          normal: isFloorSecond ? -normal : normal, depth: -found.pointee.dist, force: isFloorSecond ? -push : push,
          friction: found.pointee.dim > 1 ? found.pointee.friction.0 : 0))
    }
  }

  private func link(of geometry: Int32) -> Int { linkOfBody[Int(model.pointee.geom_bodyid[Int(geometry)])] }

  // MARK: Snapshots

  /// Positions, velocities, and the accelerations that the solver starts from.
  private var state: [UnsafeMutableBufferPointer<mjtNum>] {
    let (positions, velocities) = (Int(model.pointee.nq), Int(model.pointee.nv))
    return [
      UnsafeMutableBufferPointer(start: data.pointee.qpos, count: positions),
      UnsafeMutableBufferPointer(start: data.pointee.qvel, count: velocities),
      UnsafeMutableBufferPointer(start: data.pointee.qacc_warmstart, count: velocities),
    ]
  }

  func save() -> WorldSnapshot {
    WorldSnapshot(layout: layout, values: [time] + state.joined(), contacts: contacts)
  }

  func restore(_ snapshot: WorldSnapshot) throws {
    guard snapshot.layout == layout, snapshot.values.count == 1 + state.reduce(0, { $0 + $1.count }) else {
      throw SimulationError.snapshotMismatch(expected: layout, found: snapshot.layout)
    }
    owner.forgetWarnings()
    data.pointee.time = snapshot.values[0]
    contacts = snapshot.contacts
    var next = 1
    for part in state {
      for index in part.indices { part[index] = snapshot.values[next + index] }
      next += part.count
    }
  }
}
#endif
