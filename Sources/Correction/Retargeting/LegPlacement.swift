import Foundation
import Motion
import Simulation

/// Where a humanoid's feet are to be for each frame of a source: at the source's own places, scaled, so that a foot that
/// stands still there stands still here; and the leg that reaches it.
struct LegPlacement: Sendable {
  private let humanoid: Humanoid
  private let scale: Double
  private let legs: [LegPair]
  /// Height in the source at which the ankles are when the feet stand.
  let standingAnkle: Double
  private let standingToes: Double
  /// The same of the humanoid's own ankles in its rest pose.
  let ownAnkle: Double
  private let ownToes: Double

  /// Height in the source within which a foot counts as flat: about a centimetre of an adult's.
  private let margin: Double

  /// A leg of the humanoid, and what of the source places its foot.
  private struct LegPair: Sendable {
    /// Links.
    var thigh, shin, foot: Int
    var toes: Int?
    /// Joints of the source.
    var sourceFoot: Int
    var sourceToes: Int?
  }

  init(source: SourceBody, humanoid body: HumanoidBody) {
    humanoid = body.humanoid
    scale = body.legLength / source.legLength
    margin = 0.012 * source.legLength
    let humanoid = body.humanoid
    let map = source.map
    let rest = body.rest
    let floor = humanoid.clearance(
      over: PlaneGround(), in: WorldPose(positions: rest, orientations: Array(repeating: .identity, count: rest.count)))
    legs = BodySide.allCases.compactMap { side in
      guard let thigh = body.map[side.upperLeg], let shin = body.map[side.lowerLeg], let foot = body.map[side.foot],
        let sourceFoot = map[side.foot], humanoid.links[thigh].parent == 0
      else { return nil }
      let toes = body.map[side.toes]
      return LegPair(
        thigh: thigh, shin: shin, foot: foot, toes: toes, sourceFoot: sourceFoot,
        sourceToes: toes == nil ? nil : map[side.toes])
    }
    // Where flat feet have them; else where the lower foot has them most of the time.
    var ankles: [Double] = []
    var toes: [Double] = []
    for side in BodySide.allCases {
      for frame in FlatStance(source, side: side).frames {
        if let foot = map[side.foot] { ankles.append(source.poses[frame].positions[foot].y) }
        if let toe = map[side.toes] { toes.append(source.poses[frame].positions[toe].y) }
      }
    }
    func lower(_ joints: [Int]) -> Double {
      source.poses.compactMap { pose in joints.map { pose.positions[$0].y }.min() }.percentile(0.2)
    }
    standingAnkle = ankles.isEmpty ? lower(legs.map(\.sourceFoot)) : ankles.percentile(0.5)
    standingToes = toes.isEmpty ? lower(legs.compactMap(\.sourceToes)) : toes.percentile(0.5)
    ownAnkle = (legs.map { rest[$0.foot].y }.min() ?? floor) - floor
    ownToes = (legs.compactMap { $0.toes.map { rest[$0].y } }.min() ?? floor) - floor
  }

  /// Turns thighs and shins so that the feet are at their places; feet keep their orientation.
  /// - Parameter root: position of the humanoid's root.
  func place(_ pose: WorldPose, root: Vector3, wanted: inout [Quaternion?]) {
    guard let pelvis = wanted[0] else { return }
    for leg in legs {
      guard let thigh = wanted[leg.thigh], let shin = wanted[leg.shin], let foot = wanted[leg.foot] else { continue }
      let hip = root + pelvis.rotate(humanoid.links[leg.thigh].offset)
      let chain = TwoBoneChain(
        upper: thigh.rotate(humanoid.links[leg.shin].offset), lower: shin.rotate(humanoid.links[leg.foot].offset))
      let (bend, swing) = chain.reach(anklePlace(leg, pose, foot: foot) - hip, axis: thigh.rotate(.unitX))
      wanted[leg.thigh] = swing * thigh
      wanted[leg.shin] = swing * bend * shin
      guard let toes = leg.toes, let turn = wanted[toes] else { continue }
      let ankle = hip + swing.rotate(chain.upper + bend.rotate(chain.lower))
      wanted[toes] = bent(toes, turn, position: ankle + foot.rotate(humanoid.links[toes].offset))
    }
  }

  /// Toes that would reach through the floor bend up until they lie on it: a foot on tiptoe stands on all of them.
  private func bent(_ toes: Int, _ orientation: Quaternion, position: Vector3) -> Quaternion {
    var orientation = orientation
    // The lowest corner changes as they turn; a second look is enough.
    for _ in 0..<2 {
      let points = humanoid.links[toes].shapes.map { $0.lowestPoint(position: position, orientation: orientation) }
      guard let lowest = points.min(by: { $0.y < $1.y }), lowest.y < 0 else { break }
      let reach = lowest - position
      let along = reach.rejected(from: .unitY)
      guard along.length > 0.01 else { break }
      let wanted = asin(min(max(-position.y / reach.length, -1), 1))
      let turn = wanted - atan2(reach.y, along.length)
      orientation = Quaternion(angle: min(max(turn, 0), 1.2), axis: along.cross(.unitY).normalized()) * orientation
    }
    return orientation
  }

  /// By the ankle while the foot stands on its heel, by the toes while it stands on them, by both when it is flat.
  private func anklePlace(_ leg: LegPair, _ pose: WorldPose, foot: Quaternion) -> Vector3 {
    let ankle = pose.positions[leg.sourceFoot]
    let byAnkle = placed(ankle, standing: standingAnkle, own: ownAnkle)
    guard let toes = leg.toes, let sourceToes = leg.sourceToes else { return byAnkle }
    let toe = pose.positions[sourceToes]
    let byToes = placed(toe, standing: standingToes, own: ownToes) - foot.rotate(humanoid.links[toes].offset)
    let ankleHeight = max(ankle.y - standingAnkle, 0) + margin
    let toeHeight = max(toe.y - standingToes, 0) + margin
    return byToes + (byAnkle - byToes) * (toeHeight / (ankleHeight + toeHeight))
  }

  private func placed(_ position: Vector3, standing: Double, own: Double) -> Vector3 {
    Vector3(position.x * scale, (position.y - standing) * scale + own, position.z * scale)
  }
}
