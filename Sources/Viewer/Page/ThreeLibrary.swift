import Foundation

/// three.js and its orbit controls, as Debian's libjs-three installs them.
public struct ThreeLibrary: Sendable {
  let library: String
  let controls: String

  /// - Parameter folder: where `build/three.min.js` is; nil for `GAITKEEPER_THREE`, else Debian's place.
  /// - Throws: `ViewerError.noThree`.
  public init(folder: String? = nil) throws {
    let folder =
      folder ?? ProcessInfo.processInfo.environment["GAITKEEPER_THREE"] ?? "/usr/share/javascript/three"
    func text(_ path: String) throws -> String {
      guard let data = FileManager.default.contents(atPath: "\(folder)/\(path)") else {
        throw ViewerError.noThree(path: "\(folder)/\(path)")
      }
      return String(decoding: data, as: UTF8.self)
    }
    library = try text("build/three.min.js")
    controls = try text("examples/js/controls/OrbitControls.js")
  }
}
