import Motion
import Simulation

/// Carries a motion over to a humanoid's links, and what the humanoid made of it back to the motion's own skeleton.
///
/// Each link takes its joint's orientation, times a rotation that is constant over the clip, so that the limbs of both point
/// in the same directions at all times. Sizes are matched by the length of the legs.
public struct Retargeter: Sendable {
  public let source: MotionClip
  public let humanoid: Humanoid
  /// The joints of the source that were used.
  public let map: JointMap
  /// The humanoid's links by the names of the roles that they play.
  var linkRoles: [String: Int] { body.map.roles }
  /// Length of the humanoid's legs over that of the source's.
  public let scale: Double
  /// Whether the motion is draped over the ground, or has the ground's heights in it.
  public private(set) var fit = GroundFit.drape

  private let body: HumanoidBody
  private let drives: [Int: LinkDrive]
  private let partners: [BodyRole: Int]
  private let legs: LegPlacement
  /// Where the links are in each frame: the world and the local rotations.
  private var poses: [(world: WorldPose, local: [Quaternion])] = []
  /// By how much each frame is lowered so that the body comes to the floor, in metres.
  private var drops: [Double] = []
  /// By frame: the ground's height under the body, in metres.
  private var levels: [Double] = []
  private let ground: any Ground
  private let settings: RetargetSettings

  /// - Parameters:
  ///   - map: the source's joints by role; nil finds them.
  ///   - humanoidRoles: link names by role (`BodyRole`'s raw values), over those that are found by name.
  ///   - ground: on which the humanoid is to perform the motion.
  ///   - gravity: m/s^2, world axes.
  /// - Throws: `RetargetingError` when a required joint is not found, by role, or legs have no length.
  public init(
    source: MotionClip, humanoid: Humanoid, map: JointMap? = nil, humanoidRoles: [String: String]? = nil,
    ground: any Ground = PlaneGround(), gravity: Vector3 = WorldSettings.standardGravity,
    settings: RetargetSettings = .init()
  ) throws {
    let map = try map ?? JointMap(clip: source)
    let sourceBody = try SourceBody(clip: source, map: map)
    body = try HumanoidBody(humanoid: humanoid, roles: humanoidRoles ?? [:])
    let corrections = BodyCalibration(body: sourceBody, humanoid: body).corrections
    drives = LinkDrive.all(body: sourceBody, humanoid: body, corrections: corrections)
    partners = body.partners(of: map)
    self.source = source
    self.humanoid = humanoid
    self.map = map
    self.ground = ground
    self.settings = settings
    scale = body.legLength / sourceBody.legLength
    legs = LegPlacement(source: sourceBody, humanoid: body)
    poses = sourceBody.poses.map { linkPose($0) }
    drops = Array(repeating: 0, count: poses.count)
    fit = try chosenFit()
    switch fit {
    case .drape:
      drops = drops(
        of: poses.map { humanoid.clearance(over: PlaneGround(), in: $0.world) },
        isCarried: isCarried(
          heights: poses.map { Self.massHeight($0.world, of: humanoid) }, gravity: gravity.length))
    case .asIs:
      let offset = try StandingHeights(levelReference(), humanoid: humanoid, ground: ground).offset
      drops = Array(repeating: offset, count: poses.count)
    }
    levels =
      if ground.isLevel {
        Array(repeating: ground.height(at: .zero), count: poses.count)
      } else {
        try draping(levelReference()).levels
      }
  }

  /// While the reference is as high as the source has it.
  private func chosenFit() throws -> GroundFit {
    switch settings.fit {
    case .drape: .drape
    case .asIs: .asIs
    case .auto:
      ground.isLevel ? .drape : try GroundFit(of: levelReference(), humanoid: humanoid, ground: ground)
    }
  }

  /// How far each frame is above the floor.
  ///
  /// The floor is where the body's lowest points are most of the time: neither a jump nor a few deep frames move it. A body that
  /// something carries stands on it: what is left of the distance there is an error of proportions or of the capture, and is taken
  /// away smoothly.
  private func drops(of heights: [Double], isCarried: [Bool]) -> [Double] {
    let floor = heights.percentile(0.2)
    let standing = zip(heights, isCarried).map { height, isCarried in
      isCarried && abs(height - floor) < settings.standingDistance ? height - floor : nil
    }
    return standing.filledAndSmoothed(radius: Int((settings.smoothingTime * source.rate).rounded())).map { $0 + floor }
  }

  private static func massHeight(_ pose: WorldPose, of humanoid: Humanoid) -> Double {
    humanoid.centreOfMass { LinkState(position: pose.positions[$0], orientation: pose.orientations[$0]) }.position.y
  }

  /// Whether something carries the body in each frame: it does not fall freely, neither around the frame nor just before or after it.
  /// - Parameter heights: of its centre of mass.
  private func isCarried(heights: [Double], gravity: Double) -> [Bool] {
    let step = max(Int((settings.fallTime * source.rate).rounded()), 1)
    let time = Double(step) / source.rate
    let falls = heights.indices.map { frame in
      guard frame >= step, frame + step < heights.count else { return false }
      let acceleration = (heights[frame - step] - 2 * heights[frame] + heights[frame + step]) / (time * time)
      return acceleration < -settings.fallShare * gravity
    }
    return heights.indices.map { frame in
      ![frame - step, frame, frame + step].contains { falls.indices.contains($0) && falls[$0] }
    }
  }

  /// The motion on a skeleton that is the humanoid's links, in their order, with the source's frames and rate; on the ground.
  public func reference() throws -> MotionClip { try onGround(levelReference()) }

  /// The same before it is put on the ground: on a level floor at height 0 if it is to be draped, else as high as it was recorded.
  func levelReference() throws -> MotionClip {
    var translations: [Vector3] = []
    var rotations: [Quaternion] = []
    translations.reserveCapacity(source.frameCount)
    rotations.reserveCapacity(source.frameCount * humanoid.links.count)
    for (frame, pose) in poses.enumerated() {
      translations.append(pose.world.positions[0] - .unitY * drops[frame])
      for (link, rotation) in pose.local.enumerated() {
        // Of a rotation's two quaternions the one near the frame before, so that they change smoothly.
        let before = frame > 0 ? rotations[(frame - 1) * humanoid.links.count + link] : .identity
        rotations.append(before.dot(rotation) < 0 ? -rotation : rotation)
      }
    }
    return try MotionClip(
      name: source.name, skeleton: humanoid.skeleton, rate: source.rate, rootTranslations: translations,
      rotations: rotations)
  }

  /// A level reference, such as this motion's with planted feet, on the ground.
  func onGround(_ level: MotionClip) -> MotionClip {
    guard fit == .drape, ground.isLevel else { return draping(level).draped }
    var clip = level
    for frame in clip.rootTranslations.indices { clip.rootTranslations[frame].y += levels[frame] }
    return clip
  }

  /// The ground as the source has it; a level floor if the motion is to be draped.
  var sourceGround: any Ground { fit == .asIs ? SourceGround(ground: ground, scale: scale) : PlaneGround() }

  /// What the level reference's feet stand on.
  var levelGround: any Ground { fit == .drape ? PlaneGround() : ground }

  private func draping(_ level: MotionClip) -> GroundDraping {
    GroundDraping(level, humanoid: humanoid, ground: ground, fit: fit, settings: settings.draping)
  }

  /// The reference as high as the source has it, before it is put on the floor or the ground.
  public func referenceAsGiven() throws -> MotionClip {
    var clip = try levelReference()
    for frame in clip.rootTranslations.indices { clip.rootTranslations[frame].y += sourceFloor(frame) * scale }
    return clip
  }

  /// Where the links are when the source is in `pose`: the world and the local rotations.
  private func linkPose(_ pose: WorldPose) -> (world: WorldPose, local: [Quaternion]) {
    var wanted = humanoid.links.indices.map { drives[$0]?.orientation(pose) }
    if wanted[0] == nil { wanted[0] = body.map[.hips].flatMap { wanted[$0] } ?? .identity }
    let middle = (middleOfHips(pose, map) - .unitY * legs.standingAnkle) * scale + .unitY * legs.ownAnkle
    let root = middle - (wanted[0] ?? .identity).rotate(body.middleOfHipsInRoot)
    legs.place(pose, root: root, wanted: &wanted)
    var world = WorldPose(positions: [root], orientations: [(wanted[0] ?? .identity).normalized])
    var local = [world.orientations[0]]
    for (index, link) in humanoid.links.enumerated() {
      guard let parent = link.parent else { continue }
      let above = world.orientations[parent]
      let rotation = HingeFit(humanoid).rotation(of: index, wanted: wanted, parent: above)
      local.append(rotation)
      world.orientations.append((above * rotation).normalized)
      world.positions.append(world.positions[parent] + above.rotate(link.offset))
    }
    return (world, local)
  }

  /// The source's motion, changed as the humanoid changed the reference: joints that play a role turn as their links turned
  /// against the reference, the others keep their local rotations, and the hips move as far as the humanoid's, in the
  /// source's size. The level reference itself, or its beginning, gives back the source, put on the floor as it is. What is on the
  /// ground in the humanoid's size is on it in the source's.
  /// - Parameter performed: a motion on the humanoid's links at the reference's rate, with no more frames than it.
  /// - Throws: `RetargetingError.performedDoesNotFit`.
  public func restore(_ performed: MotionClip) throws -> MotionClip {
    try checkPerformed(performed)
    let reference = try levelReference()
    var restored = source
    restored.rootTranslations = Array(source.rootTranslations.prefix(performed.frameCount))
    restored.rotations = Array(source.rotations.prefix(performed.frameCount * source.jointCount))
    restored.translations = source.translations.mapValues { Array($0.prefix(performed.frameCount)) }
    for frame in 0..<performed.frameCount {
      let before = reference.pose(at: frame)
      let after = performed.pose(at: frame)
      turn(&restored, frame, from: before, to: after)
      let displacement = (middleOfHips(after, body.map) - middleOfHips(before, body.map)) / scale
      move(&restored, frame, by: displacement + .unitY * ownScaleRise(frame, after) - .unitY * sourceFloor(frame))
    }
    return restored
  }

  /// How much higher a frame is than its displacement in the source's size has it, in metres: the ground has no other size there.
  private func ownScaleRise(_ frame: Int, _ pose: WorldPose) -> Double {
    // Seen in the source's size a place is elsewhere on a slope.
    let place = pose.positions[0]
    let slope = ground.isPlane ? ground.height(at: place / scale) - ground.height(at: place) : 0
    return levels[frame] + slope - levels[frame] / scale
  }

  /// Height in the source of the floor that the reference has put a frame on, in metres.
  private func sourceFloor(_ frame: Int) -> Double {
    legs.standingAnkle + (drops[frame] - legs.ownAnkle) / scale
  }

  private func checkPerformed(_ performed: MotionClip) throws {
    func fail(_ problem: String) -> RetargetingError {
      .performedDoesNotFit(clip: performed.name, problem: problem)
    }
    guard performed.skeleton.joints.map(\.name) == humanoid.skeleton.joints.map(\.name) else {
      throw fail("its skeleton is not that of humanoid '\(humanoid.name)'")
    }
    guard performed.frameCount <= source.frameCount else {
      throw fail("it has \(performed.frameCount) frames, expected at most the source's \(source.frameCount)")
    }
    guard abs(performed.rate - source.rate) <= 1e-3 * source.rate else {
      throw fail("it has \(performed.rate) frames per second, expected the source's \(source.rate)")
    }
  }

  private func turn(_ clip: inout MotionClip, _ frame: Int, from before: WorldPose, to after: WorldPose) {
    let original = clip.pose(at: frame)
    var turns: [Int: Quaternion] = [:]
    for (role, link) in partners {
      guard let joint = map[role] else { continue }
      turns[joint] = after.orientations[link] * before.orientations[link].inverse
    }
    var orientations: [Quaternion] = []
    for (index, joint) in clip.skeleton.joints.enumerated() {
      let parent = joint.parent.map { orientations[$0] } ?? .identity
      let local = clip[rotation: frame, index]
      if let turn = turns[index] {
        let rotation = (parent.inverse * turn * original.orientations[index]).normalized
        clip[rotation: frame, index] = rotation.dot(local) < 0 ? -rotation : rotation
      }
      orientations.append((parent * clip[rotation: frame, index]).normalized)
    }
  }

  /// Moves the middle of the hips to `displacement` from where the source had it: by the hips' own translation if the clip has
  /// one, else by the root's.
  private func move(_ clip: inout MotionClip, _ frame: Int, by displacement: Vector3) {
    let pose = clip.pose(at: frame)
    let wanted = middleOfHips(source.pose(at: frame), map) + displacement
    let shift = wanted - middleOfHips(pose, map)
    if let hips = map[.hips], clip.translations[hips] != nil, let parent = clip.skeleton.joints[hips].parent {
      clip.translations[hips]?[frame] += pose.orientations[parent].inverse.rotate(shift)
    } else {
      clip.rootTranslations[frame] += shift
    }
  }
}

/// The middle between the hip joints.
func middleOfHips(_ pose: WorldPose, _ map: JointMap) -> Vector3 {
  guard let left = map[.leftUpperLeg], let right = map[.rightUpperLeg] else { return .zero }
  return (pose.positions[left] + pose.positions[right]) / 2
}
