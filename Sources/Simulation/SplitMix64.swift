import Foundation

/// A small random generator with a 64-bit state (Steele, Lea and Flood 2014): the same seed gives the same numbers on
/// every machine.
public struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Evenly distributed in 0 ..< 1.
  public mutating func nextUnit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Standard normal (Box and Muller 1958).
  public mutating func nextNormal() -> Float {
    let radius = (-2 * log(1 - nextUnit())).squareRoot()
    return Float(radius * cos(2 * .pi * nextUnit()))
  }
}
