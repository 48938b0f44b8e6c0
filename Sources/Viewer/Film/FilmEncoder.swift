import Foundation

/// Debian's ffmpeg, fed with pictures: it writes beside the final name, which the file takes when it is whole.
final class FilmEncoder {
  private let path: String
  private let partial: URL
  private let process = Process()
  private let pictures = Pipe()
  private let complaints = Pipe()

  /// - Throws: `ViewerError.noEncoder`, or `.encoding` when it cannot be started.
  init(path: String, format: Film.Format, width: Int, height: Int, rate: Double) throws {
    guard let program = Self.find("ffmpeg") else { throw ViewerError.noEncoder(program: "ffmpeg") }
    self.path = path
    let url = URL(fileURLWithPath: path)
    partial = url.deletingLastPathComponent()
      .appendingPathComponent(".\(url.lastPathComponent).\(ProcessInfo.processInfo.processIdentifier).\(format)")
    let input = [
      "-f", "rawvideo", "-pixel_format", "bgr0", "-video_size", "\(width)x\(height)", "-framerate", "\(rate)",
      "-i", "pipe:0",
    ]
    let output =
      switch format {
      // A palette of the film's own colours, without the dots that make a GIF large.
      case .gif:
        ["-vf", "split[a][b];[a]palettegen=max_colors=96[p];[b][p]paletteuse=dither=none:diff_mode=rectangle"]
      case .mp4: ["-c:v", "libx264", "-crf", "20", "-pix_fmt", "yuv420p", "-movflags", "+faststart"]
      }
    process.executableURL = program
    process.arguments = ["-hide_banner", "-loglevel", "error", "-y"] + input + output + [partial.path]
    process.standardInput = pictures
    process.standardOutput = FileHandle.nullDevice
    process.standardError = complaints
    do { try process.run() } catch { throw ViewerError.encoding(file: path, problem: "ffmpeg cannot be started") }
  }

  /// - Throws: `ViewerError.encoding` when ffmpeg has ended. The caller ignores SIGPIPE, else the process ends with it.
  func add(_ picture: [UInt8]) throws {
    do {
      try pictures.fileHandleForWriting.write(contentsOf: picture)
    } catch {
      throw ViewerError.encoding(file: path, problem: complaint)
    }
  }

  func finish() throws {
    try? pictures.fileHandleForWriting.close()
    let said = complaint
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw ViewerError.encoding(file: path, problem: said) }
    guard rename(partial.path, path) == 0 else {
      throw ViewerError.encoding(file: path, problem: String(cString: strerror(errno)))
    }
  }

  func cancel() {
    try? pictures.fileHandleForWriting.close()
    if process.isRunning { process.terminate() }
    process.waitUntilExit()
    try? FileManager.default.removeItem(at: partial)
  }

  /// The first line of what ffmpeg says, all of which it says at its end.
  private var complaint: String {
    try? pictures.fileHandleForWriting.close()
    let text = String(decoding: complaints.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    return text.split(separator: "\n").first.map(String.init) ?? "ffmpeg has ended early"
  }

  private static func find(_ program: String) -> URL? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return path.split(separator: ":").map { URL(fileURLWithPath: "\($0)/\(program)") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }
}
