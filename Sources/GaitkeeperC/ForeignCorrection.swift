import CGaitkeeper
import Correction
import Foundation

/// A caller's arrays for what comes of a motion.
struct ForeignCorrection {
  private var fields: gaitkeeper_correction

  init(_ fields: gaitkeeper_correction) { self.fields = fields }

  /// Fills the arrays.
  /// - Returns: the struct for the caller. Its report is allocated for `gaitkeeper_correction_clear`.
  /// - Throws: when there is no memory for the report; nothing is written then.
  func filled(
    with correction: Correction, values: [Double], number: ForeignNumber
  ) throws -> gaitkeeper_correction {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let report = String(decoding: try encoder.encode(correction.report), as: UTF8.self)
    guard let text = strdup(report) else { throw Failure.argument("no memory for the report") }
    let isDropped = correction.remedy == .dropped
    if let target = fields.values, !isDropped { number.write(values, to: target) }
    let frames = correction.frames
    for (target, series) in [
      (fields.confidence, frames.confidence), (fields.error_mm, frames.errorMM), (fields.wrench_n, frames.helpN),
      (fields.wrench_nm, frames.helpNm),
    ] {
      if let target, !isDropped { ForeignNumber.double.write(series, to: UnsafeMutableRawPointer(target)) }
    }
    var filled = fields
    filled.frames = isDropped ? 0 : correction.clip.frameCount
    filled.status = correction.status.inC.rawValue
    filled.remedy = correction.remedy.inC.rawValue
    filled.report = text
    return filled
  }
}
