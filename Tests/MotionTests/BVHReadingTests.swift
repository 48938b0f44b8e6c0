import Foundation
import Testing

@testable import Motion

@Suite struct BVHReadingTests {
  let codec = BVHCodec()

  @Test func rotationChannelsApplyInTheirListedOrder() throws {
    // Rz(90) * Ry(90) takes x to -z by the inner one, and -z stays by the outer one.
    let text = BVHText.pair(
      root: "6 Xposition Yposition Zposition Zrotation Yrotation Xrotation", child: "0", values: "1 2 3 90 90 0")
    let pose = try codec.decode(text).pose(at: 0)
    #expect(pose.positions[0] == Vector3(1, 2, 3))
    #expect((pose.positions[1] - Vector3(1, 2, 2)).length < 1e-12)
    let swapped = text.replacingOccurrences(of: "Zrotation Yrotation Xrotation", with: "Yrotation Zrotation Xrotation")
    // Ry(90) * Rz(90) takes x to y, which stays.
    #expect((try codec.decode(swapped).pose(at: 0).positions[1] - Vector3(1, 3, 3)).length < 1e-12)
  }

  @Test func channelsComeInAnyMixture() throws {
    let text = BVHText.pair(
      root: "4 Yrotation Zposition Xrotation Xposition", child: "2 Zrotation Yposition", values: "90 5 0 7 30 0.25")
    let clip = try codec.decode(text)
    #expect(clip.rootTranslations[0] == Vector3(7, 0, 5))
    #expect(clip.translations == [1: [Vector3(1, 0.25, 0)]])
    #expect((clip.pose(at: 0).positions[1] - Vector3(7, 0.25, 4)).length < 1e-12)
    #expect(abs(clip[rotation: 0, 1].twistAngle(about: .unitZ) - .pi / 6) < 1e-15)
  }

  @Test func rootWithoutPositionChannelsStaysAtItsOffset() throws {
    let text = BVHText.pair(root: "1 Xrotation", child: "0", values: "0")
      .replacingOccurrences(of: "OFFSET 0 0 0", with: "OFFSET 3 4 5")
    #expect(try codec.decode(text).rootTranslations == [Vector3(3, 4, 5)])
  }

  @Test func spacingCaseAndLineEndsDoNotMatter() throws {
    let plain = BVHText.pair(
      root: "6 Xposition Yposition Zposition Zrotation Yrotation Xrotation", child: "3 Zrotation Xrotation Yrotation",
      values: "1 2 3 10 20 30 40 50 60")
    let expected = try codec.decode(plain)
    let variants = [
      plain.replacingOccurrences(of: "\n", with: "\r\n"),
      plain.replacingOccurrences(of: "\n", with: "\r"),
      plain.replacingOccurrences(of: " ", with: " \t "),
      plain.replacingOccurrences(of: "\n{", with: " {"),
      "\u{FEFF}\n\n" + plain + "\n \t\n",
      plain.replacingOccurrences(of: "Frames:", with: "FRAMES :").replacingOccurrences(of: "Time: ", with: "time:"),
      plain.replacingOccurrences(of: "HIERARCHY", with: "hierarchy").replacingOccurrences(of: "ROOT", with: "Root")
        .replacingOccurrences(of: "End Site", with: "END SITE").replacingOccurrences(of: "Zrot", with: "ZROT"),
      plain.replacingOccurrences(of: "1 2 3 10 20", with: "1.0e0 +.2E1\n3. 1000e-2 0.00000000000000000002e21"),
    ]
    for (index, text) in variants.enumerated() { #expect(try codec.decode(text) == expected, "variant \(index)") }
  }

  @Test func namesMayHoldSpacesAndColonsAndAreMadeUnique() throws {
    let text = """
      HIERARCHY
      ROOT mixamorig:Hips
      { OFFSET 0 0 0 CHANNELS 0
        JOINT Left  Arm
        { OFFSET 1 0 0
          JOINT Hand { OFFSET 1 0 0
            JOINT Hand { OFFSET 1 0 0 End Site { OFFSET 1 0 0 } End Site { OFFSET 0 1 0 } } } }
        JOINT Hand { OFFSET 1 0 0 } }
      MOTION
      Frames: 1
      Frame Time: 1
      """
    let joints = try codec.decode(text).skeleton.joints
    #expect(joints.map(\.name) == ["mixamorig:Hips", "Left  Arm", "Hand", "Hand_2", "Hand_3"])
    #expect(joints.map(\.parent) == [nil, 0, 1, 2, 0])
    #expect(joints[3].endSites == [Vector3(1, 0, 0), Vector3(0, 1, 0)])
  }

  @Test(
    arguments: [
      ("0.0083333", 120), (".0333333", 30), ("0.0416667", 24), ("0.0417083", 1 / 0.0417083), ("0.033", 1 / 0.033),
      ("2", 0.5), ("1e-2", 100),
    ] as [(String, Double)])
  func frameTimesNearAWholeRateAreThatRate(_ time: String, _ rate: Double) throws {
    let text = BVHText.pair(root: "1 Xrotation", child: "0", values: "0")
      .replacingOccurrences(of: "Time: 0.01", with: "Time: \(time)")
    #expect(try codec.decode(text).rate == rate)
  }

  @Test(arguments: BodyMeasure.units, [true, false])
  func unitAndUpAxisAreFoundFromThePerson(_ unit: Double, _ named: Bool) throws {
    for zUp in [false, true] {
      let clip = try codec.decode(BVHText.person(metresPerUnit: unit, zUp: zUp, named: named), .init())
      #expect(clip.convention == WorldConvention(up: zUp ? .z : .y, metresPerUnit: unit, format: "codec.bvh"))
      let pose = clip.pose(at: 1)
      #expect((pose.positions[0] - Vector3(1, 0.94, 2)).length < 1e-9)
      let head = try #require(clip.skeleton.index(named: named ? "Head" : "h"))
      #expect((pose.positions[head] - Vector3(1, 1.54, 2)).length < 1e-9)
    }
  }

  @Test(arguments: [true, false]) func dummyRootsAboveTheHipsAreNotPartOfTheBody(_ named: Bool) throws {
    let root = named ? "ROOT Hips" : "ROOT a"
    let channels = "CHANNELS 6 Xposition Yposition Zposition Zrotation Xrotation Yrotation"
    for zUp in [false, true] {
      let alone = BVHText.person(metresPerUnit: 0.01, zUp: zUp, named: named)
      let text = alone.replacingOccurrences(
        of: root, with: "ROOT reference { OFFSET 0 0 0 \(channels)\n\(root.replacing("ROOT", with: "JOINT"))"
      ).replacingOccurrences(of: "MOTION", with: "}\nMOTION")
        .replacingOccurrences(of: "\n100.0 ", with: "\n0 0 0 0 0 0 100.0 ")
      let expected = try codec.decode(alone, .init())
      let clip = try codec.decode(text, .init())
      #expect(clip.convention == expected.convention)
      #expect(clip.rootTranslations == [.zero, .zero] && clip.translations.keys.sorted() == [1])
      for frame in 0..<2 {
        for (a, b) in zip(clip.pose(at: frame).positions.dropFirst(), expected.pose(at: frame).positions) {
          #expect((a - b).length < 1e-12)
        }
      }
      #expect(clip.greatestDistance(to: try codec.roundTrip(clip)) < 1e-9)
    }
  }

  @Test func optionsOverrideWhatTheBodySays() throws {
    let text = BVHText.person(metresPerUnit: 0.01)
    let clip = try codec.decode(text, DecodingOptions(metresPerUnit: 0.02, up: .z))
    #expect(clip.convention == WorldConvention(up: .z, metresPerUnit: 0.02, format: "codec.bvh"))
    #expect((clip.rootTranslations[0] - Vector3(2, 4, -1.88)).length < 1e-12)
  }

  @Test func positionsThatRepeatTheOffsetAreNotTranslations() throws {
    let channels = "6 Xposition Yposition Zposition Zrotation Xrotation Yrotation"
    let text = BVHText.pair(root: channels, child: channels, values: "0 0 0 0 0 0 1.0000004 0 0 0 0 0")
    #expect(try codec.decode(text).translations.isEmpty)
    let moved = text.replacingOccurrences(of: "1.0000004", with: "1.25")
    #expect(try codec.decode(moved).translations == [1: [Vector3(1.25, 0, 0)]])
  }

  @Test func decimalNumbersAreReadAsSwiftReadsThem() throws {
    let texts = [
      "0", "-0.5", "123456789.123456789", "1e22", "1e23", "9007199254740993", "4.9e-324", "1.7976931348623157e308",
      "0.1", "-9.93924e-17", "0.30000000000000004", "2.2250738585072014e-308", "00000000000000000000001.5", "1e-400",
    ]
    var random = SeededGenerator(seed: 5)
    let randomTexts = (0..<2000).map { _ in
      let digits = (0..<(1 + random.index(below: 19))).map { _ in String(random.index(below: 10)) }.joined()
      return "\(random.index(below: 1000)).\(digits)e\(random.index(below: 60) - 30)"
    }
    for text in texts + randomTexts {
      var scanner = TextScanner(Array(text.utf8))
      #expect(scanner.number() == Double(text), "\(text)")
    }
  }
}
