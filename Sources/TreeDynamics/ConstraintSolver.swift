import Motion

/// Impulses of contacts and joint limits on a factored tree: projected Gauss-Seidel, contact by contact with the exact friction
/// cone, on the response of the tree with its implicit drives.
///
/// Neighbouring constraints between the same links are swept together on those links' own response; then all other links in
/// contact are told. The order and number of operations depend on nothing but the input.
final class ConstraintSolver {
  private let tree: ArticulatedTree
  private let table: CouplingTable
  private let capacity: Int
  private let constraints: UnsafeMutablePointer<Constraint>
  private(set) var count = 0

  /// A run of constraints between the same links.
  private struct Group {
    var range: Range<Int>
    /// Places in `touched`; -1 for the floor.
    var first: Int
    var second: Int
  }
  private let groups: UnsafeMutablePointer<Group>
  private var groupCount = 0

  /// The links that constraints touch, and their change of velocity so far.
  private let touched: UnsafeMutablePointer<Int>
  private let angular: UnsafeMutablePointer<Vector3>
  private let linear: UnsafeMutablePointer<Vector3>
  private var touchedCount = 0
  /// Place of each link in `touched`; -1 for none.
  private let places: UnsafeMutablePointer<Int>
  /// Response between touched links: `couplings[i * touchedCount + k]`.
  private let couplings: UnsafeMutablePointer<Coupling>

  init(tree: ArticulatedTree, capacity: Int) {
    self.tree = tree
    self.capacity = capacity
    table = CouplingTable(tree: tree)
    constraints = .allocate(capacity: capacity)
    groups = .allocate(capacity: capacity)
    touched = .allocate(capacity: tree.count)
    angular = .allocate(capacity: tree.count)
    linear = .allocate(capacity: tree.count)
    places = .allocate(capacity: tree.count)
    couplings = .allocate(capacity: tree.count * tree.count)
  }

  deinit {
    constraints.deallocate()
    groups.deallocate()
    touched.deallocate()
    angular.deallocate()
    linear.deallocate()
    places.deallocate()
    couplings.deallocate()
  }

  func removeAll() { count = 0 }

  /// What is over the capacity is left out.
  @inline(__always) func add(_ constraint: Constraint) {
    guard count < capacity else { return }
    (constraints + count).initialize(to: constraint)
    count += 1
  }

  func impulse(of index: Int) -> Vector3 { constraints[index].impulse }

  /// Finds the impulses, from those given as a start, and leaves their sums in the tree's links.
  func solve(duration: Double, sweeps: Int) {
    collectGroups()
    collectCouplings()
    for index in 0..<count { prepare(index, duration: duration) }
    for group in 0..<groupCount { startFromGuess(group) }
    for _ in 0..<sweeps {
      for group in 0..<groupCount { sweep(groups[group]) }
    }
    for index in 0..<tree.count {
      tree.bodies[index].impulseMoment = .zero
      tree.bodies[index].impulseForce = .zero
    }
    for index in 0..<count { deposit(constraints + index) }
  }

  // MARK: Setting up

  private func collectGroups() {
    for index in 0..<tree.count { places[index] = -1 }
    touchedCount = 0
    groupCount = 0
    for index in 0..<count {
      let (first, second) = (constraints[index].first, constraints[index].second)
      if index > 0, constraints[index - 1].first == first, constraints[index - 1].second == second {
        groups[groupCount - 1].range = groups[groupCount - 1].range.lowerBound..<(index + 1)
      } else {
        groups[groupCount] = Group(
          range: index..<(index + 1), first: place(of: first), second: second < 0 ? -1 : place(of: second))
        groupCount += 1
      }
    }
  }

  private func place(of link: Int) -> Int {
    if places[link] < 0 {
      places[link] = touchedCount
      touched[touchedCount] = link
      angular[touchedCount] = .zero
      linear[touchedCount] = .zero
      touchedCount += 1
    }
    return places[link]
  }

  private func collectCouplings() {
    table.reset()
    for i in 0..<touchedCount {
      for k in 0..<touchedCount { couplings[i * touchedCount + k] = table.coupling(touched[i], touched[k]) }
    }
  }

  private func prepare(_ index: Int, duration: Double) {
    let constraint = constraints + index
    let first = constraint.pointee.first
    let second = constraint.pointee.second
    let i = places[first]
    let own = couplings[i * touchedCount + i]
    switch constraint.pointee.kind {
    case .contact:
      let d = constraint.pointee.firstArm
      var velocity = tree.velocity(of: first, at: d, after: duration)
      var response = Self.pointResponse(own, d, d)
      if second >= 0 {
        let k = places[second]
        let e = constraint.pointee.secondArm
        velocity -= tree.velocity(of: second, at: e, after: duration)
        let mixed = Self.pointResponse(couplings[i * touchedCount + k], d, e)
        response = response + Self.pointResponse(couplings[k * touchedCount + k], e, e) - mixed - mixed.transposed
      }
      constraint.pointee.freeVelocity = velocity
      constraint.pointee.response = response
    case .limit, .drive:
      var velocity = tree.angularVelocity(of: first, after: duration)
      var response = own.p
      if second >= 0 {
        let k = places[second]
        velocity -= tree.angularVelocity(of: second, after: duration)
        let mixed = couplings[i * touchedCount + k].p
        response = response + couplings[k * touchedCount + k].p - mixed - mixed.transposed
      }
      constraint.pointee.freeVelocity = velocity
      constraint.pointee.response = response
    }
    constraint.pointee.prepare()
  }

  /// Velocity of the point at `d` on one link from a force at the point at `e` on another.
  @inline(__always) private static func pointResponse(_ c: Coupling, _ d: Vector3, _ e: Vector3) -> Matrix3 {
    // Moment e x f; velocity linear + angular x d.
    let angular = c.p.crossedFromRight(by: e) + c.q
    let linear = c.u.crossedFromRight(by: e) + c.s
    return linear - angular.crossedFromLeft(by: d)
  }

  /// Applies the impulses that constraints start with.
  private func startFromGuess(_ group: Int) {
    let group = groups[group]
    var moment = Vector3.zero
    var force = Vector3.zero
    var otherMoment = Vector3.zero
    for index in group.range {
      let (m, f, o) = Self.load(constraints + index, constraints[index].impulse)
      moment += m
      force += f
      otherMoment += o
    }
    push(group, moment: moment, force: force, otherMoment: otherMoment, skippingOwn: false)
  }

  // MARK: Sweeping

  /// The impulse as a moment and force about the first link's joint, and the moment about the second's; the force on the
  /// second is the opposite.
  @inline(__always) private static func load(
    _ constraint: UnsafeMutablePointer<Constraint>, _ impulse: Vector3
  ) -> (moment: Vector3, force: Vector3, otherMoment: Vector3) {
    constraint.pointee.kind == .contact
      ? (constraint.pointee.firstArm.cross(impulse), impulse, -constraint.pointee.secondArm.cross(impulse))
      : (impulse, .zero, -impulse)
  }

  private func sweep(_ group: Group) {
    if group.second < 0 { sweepAgainstFloor(group) } else { sweepPair(group) }
  }

  private func sweepAgainstFloor(_ group: Group) {
    let own = couplings + (group.first * touchedCount + group.first)
    var angular = angular[group.first]
    var linear = linear[group.first]
    var moment = Vector3.zero
    var force = Vector3.zero
    for index in group.range {
      let constraint = constraints + index
      let d = constraint.pointee.firstArm
      let change = constraint.pointee.solve(
        velocity: constraint.pointee.freeVelocity + linear + angular.cross(d))
      let m = d.cross(change)
      moment += m
      force += change
      angular += own.pointee.p * m + own.pointee.q * change
      linear += own.pointee.u * m + own.pointee.s * change
    }
    self.angular[group.first] = angular
    self.linear[group.first] = linear
    push(group, moment: moment, force: force, otherMoment: .zero, skippingOwn: true)
  }

  private func sweepPair(_ group: Group) {
    for index in group.range {
      let constraint = constraints + index
      let first = (angular[group.first], linear[group.first])
      let second = (angular[group.second], linear[group.second])
      var velocity = constraint.pointee.freeVelocity
      if constraint.pointee.kind == .contact {
        velocity += first.1 + first.0.cross(constraint.pointee.firstArm)
        velocity -= second.1 + second.0.cross(constraint.pointee.secondArm)
      } else {
        velocity += first.0 - second.0
      }
      let change = constraint.pointee.solve(velocity: velocity)
      let (moment, force, otherMoment) = Self.load(constraint, change)
      push(group, moment: moment, force: force, otherMoment: otherMoment, skippingOwn: false)
    }
  }

  /// Tells all touched links of an impulse on a group's links.
  @inline(__always) private func push(
    _ group: Group, moment: Vector3, force: Vector3, otherMoment: Vector3, skippingOwn: Bool
  ) {
    for place in 0..<touchedCount where !(skippingOwn && place == group.first) {
      let (a, l) = couplings[place * touchedCount + group.first].motion(moment: moment, force: force)
      angular[place] += a
      linear[place] += l
      if group.second >= 0 {
        let (a, l) = couplings[place * touchedCount + group.second].motion(moment: otherMoment, force: -force)
        angular[place] += a
        linear[place] += l
      }
    }
  }

  private func deposit(_ constraint: UnsafeMutablePointer<Constraint>) {
    let (moment, force, otherMoment) = Self.load(constraint, constraint.pointee.impulse)
    let first = tree.bodies + constraint.pointee.first
    first.pointee.impulseMoment += moment
    first.pointee.impulseForce += force
    guard constraint.pointee.second >= 0 else { return }
    let second = tree.bodies + constraint.pointee.second
    second.pointee.impulseMoment += otherMoment
    second.pointee.impulseForce -= force
  }
}

extension ArticulatedTree {
  /// Of the point at `arm` from a link's joint, when the accelerations have acted for a time.
  @inline(__always) func velocity(of index: Int, at arm: Vector3, after duration: Double) -> Vector3 {
    let body = bodies + index
    let omega = body.pointee.angularVelocity
    let acceleration =
      body.pointee.linearAcceleration + body.pointee.angularAcceleration.cross(arm) + centripetal(omega, arm)
    return body.pointee.linearVelocity + omega.cross(arm) + acceleration * duration
  }

  @inline(__always) func angularVelocity(of index: Int, after duration: Double) -> Vector3 {
    bodies[index].angularVelocity + bodies[index].angularAcceleration * duration
  }
}
