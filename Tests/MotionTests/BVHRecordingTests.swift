import Foundation
import Testing

@testable import Motion

/// Recordings are not part of the package: these tests run where they lie beside it.
@Suite struct BVHRecordingTests {
  static let folder =
    ProcessInfo.processInfo.environment["GAITKEEPER_TEST_DATA"]
    ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared/data").path

  private func recordings(_ name: String) -> [String] {
    let path = "\(Self.folder)/\(name)"
    let files = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    if files.isEmpty { print("skipped: no recordings in \(path)") }
    return files.filter { $0.hasSuffix(".bvh") }.sorted().map { "\(path)/\($0)" }
  }

  private func checkRoundTrip(_ clip: MotionClip) throws {
    let text = try BVHCodec().encode(clip)
    let back = try BVHCodec().decode(text, file: clip.name, options: .init())
    #expect(back.convention == clip.convention)
    #expect(back.rate == clip.rate)
    #expect(back.skeleton.joints.map(\.channels) == clip.skeleton.joints.map(\.channels))
    #expect(back.skeleton.joints.map(\.name) == clip.skeleton.joints.map(\.name))
    #expect(back.translations.keys == clip.translations.keys)
    #expect(back.greatestDistance(to: clip, step: 7) < 1e-6)
  }

  private func heightOfHead(_ clip: MotionClip) throws -> Double {
    let head = try #require(clip.skeleton.joints.firstIndex { $0.name.lowercased().contains("head") })
    let heights = stride(from: 0, to: clip.frameCount, by: 7).map { frame -> Double in
      let heights = clip.pose(at: frame).positions.map(\.y)
      return heights[head] - (heights.min() ?? 0)
    }
    return heights.sorted()[heights.count * 3 / 4]
  }

  @Test func carnegieMellonFilesAreReadInTheirUnitsAndComeBack() throws {
    for path in recordings("bvh") {
      let clip = try MotionFormats.standard.read(path)
      let unit = path.contains("daz") ? 0.01 : 0.0564444
      #expect(clip.convention == WorldConvention(up: .y, metresPerUnit: unit, format: "codec.bvh"), "\(path)")
      #expect(clip.rate == 120 && clip.translations.isEmpty)
      #expect((1.0...1.75).contains(try heightOfHead(clip)), "\(path)")
      try checkRoundTrip(clip)
    }
  }

  @Test func bandaiNamcoFilesAreReadInCentimetresAndComeBack() throws {
    for path in recordings("bvh-bandai") {
      let clip = try MotionFormats.standard.read(path)
      #expect(clip.convention == WorldConvention(up: .y, metresPerUnit: 0.01, format: "codec.bvh"), "\(path)")
      #expect(clip.rate == 30)
      // A dummy root that stays, and hips that move under it.
      #expect(clip.translations.keys.sorted() == [1], "\(path)")
      #expect((1.2...1.75).contains(try heightOfHead(clip)), "\(path)")
      try checkRoundTrip(clip)
    }
  }

  @Test func unitAndUpAxisAreFoundWhateverTheyAreWithAndWithoutNames() throws {
    for path in recordings("bvh") + recordings("bvh-bandai") {
      let whole = try MotionFormats.standard.read(path)
      let clip = try whole.sampled(rate: 8, frameCount: Int(whole.duration * 8) + 1)
      for named in [true, false] {
        var joints = clip.skeleton.joints
        if !named { for index in joints.indices { joints[index].name = "joint\(index)" } }
        var upright = clip
        upright.skeleton = try Skeleton(joints: joints)
        for unit in BodyMeasure.units {
          var scaled = upright
          try scaled.scale(by: 1 / unit)
          #expect(BodyMeasure(scaled).metresPerUnit == unit, "\(path)")
        }
        #expect(BodyMeasure(upright).up == .y, "\(path)")
        upright.turnRoot(by: Quaternion.zUpToYUp.inverse)
        #expect(BodyMeasure(upright).up == .z, "\(path)")
      }
    }
  }
}
