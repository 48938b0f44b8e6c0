import Motion
import Simulation

/// A part of a body to draw, in the world.
package struct Solid {
  package enum Form {
    /// All points within `radius` of the line from one point to another.
    case capsule(Vector3, Vector3, radius: Double)
    /// The convex hull of corners.
    case hull([Vector3])
  }

  package var form: Form
  package var side: BodySide

  /// Middle of the solid.
  var centre: Vector3 {
    switch form {
    case .capsule(let a, let b, _): (a + b) / 2
    case .hull(let corners): corners.reduce(.zero, +) / Double(max(corners.count, 1))
    }
  }
}

/// A clip's body: the humanoid's own shapes where the clip moves its links, else bones between joints.
package struct BodyModel {
  package let clip: MotionClip
  private let links: [Humanoid.Link]?
  private let sides: [BodySide]
  /// Side of the bone that ends at each joint.
  private let boneSides: [BodySide]
  private let limbStarts: [(left: Int, right: Int)]
  private let feet: [Int]

  package init(clip: MotionClip, humanoid: Humanoid?) {
    let clip = (try? clip.bodyAlone()) ?? clip
    self.clip = clip
    let skeleton = clip.skeleton
    sides = skeleton.sides
    feet = skeleton.footJoints
    let names = skeleton.joints.map(\.name)
    links = humanoid.flatMap { $0.links.map(\.name) == names ? $0.links : nil }
    limbStarts = skeleton.limbStarts
    boneSides = Self.boneSides(of: skeleton)
  }

  /// The humanoid's shapes, link by link; nil for a clip that is drawn as bones.
  var humanoidShapes: [[Shape]]? { links.map { $0.map(\.shapes) } }

  /// How far its outline may reach into the ground while the body does not, in metres: bones have no known thickness,
  /// and are drawn with one.
  package var groundTolerance: Double { links == nil ? 0.02 : 0 }

  /// - Throws: `ViewerError.outOfReach` for the first joint or end site that is beyond ten kilometres, or nowhere.
  func checkReach() throws {
    for frame in 0..<clip.frameCount {
      let pose = clip.pose(at: frame)
      for (index, joint) in clip.skeleton.joints.enumerated() {
        let position = pose.positions[index]
        let points = [position] + joint.endSites.map { position + pose.orientations[index].rotate($0) }
        guard points.allSatisfy({ $0.length < 1e4 }) else {
          throw ViewerError.outOfReach(clip: clip.name, frame: frame, joint: joint.name)
        }
      }
    }
  }

  package func solids(of pose: WorldPose) -> [Solid] { links.map { shapes($0, pose) } ?? bones(pose) }

  /// Where the body faces, level: across the hips and shoulders. Nil for a body without pairs, or lying on its side.
  func heading(of pose: WorldPose) -> Vector3? {
    let across = limbStarts.reduce(Vector3.zero) { sum, pair in
      sum + pose.positions[pair.left] - pose.positions[pair.right]
    }
    let level = across.rejected(from: .unitY)
    return level.length > 0.05 ? level.cross(.unitY).normalized() : nil
  }

  /// Points of the feet that are on the ground.
  func footContacts(of pose: WorldPose, on ground: any Ground) -> [(point: Vector3, side: BodySide)] {
    feet.flatMap { index in
      let position = pose.positions[index]
      let orientation = pose.orientations[index]
      guard let links else {
        let tips = clip.skeleton.joints[index].endSites.map { position + orientation.rotate($0) }
        return ([position] + tips).filter { ground.clearance(of: $0) < 0.05 }.map { ($0, sides[index]) }
      }
      let up = ground.normal(at: position)
      return links[index].shapes.flatMap { $0.supportPoints(position: position, orientation: orientation, up: up) }
        .filter { ground.clearance(of: $0) < 0.02 }.map { ($0, sides[index]) }
    }
  }

  private func shapes(_ links: [Humanoid.Link], _ pose: WorldPose) -> [Solid] {
    links.indices.flatMap { index in
      links[index].shapes.map { shape in
        Solid(
          form: Self.form(shape, position: pose.positions[index], orientation: pose.orientations[index]),
          side: sides[index])
      }
    }
  }

  private static func form(_ shape: Shape, position: Vector3, orientation: Quaternion) -> Solid.Form {
    let centre = position + orientation.rotate(shape.position)
    switch shape.geometry {
    case .sphere(let radius): return .capsule(centre, centre, radius: radius)
    case .capsule(let radius, let halfLength):
      let end = (orientation * shape.orientation).rotate(.unitZ) * halfLength
      return .capsule(centre - end, centre + end, radius: radius)
    case .box: return .hull(shape.supportPoints(position: position, orientation: orientation))
    }
  }

  /// A rounded limb for each bone, thicker where it is longer; a trunk between hips and shoulders, and a ball for the
  /// head.
  private func bones(_ pose: WorldPose) -> [Solid] {
    var solids: [Solid] = []
    if limbStarts.count > 1 {
      let corners = limbStarts.flatMap { [pose.positions[$0.left], pose.positions[$0.right]] }
      solids.append(Solid(form: .hull(corners), side: .centre))
    }
    for (index, joint) in clip.skeleton.joints.enumerated() {
      let position = pose.positions[index]
      let tips = joint.endSites.map { position + pose.orientations[index].rotate($0) }
      if let parent = joint.parent { solids.append(bone(pose.positions[parent], position, boneSides[index])) }
      if joint.name.lowercased().hasSuffix("head") {
        let centre = tips.first.map { (position + $0) / 2 } ?? position
        solids.append(Solid(form: .capsule(centre, centre, radius: 0.1), side: .centre))
      } else {
        solids += tips.map { bone(position, $0, sides[index]) }
      }
    }
    return solids
  }

  /// A bone turns with the joint at its upper end, and so has that joint's side; down to hips and shoulders it belongs to
  /// the trunk.
  private static func boneSides(of skeleton: Skeleton) -> [BodySide] {
    let sides = skeleton.sides
    var boneSides = skeleton.joints.map { joint in joint.parent.map { sides[$0] } ?? .centre }
    for start in skeleton.limbStarts.flatMap({ [$0.left, $0.right] }) {
      var joint: Int? = start
      while let index = joint {
        boneSides[index] = .centre
        joint = skeleton.joints[index].parent
      }
    }
    return boneSides
  }

  private func bone(_ start: Vector3, _ end: Vector3, _ side: BodySide) -> Solid {
    let radius = Self.boneRadius(length: (end - start).length, isTrunk: side == .centre)
    return Solid(form: .capsule(start, end, radius: radius), side: side)
  }

  static func boneRadius(length: Double, isTrunk: Bool) -> Double {
    isTrunk ? min(max(length * 0.5, 0.03), 0.07) : min(max(length * 0.13, 0.018), 0.05)
  }
}
