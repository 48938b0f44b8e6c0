import Foundation
import Testing

@testable import Motion

@Suite struct MotionFormatsTests {
  private let formats = MotionFormats.standard

  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("motion-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  private func clip() throws -> MotionClip { try BVHCodec().decode(BVHText.person(metresPerUnit: 0.01), .init()) }

  @Test func whatIsWrittenIsReadAgainUnderTheFilesName() throws {
    try withFolder { folder in
      let clip = try clip()
      for name in ["walk.bvh", "walk.BVH"] {
        try formats.write(clip, to: "\(folder)/\(name)")
        let back = try formats.read("\(folder)/\(name)")
        #expect(back.name == "walk" && back.skeleton == clip.skeleton)
        #expect(back.greatestDistance(to: clip) < 1e-9)
      }
      try formats.write(clip, to: "\(folder)/odd.txt", format: "codec.bvh")
      #expect(try formats.read("\(folder)/odd.txt").skeleton == clip.skeleton)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["odd.txt", "walk.BVH", "walk.bvh"])
    }
  }

  @Test func writingThroughALinkWritesTheFileBehindIt() throws {
    try withFolder { folder in
      try Data("old".utf8).write(to: URL(fileURLWithPath: "\(folder)/real.bvh"))
      try FileManager.default.createSymbolicLink(
        atPath: "\(folder)/link.bvh", withDestinationPath: "\(folder)/real.bvh")
      try formats.write(try clip(), to: "\(folder)/link.bvh")
      #expect(try formats.read("\(folder)/real.bvh").skeleton == clip().skeleton)
      let link = try FileManager.default.attributesOfItem(atPath: "\(folder)/link.bvh")
      #expect(link[.type] as? FileAttributeType == .typeSymbolicLink)
    }
  }

  @Test func aFailedWriteLeavesEverythingAsItWas() throws {
    try withFolder { folder in
      var bad = try clip()
      try formats.write(bad, to: "\(folder)/a.bvh")
      let before = FileManager.default.contents(atPath: "\(folder)/a.bvh")
      bad.rate = .nan
      #expect(throws: MotionError.self) { try formats.write(bad, to: "\(folder)/a.bvh") }
      #expect(FileManager.default.contents(atPath: "\(folder)/a.bvh") == before)
      try FileManager.default.createDirectory(atPath: "\(folder)/b.bvh", withIntermediateDirectories: true)
      for path in ["\(folder)/b.bvh", "\(folder)/missing/c.bvh", "\(folder)/d.xyz", "\(folder)/e"] {
        let error = #expect(throws: MotionError.self) { try formats.write(try clip(), to: path) }
        #expect(error?.description.hasPrefix("\(path): ") == true)
      }
      #expect(throws: MotionError.self) { try formats.write(try clip(), to: "\(folder)/f.bvh", format: "codec.none") }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["a.bvh", "b.bvh"])
    }
  }

  @Test func whatCannotBeReadIsNamed() throws {
    try withFolder { folder in
      try Data([1, 2, 3]).write(to: URL(fileURLWithPath: "\(folder)/noise.xyz"))
      try Data().write(to: URL(fileURLWithPath: "\(folder)/empty.bvh"))
      try Data().write(to: URL(fileURLWithPath: "\(folder)/huge.bvh"))
      // Sparse: takes no room on the disk.
      let huge = try #require(FileHandle(forWritingAtPath: "\(folder)/huge.bvh"))
      try huge.truncate(atOffset: (2 << 30) + 1)
      let cases = [
        (folder, "it is a directory, expected a file"), ("\(folder)/none.bvh", "there is no such file"),
        ("\(folder)/noise.xyz", "no known motion format, expected one of: codec.bvh (.bvh)"),
        ("\(folder)/empty.bvh", "the file is empty"), ("\(folder)/huge.bvh", "it is larger than 2 GiB"),
        ("/dev/zero", "it is not a regular file"),
      ]
      for (path, problem) in cases {
        let error = #expect(throws: MotionError.self) { try formats.read(path) }
        #expect(error?.description.hasPrefix("\(path): \(problem)") == true, "\(error?.description ?? "")")
      }
    }
  }

  @Test func codecsAreFoundByNameBytesAndEnding() throws {
    #expect(formats.codec(named: "codec.bvh")?.name == "codec.bvh")
    #expect(formats.codec(named: "codec.none") == nil)
    #expect(try formats.codec(forReading: Array("\n hierarchy\nROOT".utf8), fileExtension: "txt").name == "codec.bvh")
    #expect(try formats.codec(forWriting: "a/b.BVH").name == "codec.bvh")
    #expect(throws: MotionError.self) { try formats.codec(forReading: [0, 1], fileExtension: "") }
  }
}
