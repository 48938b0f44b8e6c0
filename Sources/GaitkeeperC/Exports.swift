import CGaitkeeper
import Correction
import Foundation
import Simulation

// What gaitkeeper.h declares, and documents. The compiler holds each function against its declaration there.

@c(gaitkeeper_version) @implementation
public func version() -> UInt32 { UInt32(GAITKEEPER_VERSION) }

@c(gaitkeeper_options_init) @implementation
public func initializeOptions(
  _ options: UnsafeMutablePointer<gaitkeeper_options>?, _ message: UnsafeMutablePointer<CChar>?, _ capacity: Int
) -> Int32 {
  Failure.code(message, capacity) {
    let target = try SizedStruct(options, named: "options")
    target.write(gaitkeeper_options(MotionCorrector.Options()))
  }
}

@c(gaitkeeper_corrector_create) @implementation
public func createCorrector(
  _ humanoid: UnsafePointer<CChar>?, _ policy: UnsafePointer<CChar>?, _ options: UnsafePointer<gaitkeeper_options>?,
  _ corrector: UnsafeMutablePointer<OpaquePointer?>?, _ message: UnsafeMutablePointer<CChar>?, _ capacity: Int
) -> Int32 {
  Failure.code(message, capacity) {
    guard let corrector else { throw Failure.argument("corrector is NULL, expected where to put the corrector") }
    let chosen = try options.map { try SizedStruct($0, named: "options").read(over: .init(.init())) } ?? .init(.init())
    let home = try chosen.home.map { try text($0, named: "home") }
    let name = try humanoid.map { try text($0, named: "humanoid") }
    let policyName = try policy.map { try text($0, named: "policy") }
    let settings = try MotionCorrector.Options(chosen)
    let file = try chosen.scene.map { try text($0, named: "scene") }
    let made = try Failure.placed(.corrector) {
      let locator = ResourceLocator(besideLibrary: home)
      guard let file else {
        return try MotionCorrector(humanoid: name ?? "smpl", policy: policyName, options: settings, locator: locator)
      }
      var scene = try SceneDescription(contentsOf: file)
      if let name { scene.humanoid = name }
      scene = try scene.filled(policy: policyName, settings)
      return try MotionCorrector(scene: scene, seed: settings.seed, locator: locator)
    }
    corrector.pointee = CorrectorHandle(made).retained()
  }
}

@c(gaitkeeper_corrector_destroy) @implementation
public func destroyCorrector(_ corrector: OpaquePointer?) { corrector.map(CorrectorHandle.release) }

@c(gaitkeeper_correct) @implementation
public func correct(
  _ corrector: OpaquePointer?, _ motion: UnsafePointer<gaitkeeper_motion>?,
  _ correction: UnsafeMutablePointer<gaitkeeper_correction>?, _ message: UnsafeMutablePointer<CChar>?, _ capacity: Int
) -> Int32 {
  Failure.code(message, capacity) {
    guard let corrector else {
      throw Failure.argument("corrector is NULL, expected one from gaitkeeper_corrector_create")
    }
    let input = try ForeignMotion(try SizedStruct(motion, named: "motion").read(over: .init()))
    let target = try SizedStruct(correction, named: "correction")
    let output = ForeignCorrection(target.read(over: .init()))
    let result = try Failure.placed(.motion) {
      let corrected = try CorrectorHandle.corrector(corrector).correct(motion: input.clip())
      return (values: try input.values(of: corrected), correction: corrected)
    }
    target.write(try output.filled(with: result.correction, values: result.values, number: input.number))
  }
}

@c(gaitkeeper_correction_clear) @implementation
public func clearCorrection(_ correction: UnsafeMutablePointer<gaitkeeper_correction>?) {
  guard let target = try? SizedStruct(correction, named: "correction") else { return }
  var cleared = target.read(over: .init())
  free(cleared.report)
  cleared.report = nil
  target.write(cleared)
}

/// - Throws: when it is not UTF-8.
private func text(_ pointer: UnsafePointer<CChar>, named name: String) throws -> String {
  guard let text = String(validatingCString: pointer) else { throw Failure.argument("\(name) is not text in UTF-8") }
  return text
}
