/// The content of a BVH file as it stands there: offsets and values in the file's units, angles in degrees.
struct BVHDocument {
  /// Every joint has its `channels`, in the order of the file.
  var joints: [Skeleton.Joint]
  var frameTime: Double
  var frameCount: Int
  /// Frame by frame, joint by joint, channel by channel.
  var values: [Double]

  /// Frames per second. Frame times are printed with few digits, so a rate within 0.05 % of a whole number is that.
  var rate: Double {
    let rate = 1 / frameTime
    let whole = rate.rounded()
    return abs(rate - whole) <= 5e-4 * whole ? whole : rate
  }

  /// The motion in the file's own unit and axes. Position channels take the place of the offset on their axis.
  func clip(name: String) throws -> MotionClip {
    var roots: [Vector3] = []
    var rotations: [Quaternion] = []
    var translations: [Int: [Vector3]] = [:]
    roots.reserveCapacity(frameCount)
    rotations.reserveCapacity(frameCount * joints.count)
    let channels = joints.map { $0.channels ?? [] }
    let moving = channels.indices.filter { joint in joint > 0 && channels[joint].contains { !$0.isRotation } }
    for joint in moving { translations[joint, default: []].reserveCapacity(frameCount) }

    var next = 0
    for _ in 0..<frameCount {
      for (joint, channels) in channels.enumerated() {
        var position = joints[joint].offset
        var rotation = Quaternion.identity
        for channel in channels {
          let value = values[next]
          next += 1
          if channel.isRotation {
            rotation = rotation.turned(by: value * (.pi / 180), axis: channel.axis)
          } else {
            position[channel.axis] = value
          }
        }
        rotations.append(rotation)
        if joint == 0 {
          roots.append(position)
        } else if channels.first(where: { !$0.isRotation }) != nil {
          translations[joint]?.append(position)
        }
      }
    }
    return try MotionClip(
      name: name, skeleton: Skeleton(joints: joints), rate: rate, rootTranslations: roots, rotations: rotations,
      translations: translations)
  }
}
