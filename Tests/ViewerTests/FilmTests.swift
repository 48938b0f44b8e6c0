import Foundation
import Motion
import Simulation
import Testing
import Viewer

@Suite("Films")
struct FilmTests {
  static let hasEncoder = ["/usr/bin", "/usr/local/bin", "/bin"].contains {
    FileManager.default.isExecutableFile(atPath: $0 + "/ffmpeg")
  }

  private func film(_ format: Film.Format, frames: Int = 31) throws -> Film {
    let clip = try TestWalker.clip(frames: frames, speed: 1)
    return try Film(
      clips: [clip, TestWalker.clip(frames: frames, speed: 1, height: 0.2)], titles: ["a", "b"],
      humanoid: TestWalker.humanoid(), format: format, width: 320)
  }

  @Test("A film is as long as its longest clip, and its moments differ")
  func moments() throws {
    // One second, at 20 and at 30 pictures a second.
    #expect(try film(.gif).frameCount == 21)
    #expect(try film(.mp4).frameCount == 31)
    let film = try film(.mp4)
    let start = try film.png(at: 0)
    #expect(start.prefix(4) == [0x89, 0x50, 0x4E, 0x47])
    #expect(try film.png(at: 0) == start)
    #expect(try film.png(at: 0.3) != start)
  }

  @Test("The file appears whole, with nothing beside it", .enabled(if: hasEncoder, "needs ffmpeg"))
  func files() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for format in Film.Format.allCases {
      try film(format).write(to: folder.appendingPathComponent("film.\(format)").path)
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(names == ["film.gif", "film.mp4"])
    let gif = try Data(contentsOf: folder.appendingPathComponent("film.gif"))
    #expect(gif.prefix(6) == Data("GIF89a".utf8))
    // Width and height, least byte first.
    #expect(Array(gif[6..<10]) == [64, 1, 180, 0])
    let mp4 = try Data(contentsOf: folder.appendingPathComponent("film.mp4"))
    #expect(mp4[4..<8] == Data("ftyp".utf8))
  }

  @Test("A film that cannot be written says so and leaves nothing", .enabled(if: hasEncoder, "needs ffmpeg"))
  func noFolder() throws {
    signal(SIGPIPE, SIG_IGN)
    let path = FileManager.default.temporaryDirectory.path + "/\(UUID())/film.gif"
    #expect(throws: ViewerError.self) { try film(.gif).write(to: path) }
    #expect(!FileManager.default.fileExists(atPath: path))
  }
}
