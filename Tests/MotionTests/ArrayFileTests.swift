import Foundation
import Testing

@testable import Motion

/// NumPy's files, written here byte by byte, and AMASS's layout in them.
@Suite struct ArrayFileTests {
  /// An array file with a header of our choosing.
  static func npy(type: String, shape: String, isFortran: Bool = false, version: UInt8 = 1, data: [UInt8]) -> [UInt8] {
    let text = "{'descr': '\(type)', 'fortran_order': \(isFortran ? "True" : "False"), 'shape': \(shape), }\n"
    let length = UInt32(text.utf8.count)
    let size: [UInt8] = (0..<(version == 1 ? 2 : 4)).map { UInt8(truncatingIfNeeded: length >> (8 * UInt32($0))) }
    return NPY.magic + [version, 0] + size + Array(text.utf8) + data
  }

  static func bytes<T>(_ values: [T]) -> [UInt8] { values.withUnsafeBytes { Array($0) } }

  static func numbers(_ bytes: [UInt8]) throws -> NumericArray {
    guard case .numbers(let array) = try NPY.read(bytes, file: "a.npy", place: nil) else {
      throw MotionError.unsupported("text")
    }
    return array
  }

  @Test func everyWidthOrderAndVersionIsTheSameNumbers() throws {
    let expected = NumericArray(shape: [2, 3], values: [1, 2, 3, 4, 5, -6])
    let doubles: [Double] = [1, 2, 3, 4, 5, -6]
    #expect(try Self.numbers(Self.npy(type: "<f8", shape: "(2, 3)", data: Self.bytes(doubles))) == expected)
    #expect(
      try Self.numbers(Self.npy(type: "<f4", shape: "(2, 3)", version: 2, data: Self.bytes(doubles.map(Float.init))))
        == expected)
    #expect(
      try Self.numbers(Self.npy(type: "<i2", shape: "(2, 3)", version: 3, data: Self.bytes(doubles.map { Int16($0) })))
        == expected)
    let big = doubles.flatMap { Self.bytes([$0.bitPattern.bigEndian]) }
    #expect(try Self.numbers(Self.npy(type: ">f8", shape: "(2, 3)", data: big)) == expected)
    let columns: [Double] = [1, 4, 2, 5, 3, -6]
    #expect(
      try Self.numbers(Self.npy(type: "<f8", shape: "(2, 3)", isFortran: true, data: Self.bytes(columns))) == expected)
    // Half precision: 1.0 is 0x3C00, -6 is 0xC600.
    #expect(try Self.numbers(Self.npy(type: "<f2", shape: "(2,)", data: [0x00, 0x3C, 0x00, 0xC6])).values == [1, -6])
    #expect(try Self.numbers(NPY.write(expected)) == expected)
  }

  @Test(arguments: [
    (npy(type: "<f8", shape: "(1000000000000,)", data: [0, 0]), "claims 1000000000000"),
    (npy(type: "<f8", shape: "(9999999999, 9999999999, 9999999999)", data: []), "impossible"),
    (npy(type: "<f8", shape: "(-3,)", data: []), "impossible"),
    (npy(type: "|O", shape: "(1,)", data: [1, 2, 3]), "pickled"),
    (npy(type: "<c16", shape: "(1,)", data: Array(repeating: 0, count: 16)), "<c16"),
    (Array(npy(type: "<f8", shape: "(2,)", data: []).prefix(20)), "cut short"),
    ([1, 2, 3], "not a NumPy array"),
  ])
  func brokenArraysAreRefusedWithTheReason(bytes: [UInt8], reason: String) {
    let error = #expect(throws: MotionError.self) { try NPY.read(bytes, file: "a.npy", place: nil) }
    #expect("\(error.map { "\($0)" } ?? "")".contains(reason), "\(String(describing: error))")
  }

  static func amass(columns: Int = 66, frames: Int = 3, rateName: String = "mocap_framerate", leaveOut: String = "")
    throws -> [UInt8]
  {
    let poses = NumericArray(
      shape: [frames, columns], values: (0..<(frames * columns)).map { 0.01 * Double($0 % 100) })
    let trans = NumericArray(shape: [frames, 3], values: (0..<(frames * 3)).map { 0.1 * Double($0) })
    let members = [
      ("poses", NPY.write(poses, precision: .single)), ("trans", NPY.write(trans)), ("gender", NPY.write("female")),
      (rateName, NPY.write(NumericArray(shape: [], values: [120]))),
    ]
    return try NPZ.write(members.filter { $0.0 != leaveOut })
  }

  @Test(arguments: [(66, 22), (72, 24), (156, 52), (165, 55)])
  func amassRoundTripsForEveryBody(columns: Int, joints: Int) throws {
    let codec = AMASSCodec()
    let bytes = try Self.amass(columns: columns, rateName: "mocap_frame_rate")
    #expect(codec.recognizes(bytes, fileExtension: "npz"))
    let clip = try codec.decode(bytes, file: "a.npz", options: .init())
    #expect(clip.jointCount == joints && clip.rate == 120 && clip.attributes["gender"] == .text("female"))
    // z up in the file: 0.2 up in the first frame.
    #expect(abs(clip.rootTranslations[0].y - (0.2 + SMPLSkeleton.pelvis.z)) < 1e-9)
    let again = try codec.decode(codec.encode(clip), file: "a.npz", options: .init())
    for (a, b) in zip(clip.rotations, again.rotations) { #expect((a.inverse * b).angle < 1e-6) }
    for (a, b) in zip(clip.rootTranslations, again.rootTranslations) { #expect((a - b).length < 1e-9) }
    #expect(try codec.encode(clip) == codec.encode(clip))
  }

  @Test func amassFilesThatLackSomethingAreRefusedByItsName() throws {
    let codec = AMASSCodec()
    for (bytes, word) in [
      (try Self.amass(leaveOut: "trans"), "trans"), (try Self.amass(leaveOut: "mocap_framerate"), "mocap_framerate"),
      (try Self.amass(columns: 63), "expected T x 66"), (try Self.amass(frames: 0), "no frames"),
      (Array(try Self.amass().prefix(300)), "ZIP"), ([0x50, 0x4B, 3, 4, 9, 9], "ZIP"),
    ] {
      let error = #expect(throws: MotionError.self) { try codec.decode(bytes, file: "a.npz", options: .init()) }
      #expect("\(error.map { "\($0)" } ?? "")".contains(word), "\(String(describing: error))")
    }
  }

  @Test func damagedArchivesNeverCrash() throws {
    let intact = try Self.amass()
    var random: UInt64 = 11
    func next(_ bound: Int) -> Int {
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((random >> 33) % UInt64(bound))
    }
    var refused = 0
    for _ in 0..<2000 {
      var bytes = intact
      for _ in 0...next(3) { bytes[next(bytes.count)] = UInt8(next(256)) }
      do { _ = try AMASSCodec().decode(bytes, file: "a.npz", options: .init()) } catch { refused += 1 }
    }
    #expect(refused > 100)
  }

  @Test(arguments: Recordings.files(in: "npz/amass-layout-from-cmu", ending: ".npz"))
  func recordedBodiesStandOnTheFloor(path: String) throws {
    let clip = try MotionFormats.standard.read(path)
    #expect(clip.jointCount == 52)
    let heights = stride(from: 0, to: clip.frameCount, by: 10).map { frame in
      clip.pose(at: frame).positions.map(\.y).min() ?? 0
    }.sorted()
    // Toe joints lie 2 cm over the floor; the bones here are mean ones, not the subject's.
    #expect(abs(heights[heights.count / 5]) < 0.15)
  }
}
