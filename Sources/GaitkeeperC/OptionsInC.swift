import CGaitkeeper
import Correction
import Simulation

extension gaitkeeper_options {
  init(_ options: MotionCorrector.Options) {
    self.init()
    size = MemoryLayout<Self>.size
    wrench_cap = options.help
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
    help = options.wrench_cap
    assistLimit = options.assist_limit
    guard assistLimit >= 0 else {
      throw Failure.argument("assist_limit is \(assistLimit), expected 0 N or more")
    }
    seed = options.seed
    guard let quality = CorrectionQuality.allCases.first(where: { $0.inC.rawValue == options.quality }) else {
      throw Failure.argument("quality is \(options.quality), expected a gaitkeeper_quality")
    }
    guard let onFailure = FailureRemedy.allCases.first(where: { $0.inC.rawValue == options.on_failure }) else {
      throw Failure.argument("on_failure is \(options.on_failure), expected a gaitkeeper_on_failure")
    }
    guard options.cleaning & ~UInt32(GAITKEEPER_CLEAN_ALL) == 0 else {
      throw Failure.argument("cleaning is \(options.cleaning), expected a sum of what the header names")
    }
    self.quality = quality
    self.onFailure = onFailure
    let left = CleaningDescription.stepsInC.filter { options.cleaning & $0.flag == 0 }.map(\.step)
    cleaning.clip.removeAll { left.contains($0.name) }
    cleaning.reference.removeAll { left.contains($0.name) }
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

extension FailureRemedy {
  var inC: gaitkeeper_on_failure {
    switch self {
    case .report: GAITKEEPER_REPORT
    case .assist: GAITKEEPER_ASSIST
    case .restart: GAITKEEPER_RESTART
    case .keepInput: GAITKEEPER_KEEP_INPUT
    case .drop: GAITKEEPER_DROP
    }
  }
}

extension Outcome {
  var inC: gaitkeeper_status {
    switch self {
    case .tracked: GAITKEEPER_TRACKED
    case .strayed: GAITKEEPER_STRAYED
    case .failed, .unread: GAITKEEPER_FAILED
    }
  }
}

extension Remedy {
  var inC: gaitkeeper_remedy {
    switch self {
    case .nothing: GAITKEEPER_NOTHING
    case .recovered: GAITKEEPER_RECOVERED
    case .restarted: GAITKEEPER_RESTARTED
    case .keptInput: GAITKEEPER_KEPT_INPUT
    case .dropped: GAITKEEPER_DROPPED
    }
  }
}

extension CleaningDescription {
  static var stepsInC: [(flag: UInt32, step: String)] {
    [
      (UInt32(GAITKEEPER_REMOVE_SPIKES), SpikeCleaning.name), (UInt32(GAITKEEPER_SMOOTH_JITTER), JitterCleaning.name),
      (UInt32(GAITKEEPER_FIND_FLOOR), FloatCleaning.name), (UInt32(GAITKEEPER_PLANT_FEET), PlantingCleaning.name),
      (UInt32(GAITKEEPER_LIMIT_SPEED), SpeedCleaning.name), (UInt32(GAITKEEPER_REPAIR_FLIPS), FlipCleaning.name),
      (UInt32(GAITKEEPER_HOLD_START), StartCleaning.name),
    ]
  }

  var inC: UInt32 {
    let names = (clip + reference).map(\.name)
    return Self.stepsInC.reduce(0) { $0 | (names.contains($1.step) ? $1.flag : 0) }
  }
}
