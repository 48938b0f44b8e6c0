import Foundation
import Testing
import Viewer

/// What needs a real browser, one test at a time: two browsers that draw without a graphics card keep each other waiting.
@Suite(
  .serialized, .enabled(if: Browser.isInstalled, "needs Debian's chromium and chromium-driver"),
  .enabled(if: (try? ThreeLibrary()) != nil, "needs Debian's libjs-three"))
enum InBrowser {
  static let home = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path
  static let samples = home + "/humanoids/smpl/samples/"
}
