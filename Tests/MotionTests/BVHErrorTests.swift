import Foundation
import Testing

@testable import Motion

@Suite struct BVHErrorTests {
  static let good = BVHText.pair(
    root: "6 Xposition Yposition Zposition Zrotation Yrotation Xrotation", child: "3 Zrotation Xrotation Yrotation",
    values: "1 2 3 10 20 30 40 50 60")

  private func message(_ bytes: [UInt8]) -> String? {
    do {
      _ = try BVHCodec().decode(bytes, file: "bad.bvh", options: .init())
      return nil
    } catch {
      return "\(error)"
    }
  }

  private func replacing(_ old: String, _ new: String) -> [UInt8] {
    Array(Self.good.replacingOccurrences(of: old, with: new).utf8)
  }

  @Test(arguments: [
    ("1 2 3 10 20 30 40 50 60", "1 2 3 10 20 30 40 50", "line 20: 8 values in a frame, expected 9"),
    ("1 2 3 10 20 30 40 50 60", "1 2 3 4 5 6 7 8 9 10", "line 20: 10 values in a frame, expected 9"),
    ("Frames: 1", "Frames: 2", "line 18: it says 2 frames, and there are 1"),
    ("1 2 3", "1 2 3 4 5 6 7 8 9\n1 2 3", "line 18: it says 1 frames, and there are 2"),
    ("Frames: 1", "Frames: 1000000000000", "it says 1000000000000 frames, and there are 1"),
    ("Frames: 1", "Frames: 99999999999999999999", "found '99999999999999999999', expected the number of frames"),
    ("Frames: 1", "Frames: 0", "line 18: it says 0 frames, expected at least one"),
    ("Frames: 1", "Frames: -3", "line 18: it says -3 frames, expected at least one"),
    ("Time: 0.01", "Time: 0", "line 19: the frame time is 0.0, expected a positive number of seconds"),
    ("Time: 0.01", "Time: -0.01", "line 19: the frame time is -0.01, expected a positive number of seconds"),
    ("Time: 0.01", "Time: nan", "line 19: the frame time is nan, expected a positive number of seconds"),
    ("Time: 0.01", "Time: x", "line 19: found 'x', expected the frame time in seconds"),
    ("20 30 40 50", "20 30 nan 50", "bad.bvh: frame 0, joint 'child': a value is not a finite number"),
    ("1 2 3", "1 -inf 3", "bad.bvh: frame 0, joint 'root': a value is not a finite number"),
    ("1 2 3", "1 2 -1.#IND00", "bad.bvh: frame 0, joint 'root': a value is not a finite number"),
    ("1 2 3", "1 1e999 3", "bad.bvh: frame 0, joint 'root': a value is not a finite number"),
    ("1 2 3", "1 0,5 3", "line 20: found '0,5', expected a number"),
    (
      "Xrotation Yrotation", "Xrotation Wrotation",
      "line 9: found 'Wrotation', expected one of Xposition, Yposition, Zposition, Xrotation, Yrotation, Zrotation"
    ),
    ("CHANNELS 3", "CHANNELS 7", "line 9: found '7', expected a number of channels from 0 to 6"),
    ("CHANNELS 3", "CHANNELS -1", "line 9: found '-1', expected a number of channels from 0 to 6"),
    (
      "Xrotation Yrotation", "Zrotation Yrotation",
      "line 9: the channels Zrotation, Zrotation, Yrotation name one twice"
    ),
    ("OFFSET 1 0 0", "OFFSET 1 0", "line 9: found 'CHANNELS', expected three numbers after OFFSET"),
    ("OFFSET 1 0 0", "OFFSET 1 0 inf", "line 8: a number of an OFFSET is not finite"),
    ("OFFSET 1 0 0", "", "joint 'child' has no OFFSET"),
    ("OFFSET 1 0 0", "OFFSET 1 0 0\nOFFSET 1 0 0", "line 9: a second OFFSET in joint 'child'"),
    ("child\n  {", "child\n", "expected '{'"),
    (
      "}\nMOTION", "MOTION",
      "line 16: found 'MOTION', expected OFFSET, CHANNELS, JOINT, End Site or '}' in joint 'root'"
    ),
    ("JOINT child", "JOINT ch\u{1B}ld", "line 6: the name of a joint is not text of at most 1024 bytes"),
    ("JOINT child", "JOINT " + String(repeating: "x", count: 1025), "line 6: the name of a joint is not text"),
    ("JOINT child", "JOINT", "line 6: a joint has no name"),
    ("MOTION", "ROOT other {", "found 'ROOT', expected MOTION"),
    ("HIERARCHY", "<html>", "line 1: found '<html>', expected HIERARCHY"),
  ])
  func aFaultIsNamedWithItsPlace(_ old: String, _ new: String, _ expected: String) throws {
    let text = try #require(message(replacing(old, new)))
    #expect(text.contains(expected), "\(text)")
    #expect(text.hasPrefix("bad.bvh: ") && !text.contains("\n"))
  }

  @Test func anEmptyFileSaysSo() {
    #expect(message([]) == "bad.bvh: the file is empty")
    #expect(message(Array(" \r\n\t".utf8)) == "bad.bvh: the file is empty")
  }

  @Test func aFileCutAnywhereIsRefused() {
    let bytes = Array(Self.good.trimmingCharacters(in: .whitespacesAndNewlines).utf8)
    // The last number has two digits: without the last one it is still a whole file.
    for length in 0..<(bytes.count - 1) { #expect(message(Array(bytes.prefix(length))) != nil, "\(length) bytes") }
    #expect(message(bytes) == nil)
  }

  @Test func binaryDataIsRefusedInPrintableWords() throws {
    let text = try #require(message((0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 131 ^ 0x9C) }))
    #expect(text.allSatisfy(\.isASCII) && text.count < 200)
  }

  @Test func nestingHasALimit() throws {
    func chain(_ depth: Int) -> [UInt8] {
      let open = (1..<depth).map { "JOINT j\($0) { OFFSET 0 1 0 CHANNELS 0\n" }.joined()
      let text =
        "HIERARCHY\nROOT r { OFFSET 0 0 0 CHANNELS 1 Xrotation\n" + open + String(repeating: "}", count: depth)
      return Array((text + "\nMOTION\nFrames: 1\nFrame Time: 0.1\n5\n").utf8)
    }
    #expect(message(chain(512)) == nil)
    #expect(message(chain(513)) == "bad.bvh: line 514: joints are nested deeper than 512")
    #expect(message(chain(5000)) == "bad.bvh: line 514: joints are nested deeper than 512")
  }

  @Test func framesThatTakeNoBytesAreHeldAgainstTheSizeOfTheFile() throws {
    let none = "HIERARCHY\nROOT r { OFFSET 0 0 0 CHANNELS 0 }\nMOTION\nFrames: 1000000000000\nFrame Time: 0.1\n"
    #expect(try #require(message(Array(none.utf8))).contains("more than the file can hold"))
    let still = String(repeating: "JOINT j { OFFSET 0 0 0 }\n", count: 4000)
    let wide =
      "HIERARCHY\nROOT r { OFFSET 0 0 0 CHANNELS 1 Xrotation\n\(still)}\nMOTION\nFrames: 100000\nFrame Time: 0.1\n"
      + String(repeating: "0 ", count: 100_000)
    #expect(try #require(message(Array(wide.utf8))).contains("more than the file can hold"))
  }

  @Test func unitsThatAreNotPositiveAreRefused() {
    for unit in [0, -1, Double.nan, .infinity] {
      #expect(throws: MotionError.self) { try BVHCodec().decode(Self.good, DecodingOptions(metresPerUnit: unit)) }
    }
  }

  /// Mutated bytes are read or refused with a message, and what is read can be written and read again.
  @Test func damagedFilesNeverCrash() throws {
    var random = SeededGenerator(seed: 20)
    let base = Array(BVHText.person(metresPerUnit: 0.01).utf8)
    let pieces = [
      "{", "}", "nan", "1e308", "-", "JOINT", "CHANNELS 6", "Frames: 9", "\n", "End Site", "\0", "Xrotation",
    ]
    var accepted = 0
    for _ in 0..<4000 {
      var bytes = base
      for _ in 0...random.index(below: 2) {
        let place = random.index(below: bytes.count)
        let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[place])
        switch random.index(below: 4) {
        case 0 where isDigit: bytes[place] = UInt8(ascii: "0") + UInt8(random.index(below: 10))
        case 0: bytes[place] = UInt8(random.index(below: 256))
        case 1: bytes.removeSubrange(place..<min(bytes.count, place + 1 + random.index(below: 40)))
        case 2: bytes.insert(contentsOf: pieces[random.index(below: pieces.count)].utf8, at: place)
        default: bytes.replaceSubrange(place..<place, with: bytes[place..<min(bytes.count, place + 60)])
        }
      }
      do {
        let clip = try BVHCodec().decode(bytes, file: "mutated", options: .init())
        accepted += 1
        _ = try BVHCodec().decode(try BVHCodec().encode(clip), file: "again", options: .init())
      } catch let error as MotionError {
        #expect(!error.description.contains("\n"))
      }
    }
    // Both outcomes occur, so both paths were tried.
    #expect(accepted > 200 && accepted < 3800, "\(accepted) of 4000 accepted")
  }
}
