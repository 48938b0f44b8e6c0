import Motion

/// How one link moves when another is pushed: the change of (angular, linear) velocity of the first about its joint to an
/// impulse (moment, force) about the second's joint. An entry of the operational-space inverse inertia.
struct Coupling {
  /// Angular velocity from a moment and from a force; linear velocity from a moment and from a force.
  var p, q, u, s: Matrix3

  static var zero: Coupling { Coupling(p: .zero, q: .zero, u: .zero, s: .zero) }

  @inline(__always) func motion(moment: Vector3, force: Vector3) -> (angular: Vector3, linear: Vector3) {
    (p * moment + q * force, u * moment + s * force)
  }

  /// The response of the second link to an impulse at the first (reciprocity).
  @inline(__always) var transposed: Coupling {
    Coupling(p: p.transposed, q: u.transposed, u: q.transposed, s: s.transposed)
  }
}

/// The couplings between links of a factored tree, each found when it is first asked for from those of its parents:
/// linear in the distance along the tree.
final class CouplingTable {
  private let tree: ArticulatedTree
  private let entries: UnsafeMutablePointer<Coupling>
  /// The factorization that an entry belongs to.
  private let stamps: UnsafeMutablePointer<Int>
  private var stamp = 0

  init(tree: ArticulatedTree) {
    self.tree = tree
    let size = tree.count * tree.count
    entries = .allocate(capacity: size)
    entries.initialize(repeating: .zero, count: size)
    stamps = .allocate(capacity: size)
    stamps.initialize(repeating: 0, count: size)
  }

  deinit {
    entries.deallocate()
    stamps.deallocate()
  }

  /// Forgets all entries, after the tree has been factored anew.
  func reset() { stamp += 1 }

  /// How link `i` moves when link `k` is pushed.
  func coupling(_ i: Int, _ k: Int) -> Coupling { i >= k ? entry(i, k).pointee : entry(k, i).pointee.transposed }

  /// The entry with i >= k. Parents have smaller indices, so that the recursion ends at the root.
  private func entry(_ i: Int, _ k: Int) -> UnsafeMutablePointer<Coupling> {
    let place = entries + (i * tree.count + k)
    guard stamps[i * tree.count + k] != stamp else { return place }
    stamps[i * tree.count + k] = stamp
    guard i > 0 else {
      place.pointee = tree.rootResponse
      return place
    }
    let body = tree.bodies + i
    let parent = body.pointee.parent
    if i == k {
      let above = entry(i, parent)
      place.pointee = Self.pass(above.pointee.transposed, to: body)
      place.pointee.p += body.pointee.e
    } else if parent >= k {
      place.pointee = Self.pass(entry(parent, k).pointee, to: body)
    } else {
      place.pointee = Self.pass(entry(k, parent).pointee.transposed, to: body)
    }
    return place
  }

  /// A coupling of the parent's motion, as one of the child's: a(i) = a(p) + alpha(p) x r, alpha(i) = a alpha(p) + b a(i).
  @inline(__always) private static func pass(
    _ above: Coupling, to body: UnsafeMutablePointer<TreeBody>
  ) -> Coupling {
    let r = body.pointee.reach
    let u = above.u - above.p.crossedFromLeft(by: r)
    let s = above.s - above.q.crossedFromLeft(by: r)
    let a = body.pointee.a
    let b = body.pointee.b
    return Coupling(p: a * above.p + b * u, q: a * above.q + b * s, u: u, s: s)
  }
}
