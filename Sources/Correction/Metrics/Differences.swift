import Motion

/// From each frame to the next: one frame fewer, none where there is at most one.
func differences(_ frames: [[Vector3]]) -> [[Vector3]] {
  zip(frames, frames.dropFirst()).map { before, after in zip(before, after).map { $1 - $0 } }
}

/// Mean length of all vectors of all frames; 0 where there are none.
func meanNorm(_ frames: [[Vector3]]) -> Double { mean(frames.map { mean($0.map(\.length)) }) }

/// 0 where there are no values.
func mean(_ values: some Collection<Double>) -> Double {
  values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
}
