import Motion

/// How a point of the body is to the floor in the reference, and so whether it is to stand there. Height alone does not tell:
/// recordings are off by some centimetres, and feet swing over the floor by less.
struct PlannedContact {
  /// Over the ground at the end of the control step, in metres.
  var height: Double
  /// Now.
  var heightNow: Double = .infinity
  /// Over the step, in metres per second.
  var velocity: Vector3
  /// Of the ground there.
  var normal = Vector3.unitY

  var settings: ContactSettings

  var isOnFloor: Bool { height < settings.floorHeight }

  /// What is still and low would be on the floor but for errors of the recording.
  var isStill: Bool { height < settings.lowHeight && velocity.length < settings.stillSpeed }

  /// Moved along the floor: weight on a foot that swings would hold it back by its friction, and the body would trip over it.
  private var isSwept: Bool { speedAlongFloor > settings.sweepingSpeed }

  private var speedAlongFloor: Double { velocity.rejected(from: normal).length }

  var isToStand: Bool { isOnFloor ? !isSwept : isStill }

  /// Where what is to stand does not carry the body.
  func mayStand(_ stance: StanceSettings) -> Bool {
    min(height, heightNow) < stance.spareHeight && speedAlongFloor <= stance.spareSpeed
  }
}
