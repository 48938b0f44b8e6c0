/// A BVH file's joints and numbers, still in its own unit and axes, on their way to a clip.
struct BVHAssembly {
  var joints: [Skeleton.Joint]
  var values: [Double]
  var frameCount: Int
  var rate: Double

  func clip(name: String, options: DecodingOptions) throws -> MotionClip {
    var clip = try rawClip(name: name)
    let body = BodyConvention(clip)
    let metres = options.metresPerUnit ?? body.metresPerUnit()
    let up = options.up ?? body.up()
    clip = try clip.scaled(by: metres)
    clip.convention = WorldConvention(up: up, metresPerUnit: metres, format: "codec.bvh")
    return clip.turned(by: clip.convention.toMemory)
  }

  private func rawClip(name: String) throws -> MotionClip {
    let width = values.count / frameCount
    var rotations = [Quaternion](repeating: .identity, count: frameCount * joints.count)
    var positions = joints.map { joint in
      joint.channels?.contains { !$0.isRotation } == true ? [Vector3](repeating: joint.offset, count: frameCount) : []
    }
    for frame in 0..<frameCount {
      var index = frame * width
      for (joint, description) in joints.enumerated() {
        var rotation = Quaternion.identity
        for channel in description.channels ?? [] {
          let value = values[index]
          index += 1
          if channel.isRotation {
            rotation = rotation * Quaternion(angle: value * .pi / 180, axis: channel.vector)
          } else {
            positions[joint][frame][channel.axis] = value
          }
        }
        rotations[frame * joints.count + joint] = rotation.normalized
      }
    }
    let root = positions[0].isEmpty ? [Vector3](repeating: joints[0].offset, count: frameCount) : positions[0]
    var joints = joints
    var translations: [Int: [Vector3]] = [:]
    for joint in joints.indices.dropFirst() {
      guard let first = positions[joint].first else { continue }
      if positions[joint].allSatisfy({ $0 == first }) {
        joints[joint].offset = first
      } else {
        translations[joint] = positions[joint]
      }
    }
    return try MotionClip(
      name: name, skeleton: Skeleton(joints: joints), rate: rate, rootTranslations: root, rotations: rotations,
      translations: translations)
  }
}

extension MotionClip {
  /// Every length times `factor`.
  func scaled(by factor: Double) throws -> MotionClip {
    var joints = skeleton.joints
    for joint in joints.indices {
      joints[joint].offset *= factor
      for site in joints[joint].endSites.indices { joints[joint].endSites[site] *= factor }
    }
    var clip = self
    clip.skeleton = try Skeleton(joints: joints)
    clip.rootTranslations = rootTranslations.map { $0 * factor }
    clip.translations = translations.mapValues { $0.map { $0 * factor } }
    return clip
  }

  /// The whole motion turned about the world's origin. The root's own offset stays as its file has it.
  func turned(by rotation: Quaternion) -> MotionClip {
    guard rotation != .identity else { return self }
    var clip = self
    clip.rootTranslations = rootTranslations.map(rotation.rotate)
    for frame in 0..<frameCount { clip[rotation: frame, 0] = (rotation * clip[rotation: frame, 0]).normalized }
    return clip
  }
}
