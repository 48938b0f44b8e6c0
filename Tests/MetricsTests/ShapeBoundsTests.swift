import Motion
import Simulation
import Testing

@Suite("Lowest points of shapes")
struct ShapeBoundsTests {
  let tilt = Quaternion(angle: .pi / 6, axis: .unitX)

  @Test("A sphere's is its radius under its centre, wherever the link turns it")
  func sphere() {
    let shape = Shape(geometry: .sphere(radius: 0.1), position: Vector3(0, 0, 0.5))
    let point = shape.lowestPoint(position: Vector3(1, 2, 3), orientation: Quaternion(angle: .pi / 2, axis: .unitX))
    #expect((point - Vector3(1, 1.4, 3)).length < 1e-12)
  }

  @Test("A tilted capsule's is under its lower end: half length times sine of the tilt, and the radius")
  func capsule() {
    let shape = Shape(geometry: .capsule(radius: 0.1, halfLength: 0.4))
    let point = shape.lowestPoint(position: .zero, orientation: tilt)
    #expect((point - Vector3(0, -0.4 * 0.5 - 0.1, 0.4 * 3.0.squareRoot() / 2)).length < 1e-12)
  }

  @Test("A box's is its lowest corner, and no support point of any shape is lower than the lowest point")
  func box() {
    var random = SplitMix64(seed: 3)
    func number() -> Double { Double.random(in: -1...1, using: &random) }
    let geometries: [Shape.Geometry] = [
      .sphere(radius: 0.2), .capsule(radius: 0.1, halfLength: 0.3), .box(halfExtents: Vector3(0.1, 0.2, 0.3)),
    ]
    for geometry in geometries {
      for _ in 0..<50 {
        let shape = Shape(
          geometry: geometry, position: Vector3(number(), number(), number()),
          orientation: Quaternion(rotationVector: Vector3(number(), number(), number()) * 3))
        let position = Vector3(number(), number(), number())
        let orientation = Quaternion(rotationVector: Vector3(number(), number(), number()) * 3)
        let lowest = shape.lowestPoint(position: position, orientation: orientation)
        let supports = shape.supportPoints(position: position, orientation: orientation)
        #expect(supports.contains { ($0 - lowest).length < 1e-12 })
        #expect(supports.allSatisfy { $0.y >= lowest.y - 1e-12 })
      }
    }
  }
}
