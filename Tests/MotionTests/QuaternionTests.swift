import Motion
import Testing

@Suite struct QuaternionTests {
  @Test func quarterTurnAboutZTakesXToY() {
    let q = Quaternion(angle: .pi / 2, axis: .unitZ)
    #expect((q.rotate(.unitX) - .unitY).length < 1e-15)
  }

  @Test func productRotatesByTheRightFactorFirst() {
    let a = Quaternion(angle: .pi / 2, axis: .unitX)
    let b = Quaternion(angle: .pi / 2, axis: .unitZ)
    // x goes to y by b, then y goes to z by a.
    #expect(((a * b).rotate(.unitX) - .unitZ).length < 1e-15)
  }

  @Test(arguments: [Vector3(0.3, -2, 1.1), Vector3(1e-6, 0, 2e-7), Vector3(0, 3.1, 0), .zero])
  func logarithmInvertsExponential(_ v: Vector3) {
    #expect((Quaternion(rotationVector: v).rotationVector - v).length < 1e-14)
  }

  @Test(arguments: [Vector3(0.3, -2, 1.1), Vector3(3, 0, 0), Vector3(0, 3, 0), Vector3(0, 0, 3), Vector3(0.1, 0, 0)])
  func columnsRebuildTheRotation(_ v: Vector3) {
    let q = Quaternion(rotationVector: v)
    let (x, y, z) = q.columns
    #expect(abs(abs(Quaternion(columns: x, y, z).dot(q)) - 1) < 1e-14)
  }

  @Test func shortestRotationTurnsOneDirectionIntoTheOther() {
    let a = Vector3(1, 2, -0.5)
    let b = Vector3(-0.2, 0.4, 3)
    let turned = Quaternion(from: a, to: b).rotate(a.normalized())
    #expect((turned - b.normalized()).length < 1e-14)
    #expect((Quaternion(from: .unitX, to: -.unitX).rotate(.unitX) + .unitX).length < 1e-14)
  }

  @Test func twistAndSwingMakeUpTheRotation() {
    let q = Quaternion(rotationVector: Vector3(0.4, 1.2, -0.3))
    let twist = q.twist(about: .unitY)
    let swing = q * twist.inverse
    #expect(abs(swing.vector.y) < 1e-15)
    #expect(abs((swing * twist).dot(q) - 1) < 1e-14)
  }

  @Test func halfwayBetweenTwoRotationsIsHalfTheAngle() {
    let a = Quaternion(angle: 0.2, axis: .unitY)
    let b = -Quaternion(angle: 1.0, axis: .unitY)
    #expect(abs(a.slerp(to: b, at: 0.5).dot(Quaternion(angle: 0.6, axis: .unitY))) > 1 - 1e-15)
  }
}
