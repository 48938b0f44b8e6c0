import Foundation

/// What the command says while it works: results go to standard output, everything else to standard error.
enum Terminal {
  static let isInteractive = isatty(STDERR_FILENO) == 1

  static func error(_ message: String) { write("gaitkeeper: \(message)\n") }
  static func note(_ message: String) { write("\(message)\n") }

  fileprivate static func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}

/// The progress of long work: a bar that stays on its line on a terminal, a plain line every few seconds elsewhere.
struct ProgressReport {
  private let title: String
  private let start = ContinuousClock().now
  private var last: ContinuousClock.Instant?
  private var isShown = false

  init(_ title: String) { self.title = title }

  mutating func update(done: Int, total: Int) {
    let now = ContinuousClock().now
    let interval: Duration = Terminal.isInteractive ? .milliseconds(100) : .seconds(5)
    guard now - (last ?? start) >= interval else { return }
    last = now
    isShown = true
    let elapsed = Double((now - start).components.seconds) + Double((now - start).components.attoseconds) * 1e-18
    let rate = Double(done) / max(elapsed, 1e-9)
    let left = Double(total - done) / max(rate, 1e-9)
    let share = total > 0 ? Double(done) / Double(total) : 1
    let figures = String(format: "%3.0f %%  %d/%d  %.0f/s  %.0f s left", share * 100, done, total, rate, left)
    if Terminal.isInteractive {
      let width = 28
      let filled = Int((share * Double(width)).rounded())
      let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
      Terminal.write("\r\u{1B}[K\(title) \(bar) \(figures)")
    } else {
      Terminal.note("\(title): \(figures)")
    }
  }

  func finish() {
    if isShown && Terminal.isInteractive { Terminal.write("\r\u{1B}[K") }
  }
}
