import Gaitkeeper

/// A hash over the bits of link states, equal on every machine (FNV-1a, 64 bits).
struct StateHash {
  private var value: UInt64 = 0xCBF2_9CE4_8422_2325

  mutating func add(_ links: [LinkState]) {
    for link in links {
      add(link.position)
      for number in [link.orientation.w, link.orientation.x, link.orientation.y, link.orientation.z] { add(number) }
      add(link.linearVelocity)
      add(link.angularVelocity)
    }
  }

  private mutating func add(_ vector: Vector3) { for axis in 0..<3 { add(vector[axis]) } }

  private mutating func add(_ number: Double) {
    var bits = number.bitPattern
    for _ in 0..<8 {
      value = (value ^ (bits & 0xFF)) &* 0x100_0000_01B3
      bits >>= 8
    }
  }

  var text: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
