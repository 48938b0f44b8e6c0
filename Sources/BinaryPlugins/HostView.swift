import CGaitkeeperPlugin
import Motion
import Simulation

/// The running simulation as C has it, packed anew for each call into the same memory.
final class HostView {
  let pointer: UnsafePointer<gaitkeeper_view>
  private let view: HostBuffer<gaitkeeper_view>
  private let links, reference, nextReference: LinkBuffers
  private let jointRotations, jointVelocities: HostBuffer<Double>
  private var contacts: HostBuffer<gaitkeeper_contact>
  private var hasReference = false
  private let ground = HostGround()

  init(linkCount: Int) {
    links = LinkBuffers(count: linkCount)
    reference = LinkBuffers(count: linkCount)
    nextReference = LinkBuffers(count: linkCount)
    jointRotations = HostBuffer(repeating: 0, count: 4 * linkCount)
    jointVelocities = HostBuffer(repeating: 0, count: 3 * linkCount)
    // More contacts than a body on a floor has.
    contacts = HostBuffer(repeating: gaitkeeper_contact(), count: 8 * linkCount)
    var view = gaitkeeper_view()
    view.size = MemoryLayout<gaitkeeper_view>.size
    view.link_count = linkCount
    view.links = links.pointers
    view.reference = reference.pointers
    view.next_reference = nextReference.pointers
    view.next_joint_rotations = UnsafePointer(jointRotations.start)
    view.next_joint_velocities = UnsafePointer(jointVelocities.start)
    view.ground = ground.pointer
    view.ground_at = HostGround.lookUp
    self.view = HostBuffer(repeating: view, count: 1)
    pointer = UnsafePointer(self.view.start)
  }

  func pack(_ source: SimulationView) {
    links.pack(source.links, from: 0)
    // The reference stays the same from a control step's first engine step to its last.
    if !hasReference || source.substep == 0 || source.substep == source.substeps { packReference(source) }
    packContacts(source)
    ground.ground = source.ground
    let view = self.view.start
    view.pointee.time = source.time
    view.pointee.substep_duration = source.substepDuration
    view.pointee.gravity = (source.gravity.x, source.gravity.y, source.gravity.z)
    view.pointee.control_step = Int64(source.controlStep)
    view.pointee.substep = Int64(source.substep)
    view.pointee.substeps = Int64(source.substeps)
  }

  private func packReference(_ source: SimulationView) {
    hasReference = true
    let motion = source.reference
    reference.pack(motion.links, from: motion.base(of: source.referenceFrame))
    let next = motion.base(of: source.referenceFrame + 1)
    nextReference.pack(motion.links, from: next)
    for link in 0..<motion.linkCount {
      jointRotations.start[quaternion: link] = motion.jointRotations[next + link]
      jointVelocities.start[vector: link] = motion.jointVelocities[next + link]
    }
  }

  private func packContacts(_ source: SimulationView) {
    let count = source.contacts.count
    if count > contacts.count { contacts = HostBuffer(repeating: gaitkeeper_contact(), count: 2 * count) }
    for index in 0..<count {
      let contact = source.contacts[index]
      contacts.start[index] = gaitkeeper_contact(
        link: Int32(contact.link), other_link: contact.otherLink.map(Int32.init) ?? -1,
        position: (contact.position.x, contact.position.y, contact.position.z),
        normal: (contact.normal.x, contact.normal.y, contact.normal.z), depth: contact.depth,
        force: (contact.force.x, contact.force.y, contact.force.z))
    }
    view.start.pointee.contact_count = count
    view.start.pointee.contacts = UnsafePointer(contacts.start)
  }
}

/// Where links are and how they move, as contiguous doubles.
private struct LinkBuffers: ~Copyable {
  private let positions, orientations, linearVelocities, angularVelocities: HostBuffer<Double>
  private let count: Int

  init(count: Int) {
    self.count = count
    positions = HostBuffer(repeating: 0, count: 3 * count)
    orientations = HostBuffer(repeating: 0, count: 4 * count)
    linearVelocities = HostBuffer(repeating: 0, count: 3 * count)
    angularVelocities = HostBuffer(repeating: 0, count: 3 * count)
  }

  var pointers: gaitkeeper_links {
    gaitkeeper_links(
      positions: positions.start, orientations: orientations.start, linear_velocities: linearVelocities.start,
      angular_velocities: angularVelocities.start)
  }

  /// Takes as many states as there are links, from index `base` on.
  func pack(_ states: [LinkState], from base: Int) {
    for link in 0..<count {
      let state = states[base + link]
      positions.start[vector: link] = state.position
      orientations.start[quaternion: link] = state.orientation
      linearVelocities.start[vector: link] = state.linearVelocity
      angularVelocities.start[vector: link] = state.angularVelocity
    }
  }
}
