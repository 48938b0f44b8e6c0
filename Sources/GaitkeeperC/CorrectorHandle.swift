import CGaitkeeper
import Correction
import Foundation
import Simulation

/// What a `gaitkeeper_corrector` points to.
final class CorrectorHandle: Sendable {
  private let corrector: any MotionCorrecting

  init(_ corrector: any MotionCorrecting) { self.corrector = corrector }

  /// A pointer that keeps the handle alive until `release`.
  func retained() -> OpaquePointer { OpaquePointer(Unmanaged.passRetained(self).toOpaque()) }

  static func release(_ pointer: OpaquePointer) {
    Unmanaged<CorrectorHandle>.fromOpaque(UnsafeRawPointer(pointer)).release()
  }

  static func corrector(_ pointer: OpaquePointer) -> any MotionCorrecting {
    Unmanaged<CorrectorHandle>.fromOpaque(UnsafeRawPointer(pointer)).takeUnretainedValue().corrector
  }
}

extension ResourceLocator {
  /// Looks in `home`, or without it from the working directory and from where this library lies: the program that has
  /// loaded it, such as Python's, lies anywhere.
  init(besideLibrary home: String?) {
    if let home {
      self.init(environment: ["GAITKEEPER_HOME": home], workingDirectory: "/", executable: nil)
      return
    }
    self.init(executable: gaitkeeper_library_path().map { String(cString: $0) })
  }
}
