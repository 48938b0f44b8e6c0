import Foundation
import Gaitkeeper
import Testing

@testable import GaitkeeperCLI

/// What the bench measures on.
@Suite struct BenchTests {
  static let home = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  static func walk() throws -> (Humanoid, MotionClip) {
    let locator = ResourceLocator(environment: ["GAITKEEPER_HOME": home])
    let (humanoid, card) = try locator.humanoid(named: "smpl")
    let clip = try MotionFormats.standard.read(locator.sample(named: "walk"))
    return (
      humanoid, try MotionSimulator(humanoid: humanoid, humanoidRoles: card?.jointMap).simulate(clip).performed
    )
  }

  /// Largest turn of a joint between two frames, in radians.
  static func largestTurn(_ clip: MotionClip) -> Double {
    var largest = 0.0
    for frame in 1..<clip.frameCount {
      for joint in 0..<clip.jointCount {
        let turn = clip[rotation: frame - 1, joint].inverse * clip[rotation: frame, joint]
        largest = max(largest, turn.angle)
      }
    }
    return largest
  }

  @Test func aStrideGoesOnWithoutAJump() throws {
    let (_, walk) = try Self.walk()
    let motion = try #require(CyclicMotion(clip: walk)).motion(frameCount: 600)
    #expect(motion.frameCount == 600)
    #expect(Self.largestTurn(motion) < 1.2 * Self.largestTurn(walk))
    let steps = (1..<600).map { (motion.rootTranslations[$0] - motion.rootTranslations[$0 - 1]).length }
    let given = (1..<walk.frameCount).map { (walk.rootTranslations[$0] - walk.rootTranslations[$0 - 1]).length }
    #expect((steps.max() ?? 1) < 1.2 * (given.max() ?? 0))
    // It comes back to the same pose, stride after stride.
    let period = try #require(
      (20..<80).first { motion[rotation: 100, 4].angle(to: motion[rotation: 100 + $0, 4]) < 1e-9 })
    for frame in stride(from: 0, to: 600 - period, by: 7) {
      #expect(motion[rotation: frame, 18].angle(to: motion[rotation: frame + period, 18]) < 1e-6)
    }
  }

  @Test func aClipWithoutAStrideIsRefused() throws {
    let (_, walk) = try Self.walk()
    #expect(CyclicMotion(clip: try walk.sampled(rate: walk.rate, frameCount: 12)) == nil)
  }

  @Test(arguments: [12, 24, 48, 96]) func theGrowingBodyStands(_ count: Int) throws {
    let humanoid = try CrossedChains.humanoid(count: count)
    #expect(humanoid.links.count == count)
    #expect(abs(humanoid.totalMass - 50) < 1e-9)
    let feet = humanoid.links.indices.filter { index in !humanoid.links.contains { $0.parent == index } }
    #expect(feet.count == 4)
  }

  @Test func theHashTellsStatesApart() {
    func hash(_ height: Double) -> String {
      var hash = StateHash()
      hash.add([LinkState(position: Vector3(0, height, 0))])
      return hash.text
    }
    #expect(hash(1) == hash(1))
    #expect(hash(1) != hash(1.nextUp))
    // FNV-1a of nothing is its offset basis.
    #expect(StateHash().text == "cbf29ce484222325")
  }
}

extension Quaternion {
  fileprivate func angle(to other: Quaternion) -> Double { (inverse * other).angle }
}
