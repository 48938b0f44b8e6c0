/// A small random generator with a 64-bit state (SplitMix64; Steele, Lea and Flood 2014).
public struct LoopRandom: RandomNumberGenerator, Sendable {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.mixed(state)
  }

  /// Evenly distributed in 0 ..< 1.
  public mutating func nextUnit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// The numbers 0 ..< count in random order.
  public mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) {
      // The same on every version of the standard library, unlike `shuffle`.
      order.swapAt(last, Int(next().multipliedFullWidth(by: UInt64(last + 1)).high))
    }
    return order
  }

  fileprivate static func mixed(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// The seeds of everything that is drawn in a generation: nothing else decides them, so that a generation comes out the
/// same whatever was run before it in the process.
public struct LoopSeeds: Sendable {
  private let base: UInt64

  /// - Parameter arm: nil for what all arms share.
  public init(seed: UInt64, arm: String? = nil, generation: Int) {
    // FNV-1a over the name, so that arms differ whatever their order is.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in (arm ?? "").utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    base = [hash, UInt64(bitPattern: Int64(generation))].reduce(LoopRandom.mixed(seed &+ 1)) {
      LoopRandom.mixed($0 &* 0x9E37_79B9_7F4A_7C15 ^ $1)
    }
  }

  /// - Parameter use: what is drawn, such as "fit".
  public func seed(_ use: String, _ index: Int = 0) -> UInt64 {
    var hash = base
    for byte in use.utf8 { hash = LoopRandom.mixed(hash ^ UInt64(byte)) }
    return LoopRandom.mixed(hash &+ UInt64(bitPattern: Int64(index)))
  }
}
