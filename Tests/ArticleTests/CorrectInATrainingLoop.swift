import Gaitkeeper

/// What makes motions, and learns from motions.
protocol MotionGenerator {
  mutating func fit(_ motions: [MotionClip]) throws
  func sample(count: Int) throws -> [MotionClip]
}

/// Fits a generator to recordings, and then to recordings and its own samples, as far as a body could perform these.
func train(
  _ generator: inout some MotionGenerator, on recordings: [MotionClip], generations: Int, samples: Int,
  corrector: some MotionCorrecting
) async throws {
  var training = recordings
  for _ in 0..<generations {
    try generator.fit(training)
    training = recordings
    for await result in corrector.correct(motions: try generator.sample(count: samples)) {
      let correction = try result.get()
      if correction.status == .tracked { training.append(correction.clip) }
    }
  }
}
