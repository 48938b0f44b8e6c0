/// What all worlds have gone through between two updates: `worlds` x `horizon` rows, world by world.
struct Experience {
  let worlds: Int
  let horizon: Int
  var inputs: [Float]
  var actions: [Float]
  /// The policy's means, from which the actions deviate.
  var means: [Float]
  var logProbabilities: [Float]
  /// Of the exploration, by number of the action.
  var logDeviations: [Float] = []
  var rewards: [Float]
  /// The episode is over after this step; with the row in `lastInputs` from which it would have gone on, or -1 when the body
  /// has failed.
  var isEnd: [Bool]
  var continuation: [Int]
  /// States after a row from which something could come: ends without failure, and the last step of each world.
  var lastInputs: [Float] = []

  // Of the episodes that ended.
  var episodes = 0
  var failures = 0
  var episodeSteps = 0
  var errorSum = 0.0
  var helpSum = 0.0

  /// Generalised advantage estimation (Schulman et al. 2016, equation 16).
  /// - Parameters:
  ///   - values: of each row, in the rewards' unit; `lastValues` of each row of `lastInputs`.
  /// - Returns: advantages and what the values should have been.
  func advantages(
    values: [Float], lastValues: [Float], discount: Float, traceDecay: Float
  ) -> (advantages: [Float], returns: [Float]) {
    var advantages = [Float](repeating: 0, count: rewards.count)
    for world in 0..<worlds {
      var running: Float = 0
      for step in (0..<horizon).reversed() {
        let row = world * horizon + step
        let isLast = step == horizon - 1
        let next: Float =
          isEnd[row] || isLast
          ? (continuation[row] >= 0 ? lastValues[continuation[row]] : 0) : values[row + 1]
        if isEnd[row] || isLast { running = 0 }
        let difference = rewards[row] + discount * next - values[row]
        running = difference + discount * traceDecay * running
        advantages[row] = running
      }
    }
    return (advantages, zip(advantages, values).map { $0 + $1 })
  }
}
