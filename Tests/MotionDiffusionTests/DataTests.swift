import Foundation
import Motion
import Simulation
import TestSupport
import Testing

@testable import MotionDiffusion

@Suite struct DataTests {
  /// A HumanML3D folder of made-up motions whose features tell their frame.
  private func withFolder(_ body: (String) async throws -> Void) async throws {
    let folder = try TestModels.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for name in ["new_joint_vecs", "texts"] {
      try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
    }
    for (id, frames) in [("000001", 100), ("000002", 30), ("000003", 10), ("000004", 50)] {
      let values = (0..<frames).flatMap { [Double](repeating: Double($0), count: HumanML3DFeatures.count) }
      let array = try NPYArray(shape: [frames, HumanML3DFeatures.count], values: values, elementType: .float32)
      try Data(array.encoded()).write(to: URL(fileURLWithPath: "\(folder)/new_joint_vecs/\(id).npy"))
    }
    let texts = [
      "000001": "a person walks.#a/DET person/NOUN walk/VERB#0.0#0.0\nthey turn#they/PRON turn/VERB#1.0#3.5\n",
      "000002": "a jump#a/DET jump/NOUN#nan#nan\n", "000003": "short#short/ADJ#0.0#0.0\n", "000005": "gone#x#0.0#0.0\n",
    ]
    for (id, text) in texts { try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/texts/\(id).txt")) }
    try Data("000001\n000002\n000003\n000004\n000005\n".utf8)
      .write(to: URL(fileURLWithPath: "\(folder)/train.txt"))
    try await body(folder)
  }

  private var humanoid: Humanoid {
    get throws {
      let home = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path
      return try ResourceLocator(environment: ["GAITKEEPER_HOME": home]).humanoid(named: "smpl").humanoid
    }
  }

  @Test("HumanML3D's folder: captions of parts are of parts, and what is left out is counted with the reason")
  func humanML3D() async throws {
    try await withFolder { folder in
      let set = try await CaptionedMotionSet(
        directory: folder, split: "train", humanoid: humanoid, roles: nil, minimumFrames: 20)
      #expect(set.motions.map(\.captions) == [["a person walks."], ["they turn"], ["a jump"]])
      #expect(set.motions.map(\.frameCount) == [100, 50, 30])
      // From 1.0 s on, at 20 frames per second.
      #expect(set.motions[1].features[0] == 20 && set.motions[1].features.last == 69)
      #expect(
        set.dropped == [
          "shorter than 20 frames at 20 per second": 1, "without a text file": 1, "without a feature file": 1,
        ])
    }
  }

  @Test("A folder without texts, of another layout or with a broken file is refused by its name")
  func broken() async throws {
    try await withFolder { folder in
      func problem(_ split: String = "train") async -> String {
        do {
          _ = try await CaptionedMotionSet(
            directory: folder, split: split, humanoid: humanoid, roles: nil, minimumFrames: 20)
          return ""
        } catch { return "\(error)" }
      }
      #expect(await problem("val").contains("val.txt: it cannot be read"))
      try Data("no times\n".utf8).write(to: URL(fileURLWithPath: folder + "/texts/000002.txt"))
      #expect(await problem().contains("000002.txt: line 1: expected caption#tokens#start#end"))
      try FileManager.default.removeItem(atPath: folder + "/texts")
      #expect(await problem().contains("no folder 'texts'"))
      try FileManager.default.removeItem(atPath: folder + "/new_joint_vecs")
      #expect(await problem().contains("expected HumanML3D's new_joint_vecs"))
    }
  }

  @Test("Normalised features have mean 0, and each group of columns the mean of its deviations; restoring undoes it")
  func normalisation() throws {
    let motions = TestModels.motions
    let normalisation = try FeatureNormalisation(motions)
    let all = motions.flatMap { normalisation.normalised($0.features) }
    let width = HumanML3DFeatures.count
    let rows = all.count / width
    for column in 4..<67 {
      var sum: Float = 0
      for row in 0..<rows { sum += all[row * width + column] }
      #expect(abs(sum / Float(rows)) < 1e-4)
    }
    var deviations: [Float] = []
    for column in 4..<67 {
      var square: Float = 0
      for row in 0..<rows { square += all[row * width + column] * all[row * width + column] }
      deviations.append((square / Float(rows)).squareRoot())
    }
    #expect(abs(deviations.reduce(0, +) / 63 - 1) < 1e-4)
    let restored = normalisation.restored(normalisation.normalised(motions[0].features))
    #expect(zip(restored, motions[0].features).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  @Test("Every motion comes once in an epoch, and a step's batch follows from the seed and the step alone")
  func order() {
    let counts = (0..<60).map { 20 + $0 * 7 % 50 }
    var order = BatchOrder(frameCounts: counts, batch: 6, seed: 3)
    let epoch = (0..<10).map { order.indices(step: $0) }
    #expect(epoch.flatMap { $0 }.sorted() == Array(0..<60))
    var later = BatchOrder(frameCounts: counts, batch: 6, seed: 3)
    #expect(later.indices(step: 17) == order.indices(step: 17))
    #expect(order.indices(step: 7) == epoch[7])
    var other = BatchOrder(frameCounts: counts, batch: 6, seed: 4)
    #expect(other.indices(step: 0) != epoch[0])
  }

  @Test("Motions come back from a file as they were")
  func file() throws {
    let motions = Array(TestModels.motions.prefix(3))
    #expect(try [CaptionedMotion](encoded: motions.encoded()) == motions)
    #expect(message { _ = try [CaptionedMotion](encoded: Data("nonsense".utf8), file: "f") }.hasPrefix("f"))
  }

  @Test("A clip becomes features whose joints are the clip's, moved and turned as a whole")
  func clip() throws {
    var positions: [Vector3] = []
    for frame in 0..<30 {
      for joint in 0..<22 {
        let z = Double(frame) * 0.02 + Double(joint % 5) * 0.03
        positions.append(Vector3(Double(joint % 3) * 0.1 + 1, 0.4 + Double(joint) * 0.05, z))
      }
    }
    let motion = CaptionedMotion(id: "a", captions: ["b"], positions: positions)
    #expect(motion.frameCount == 29)
    let back = motion.positions
    for frame in [0, 13, 28] {
      for joint in 1..<22 {
        let (i, j) = (frame * 22, frame * 22 + joint)
        let (after, before) = ((back[i] - back[j]).length, (positions[i] - positions[j]).length)
        #expect(abs(after - before) < 1e-5)
      }
    }
  }
}
