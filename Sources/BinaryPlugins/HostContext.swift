import CGaitkeeperPlugin
import Foundation
import Simulation

/// What an instance may know when it is made, as C has it. Lives as long as the instance.
final class HostContext {
  let pointer: UnsafePointer<gaitkeeper_context>
  private let context: HostBuffer<gaitkeeper_context>
  private let names: HostBuffer<UnsafePointer<CChar>?>
  private let parents: HostBuffer<Int32>
  private let masses, centresOfMass, inertias, offsets: HostBuffer<Double>

  init(_ source: PluginContext) {
    let links = source.humanoid.links
    names = HostBuffer(repeating: nil, count: links.count)
    parents = HostBuffer(repeating: -1, count: links.count)
    masses = HostBuffer(links.map(\.mass))
    centresOfMass = HostBuffer(repeating: 0, count: 3 * links.count)
    offsets = HostBuffer(repeating: 0, count: 3 * links.count)
    inertias = HostBuffer(
      links.flatMap { link in
        let inertia = link.inertia
        return [inertia.xx, inertia.yy, inertia.zz, inertia.xy, inertia.xz, inertia.yz]
      })
    for (index, link) in links.enumerated() {
      names.start[index] = UnsafePointer(strdup(link.name))
      if let parent = link.parent { parents.start[index] = Int32(parent) }
      centresOfMass.start[vector: index] = link.centreOfMass
      offsets.start[vector: index] = link.offset
    }
    context = HostBuffer(
      repeating: gaitkeeper_context(
        size: MemoryLayout<gaitkeeper_context>.size, link_count: links.count, link_names: UnsafePointer(names.start),
        parents: parents.start, masses: masses.start, centres_of_mass: centresOfMass.start, inertias: inertias.start,
        offsets: offsets.start, control_rate: source.controlRate, substeps: UInt32(clamping: source.substeps),
        seed: source.seed),
      count: 1)
    pointer = UnsafePointer(context.start)
  }

  deinit {
    for index in 0..<names.count { free(UnsafeMutablePointer(mutating: names.start[index])) }
  }
}
