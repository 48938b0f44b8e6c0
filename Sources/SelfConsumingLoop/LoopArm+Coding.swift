// A file may leave out what has a default, and JSON has no infinite number.
extension LoopArm {
  enum CodingKeys: String, CodingKey {
    case name, kind, lambda, gamma, accumulation, training, steps, failures, redraws
  }

  private static let infinite = "infinite"

  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      name: try fields.decode(String.self, forKey: .name), kind: try fields.decode(Kind.self, forKey: .kind),
      lambda: try fields.decodeIfPresent(Double.self, forKey: .lambda) ?? 0)
    if let text = try? fields.decode(String.self, forKey: .gamma), text == Self.infinite {
      gamma = .infinity
    } else {
      gamma = try fields.decodeIfPresent(Double.self, forKey: .gamma) ?? 0
    }
    accumulation = try fields.decodeIfPresent(Accumulation.self, forKey: .accumulation) ?? .none
    training = try fields.decodeIfPresent(FitPlan.Start.self, forKey: .training)
    steps = try fields.decodeIfPresent(Int.self, forKey: .steps)
    failures = try fields.decodeIfPresent(FailurePolicy.self, forKey: .failures) ?? failures
    redraws = try fields.decodeIfPresent(Int.self, forKey: .redraws) ?? redraws
  }

  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(name, forKey: .name)
    try fields.encode(kind, forKey: .kind)
    try fields.encode(lambda, forKey: .lambda)
    if gamma == .infinity {
      try fields.encode(Self.infinite, forKey: .gamma)
    } else {
      try fields.encode(gamma, forKey: .gamma)
    }
    try fields.encode(accumulation, forKey: .accumulation)
    try fields.encodeIfPresent(training, forKey: .training)
    try fields.encodeIfPresent(steps, forKey: .steps)
    try fields.encode(failures, forKey: .failures)
    try fields.encode(redraws, forKey: .redraws)
  }
}
