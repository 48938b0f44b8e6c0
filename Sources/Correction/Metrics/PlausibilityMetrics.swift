import Motion
import Simulation

/// How far a motion breaks the physics of a body on the ground, with no other motion to compare with.
///
/// Penetrate, float and skate are those of PhysDiff (Yuan et al. 2023), foot skating ratio that of Guided Motion
/// Diffusion (Karunratanakul et al. 2023). Which points of the body are looked at is the initialiser's choice: joints
/// or surface. A clip too short for a measure has zero there.
public struct PlausibilityMetrics: Codable, Sendable, Equatable {
  /// Depth of the lowest point in the ground where it is over 5 mm, else 0; mean over frames.
  public var penetrateMM: Double
  /// Height of the lowest point over the ground where it is over 5 mm, else 0; mean over frames.
  public var floatMM: Double
  /// Step along the ground of the foot points that are on it (no more than 5 mm over it) in both of two frames; mean
  /// over all such points and frame pairs.
  public var skateMMPerFrame: Double
  /// Sum of the three above.
  public var physErrMM: Double
  /// Mean norm of the third difference of the joints' positions times the rate cubed, in m/s^3. Noise in it grows with the
  /// rate: compare clips of equal rate.
  public var jerk: Double
  /// Share of frame pairs in which some foot joint (not its tips: toes swing through low) is under 5 cm in both frames
  /// over the ground and moves along it faster than 0.5 m/s, in this pair and in the mean over the five pairs around it (fewer at
  /// the ends). Of joints in either version.
  public var footSkatingRatio: Double

  /// The joint version, for any skeleton: looks at joints and end sites. Foot points are `Skeleton.footJoints` with
  /// their end sites.
  /// - Parameter ground: the clip's; a level floor at y = 0 unless told.
  public init(clip: MotionClip, ground: any Ground = PlaneGround()) {
    let clip = (try? clip.bodyAlone()) ?? clip
    let feet = Set(clip.skeleton.footJoints)
    self.init(clip: clip, ground: ground) { pose in
      var lowest = Double.infinity
      var footPoints: [Vector3] = []
      for (index, joint) in clip.skeleton.joints.enumerated() {
        let position = pose.positions[index]
        let points = [position] + joint.endSites.map { position + pose.orientations[index].rotate($0) }
        for point in points { lowest = min(lowest, ground.clearance(of: point)) }
        if feet.contains(index) { footPoints += points }
      }
      return (lowest, footPoints)
    }
  }

  /// The means over many motions; zero for none.
  public init(meanOf metrics: [PlausibilityMetrics]) {
    func mean(_ value: (PlausibilityMetrics) -> Double) -> Double {
      metrics.reduce(0) { $0 + value($1) } / Double(max(metrics.count, 1))
    }
    penetrateMM = mean(\.penetrateMM)
    floatMM = mean(\.floatMM)
    skateMMPerFrame = mean(\.skateMMPerFrame)
    physErrMM = mean(\.physErrMM)
    jerk = mean(\.jerk)
    footSkatingRatio = mean(\.footSkatingRatio)
  }

  /// The surface version, for a clip on the humanoid's links: looks at the lowest points of all shapes. Foot points are
  /// the support points (box corners, low points of capsule ends) of the shapes of the foot links, which are
  /// `Skeleton.footJoints` of the humanoid.
  /// - Throws: `MotionError.invalidClip` when the clip's joints are not the humanoid's links in order.
  public init(clip: MotionClip, humanoid: Humanoid, ground: any Ground = PlaneGround()) throws {
    guard clip.skeleton.joints.map(\.name) == humanoid.links.map(\.name) else {
      throw MotionError.invalidClip(clip.name, "its skeleton is not that of humanoid '\(humanoid.name)'")
    }
    let feet = humanoid.skeleton.footJoints
    self.init(clip: clip, ground: ground) { pose in
      var lowest = Double.infinity
      for (index, link) in humanoid.links.enumerated() {
        for shape in link.shapes {
          let (_, clearance) = shape.nearestPoint(
            to: ground, position: pose.positions[index], orientation: pose.orientations[index])
          lowest = min(lowest, clearance)
        }
      }
      let footPoints = feet.flatMap { index in
        humanoid.links[index].shapes.flatMap {
          $0.supportPoints(
            position: pose.positions[index], orientation: pose.orientations[index],
            up: ground.normal(at: pose.positions[index]))
        }
      }
      return (lowest, footPoints)
    }
  }

  /// - Parameter contact: clearance of the body and its foot points (the same ones each time), in metres.
  private init(
    clip: MotionClip, ground: any Ground, contact: (WorldPose) -> (lowest: Double, footPoints: [Vector3])
  ) {
    var joints: [[Vector3]] = []
    var lowest: [Double] = []
    var footPoints: [[Vector3]] = []
    var footJoints: [[Vector3]] = []
    let feet = clip.skeleton.footJoints
    for frame in 0..<clip.frameCount {
      let pose = clip.pose(at: frame)
      let (height, points) = contact(pose)
      joints.append(pose.positions)
      // A body without shapes is nowhere: neither under the floor nor over it.
      lowest.append(height.isFinite ? height : 0)
      footPoints.append(points)
      footJoints.append(feet.map { pose.positions[$0] })
    }
    penetrateMM = mean(lowest.map { $0 < -0.005 ? -$0 * 1000 : 0 })
    floatMM = mean(lowest.map { $0 > 0.005 ? $0 * 1000 : 0 })
    skateMMPerFrame = FootSliding(footPoints, on: ground).skate(contactHeight: 0.005) * 1000
    physErrMM = penetrateMM + floatMM + skateMMPerFrame
    jerk = meanNorm(differences(differences(differences(joints)))) * clip.rate * clip.rate * clip.rate
    footSkatingRatio = FootSliding(footJoints, on: ground).ratio(
      rate: clip.rate, contactHeight: 0.05, speed: 0.5, window: 5)
  }
}
