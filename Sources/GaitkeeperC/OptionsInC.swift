import CGaitkeeper
import Correction

extension gaitkeeper_options {
  init(_ options: MotionCorrector.Options) {
    self.init()
    size = MemoryLayout<Self>.size
    wrench_cap = options.wrenchCap
    assist_limit = options.assistLimit
    seed = options.seed
    quality = options.quality.inC.rawValue
    on_failure = options.onFailure.inC.rawValue
    cleaning = options.cleaning.inC
  }
}

extension MotionCorrector.Options {
  /// - Throws: for a number that stands for nothing.
  init(_ options: gaitkeeper_options) throws {
    self.init()
    wrenchCap = options.wrench_cap
    assistLimit = options.assist_limit
    guard assistLimit >= 0 else {
      throw Failure.argument("assist_limit is \(assistLimit), expected 0 N or more")
    }
    seed = options.seed
    guard let quality = CorrectionQuality.allCases.first(where: { $0.inC.rawValue == options.quality }) else {
      throw Failure.argument("quality is \(options.quality), expected a gaitkeeper_quality")
    }
    guard let onFailure = FailureHandling.allCases.first(where: { $0.inC.rawValue == options.on_failure }) else {
      throw Failure.argument("on_failure is \(options.on_failure), expected a gaitkeeper_on_failure")
    }
    guard options.cleaning & ~UInt32(GAITKEEPER_CLEAN_ALL) == 0 else {
      throw Failure.argument("cleaning is \(options.cleaning), expected a sum of what the header names")
    }
    self.quality = quality
    self.onFailure = onFailure
    for (flag, step) in InputCleaning.stepsInC { cleaning[keyPath: step] = options.cleaning & flag != 0 }
  }
}

extension CorrectionQuality {
  var inC: gaitkeeper_quality {
    switch self {
    case .fast: GAITKEEPER_FAST
    case .best: GAITKEEPER_BEST
    }
  }
}

extension FailureHandling {
  var inC: gaitkeeper_on_failure {
    switch self {
    case .report: GAITKEEPER_REPORT
    case .assist: GAITKEEPER_ASSIST
    case .restart: GAITKEEPER_RESTART
    case .keepInput: GAITKEEPER_KEEP_INPUT
    }
  }
}

extension Correction.Status {
  var inC: gaitkeeper_status {
    switch self {
    case .corrected: GAITKEEPER_CORRECTED
    case .assisted: GAITKEEPER_ASSISTED
    case .restarted: GAITKEEPER_RESTARTED
    case .keptInput: GAITKEEPER_KEPT_INPUT
    case .failed: GAITKEEPER_FELL
    }
  }
}

extension InputCleaning {
  static var stepsInC: [(flag: UInt32, step: WritableKeyPath<InputCleaning, Bool>)] {
    [
      (UInt32(GAITKEEPER_REMOVE_SPIKES), \.removesSpikes), (UInt32(GAITKEEPER_SMOOTH_JITTER), \.smoothsJitter),
      (UInt32(GAITKEEPER_FIND_FLOOR), \.findsFloor), (UInt32(GAITKEEPER_PLANT_FEET), \.plantsFeet),
      (UInt32(GAITKEEPER_LIMIT_SPEED), \.limitsSpeed), (UInt32(GAITKEEPER_REPAIR_FLIPS), \.repairsFlips),
    ]
  }

  var inC: UInt32 { Self.stepsInC.reduce(0) { $0 | (self[keyPath: $1.step] ? $1.flag : 0) } }
}
