import Foundation
import Motion

/// For each source joint with a role, the constant rotation between its frame and the humanoid's link.
///
/// `global orientation of the source joint * correction` is the orientation for the humanoid's link. The bones of the limbs
/// point exactly alike, whatever the two rest poses; the turn about the bones comes from the source's rest pose if a person
/// can stand so, else from how knees, elbows, shoulders and feet move in the clip.
struct BodyCalibration {
  var corrections: [BodyRole: Quaternion] = [:]
  let body: SourceBody
  let humanoid: HumanoidBody
  let rest: RestAxes?
  let partners: [BodyRole: Int]

  init(body: SourceBody, humanoid: HumanoidBody) {
    self.body = body
    self.humanoid = humanoid
    rest = RestAxes(body)
    partners = humanoid.partners(of: body.map)
    alignTrunk()
    for side in BodySide.allCases {
      alignArm(side)
      alignLeg(side)
      alignFoot(side)
    }
  }

  /// The body's forward in the world by a trunk joint that is calibrated.
  func forward(_ pose: WorldPose) -> Vector3 {
    let trunk = ([.upperChest, .chest, .spine, .hips] as [BodyRole]).first { corrections[$0] != nil }
    guard let trunk, let joint = body.map[trunk], let correction = corrections[trunk] else { return .unitZ }
    return (pose.orientations[joint] * correction).rotate(.unitZ)
  }

  /// The constant rotation between a joint and the link that is, on the mean over the frames, turned as another joint's link.
  func meanCorrection(
    _ joint: Int, like other: Int, _ correction: Quaternion, in frames: some Sequence<Int>
  ) -> Quaternion? {
    var mean = MeanRotation()
    for frame in frames {
      let pose = body.poses[frame]
      mean.add(pose.orientations[joint].inverse * pose.orientations[other] * correction)
    }
    return mean.mean
  }
}
