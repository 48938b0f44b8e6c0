import CGaitkeeper
import Correction
import Foundation
import GaitkeeperC
import Motion
import Simulation

enum Package {
  static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path
  static let locator = ResourceLocator(environment: ["GAITKEEPER_HOME": path])

  /// Where this build has put its products.
  static var products: String {
    URL(fileURLWithPath: Bundle.main.executablePath ?? "").resolvingSymlinksInPath().deletingLastPathComponent().path
  }
}

/// The sample walk as generators give motions: positions of 22 joints, 20 frames a second.
struct Walk {
  var frameCount: Int
  var values: [Double]

  init() throws {
    let clip = try MotionFormats.standard.read(Package.locator.sample(named: "walk")).resampled(to: 20)
    frameCount = clip.frameCount
    // A float has room for them, so that both kinds of numbers say the same.
    values = try clip.bodyPositions().flatMap { [$0.x, $0.y, $0.z] }.map { Double(Float($0)) }
  }

  var positions: [Vector3] { Self.positions(values) }

  static func positions(_ values: [Double]) -> [Vector3] {
    stride(from: 0, to: values.count, by: 3).map { Vector3(values[$0], values[$0 + 1], values[$0 + 2]) }
  }

  /// Lifted to 3 m for a third of the time: nobody can do that.
  mutating func makeImpossible() {
    for frame in frameCount / 3..<(2 * frameCount / 3) {
      for joint in 0..<22 { values[66 * frame + 3 * joint + 1] += 3 }
    }
  }

  func clip() throws -> MotionClip {
    try MotionClip(name: "motion", rate: 20, bodyPositions: positions, frameCount: frameCount)
  }
}

/// Calls as a program in C makes them, and what comes back.
struct Caller {
  var options = gaitkeeper_options()
  var motion = gaitkeeper_motion()
  var correction = gaitkeeper_correction()
  private(set) var message = ""

  init() {
    options.size = MemoryLayout<gaitkeeper_options>.size
    motion.size = MemoryLayout<gaitkeeper_motion>.size
    motion.rate = 20
    motion.number = GAITKEEPER_DOUBLE.rawValue
    correction.size = MemoryLayout<gaitkeeper_correction>.size
    _ = initializeOptions(&options, nil, 0)
  }

  /// Calls with room for a message of so many bytes.
  mutating func call(capacity: Int = 512, _ body: (UnsafeMutablePointer<CChar>, Int) -> Int32) -> gaitkeeper_code {
    var text = [CChar](repeating: 1, count: capacity + 1)
    text[0] = 0
    let code = text.withUnsafeMutableBufferPointer { body($0.baseAddress!, capacity) }
    message = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return gaitkeeper_code(UInt32(bitPattern: code))
  }

  /// - Returns: a corrector to be destroyed, or nil.
  mutating func create(humanoid: String? = nil, policy: String? = "tracker") -> OpaquePointer? {
    var corrector: OpaquePointer?
    let options = options
    _ = call { message, capacity in
      Package.path.withCString { home in
        var options = options
        if options.home == nil { options.home = home }
        return withUnsafePointer(to: options) { pointer in
          Self.optional(humanoid) { humanoid in
            Self.optional(policy) { createCorrector(humanoid, $0, pointer, &corrector, message, capacity) }
          }
        }
      }
    }
    return corrector
  }

  private static func optional<Result>(_ text: String?, _ body: (UnsafePointer<CChar>?) -> Result) -> Result {
    text.map { $0.withCString(body) } ?? body(nil)
  }

  /// Corrects numbers into an array that holds 7 everywhere.
  mutating func correct<Number: BinaryFloatingPoint>(
    _ corrector: OpaquePointer?, _ values: [Number], width: Int = 66
  ) -> (code: gaitkeeper_code, values: [Number], confidence: [Double], report: String?) {
    var output = [Number](repeating: 7, count: values.count)
    var confidence = [Double](repeating: 7, count: values.count / width)
    motion.frames = values.count / width
    motion.layout = (width == 66 ? GAITKEEPER_JOINTS : GAITKEEPER_FEATURES).rawValue
    motion.number = (Number.self == Float.self ? GAITKEEPER_FLOAT : GAITKEEPER_DOUBLE).rawValue
    var (motion, correction) = (motion, correction)
    let code = values.withUnsafeBytes { input in
      output.withUnsafeMutableBytes { output in
        confidence.withUnsafeMutableBufferPointer { confidence in
          motion.values = input.baseAddress
          correction.values = output.baseAddress
          correction.confidence = confidence.baseAddress
          return call { CGaitkeeper.correct(corrector, &motion, &correction, $0, $1) }
        }
      }
    }
    let report = correction.report.map { String(cString: $0) }
    clearCorrection(&correction)
    self.correction.frames = correction.frames
    self.correction.status = correction.status
    self.correction.remedy = correction.remedy
    return (code, output, confidence, report)
  }
}
