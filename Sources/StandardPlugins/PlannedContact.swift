import Motion

/// How a point of the body is to the floor in the reference, and so whether it is to stand there. Height alone does not tell:
/// recordings are off by some centimetres, and feet swing over the floor by less.
struct PlannedContact {
  /// At the end of the control step, in metres.
  var height: Double
  /// Over the step, in metres per second.
  var velocity: Vector3

  // Metres, and metres per second.
  private static let floorHeight = 0.01
  private static let lowHeight = 0.05
  private static let stillSpeed = 0.5
  private static let sweepingSpeed = 0.7

  var isOnFloor: Bool { height < Self.floorHeight }

  /// What is still and low would be on the floor but for errors of the recording.
  var isStill: Bool { height < Self.lowHeight && velocity.length < Self.stillSpeed }

  /// Moved along the floor: weight on a foot that swings would hold it back by its friction, and the body would trip over it.
  private var isSwept: Bool { velocity.rejected(from: .unitY).length > Self.sweepingSpeed }

  var isToStand: Bool { isOnFloor ? !isSwept : isStill }

  /// Where what is to stand does not carry the body.
  var mayStand: Bool { height < Self.lowHeight && !isSwept }
}
