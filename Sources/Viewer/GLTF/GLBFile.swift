import Foundation
import Motion
import Simulation

/// A clip as a binary glTF 2.0 file (.glb), for Blender and other tools: a skeleton, a skin of the body's shapes in which
/// each vertex belongs to one joint, an animation, and the ground if it is not the level floor at height 0. Metres, y up, as glTF has them.
public struct GLBFile {
  private let body: BodyModel
  private var buffer = GLTFBuffer()
  private var document = GLTFDocument()

  /// Metres of ground around the motion.
  private static let margin = 3.0

  /// - Parameters:
  ///   - humanoid: gives its shapes to a clip whose joints are its links; any other is drawn as bones.
  ///   - ground: what the body stands on, in the clip's world.
  /// - Throws: `ViewerError.outOfReach` for a joint kilometres away.
  public init(clip: MotionClip, humanoid: Humanoid?, ground: any Ground = PlaneGround()) throws {
    body = BodyModel(clip: clip, humanoid: humanoid)
    try body.checkReach()
    addNodes()
    addSkin()
    addAnimation()
    if ground.levelHeight != 0 {
      add(ground.triangles(within: LevelBounds(around: body.clip.rootTranslations, margin: Self.margin)))
    }
    document.accessors = buffer.accessors
    document.bufferViews = buffer.views
    document.buffers = [.init(byteLength: buffer.bytes.count)]
  }

  /// The whole file.
  /// - Throws: `EncodingError` when a number is not finite.
  public func bytes() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var json = [UInt8](try encoder.encode(document))
    while json.count % 4 != 0 { json.append(UInt8(ascii: " ")) }
    // A header of three numbers, then each chunk's length and kind before it.
    let length = 12 + 8 + json.count + 8 + buffer.bytes.count
    var file: [UInt8] = []
    file.reserveCapacity(length)
    func number(_ value: Int) -> [UInt8] {
      withUnsafeBytes(of: UInt32(truncatingIfNeeded: value).littleEndian, Array.init)
    }
    file += Array("glTF".utf8) + number(2) + number(length)
    file += number(json.count) + Array("JSON".utf8) + json
    file += number(buffer.bytes.count) + Array("BIN\0".utf8) + buffer.bytes
    return file
  }

  // MARK: Parts

  /// One node a joint, in the clip's order, then the skin's.
  private mutating func addNodes() {
    let clip = body.clip
    for (index, joint) in clip.skeleton.joints.enumerated() {
      let children = clip.skeleton.children(of: index)
      let place = index == 0 ? clip.rootTranslations[0] : clip.localTranslation(frame: 0, joint: index)
      document.nodes.append(
        .init(
          name: joint.name, children: children.isEmpty ? nil : children, translation: [place.x, place.y, place.z]))
    }
    document.nodes.append(.init(name: clip.name, mesh: 0, skin: 0))
    document.scenes = [.init(nodes: [0, clip.jointCount])]
  }

  /// The shapes where they are at rest: all joints unturned, the root at the origin.
  private mutating func addSkin() {
    let clip = body.clip
    var rest: [Vector3] = []
    for (index, joint) in clip.skeleton.joints.enumerated() {
      rest.append(joint.parent.map { rest[$0] + clip.localTranslation(frame: 0, joint: index) } ?? .zero)
    }
    let inverse = rest.flatMap { place -> [Float] in
      [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, Float(-place.x), Float(-place.y), Float(-place.z), 1]
    }
    let joints = Array(0..<clip.jointCount)
    document.skins = [
      .init(inverseBindMatrices: buffer.add(inverse, type: "MAT4", width: 16), joints: joints, skeleton: 0)
    ]
    let sides = clip.skeleton.sides
    let shapes = body.linkShapes
    var primitives: [GLTFDocument.Primitive] = []
    for side in [BodySide.centre, .left, .right] {
      var (positions, normals, owners, indices): ([Float], [Float], [UInt16], [UInt32]) = ([], [], [], [])
      for joint in joints where sides[joint] == side {
        for mesh in shapes[joint].map(SolidMesh.init) {
          indices += mesh.indices.map { $0 + UInt32(positions.count / 3) }
          positions += mesh.positions.flatMap { ($0 + rest[joint]).floats }
          normals += mesh.normals.flatMap(\.floats)
          owners += mesh.positions.flatMap { _ in [UInt16(joint), 0, 0, 0] }
        }
      }
      guard !indices.isEmpty else { continue }
      let weights: [Float] = (0..<(positions.count / 3 * 4)).map { $0 % 4 == 0 ? 1 : 0 }
      primitives.append(
        .init(
          attributes: [
            "POSITION": buffer.add(positions, type: "VEC3", width: 3, target: .vertices, bounded: true),
            "NORMAL": buffer.add(normals, type: "VEC3", width: 3, target: .vertices),
            "JOINTS_0": buffer.add(joints: owners),
            "WEIGHTS_0": buffer.add(weights, type: "VEC4", width: 4, target: .vertices),
          ], indices: buffer.add(indices: indices), material: document.materials.count))
      document.materials.append(
        .init(name: "\(side)", pbrMetallicRoughness: .init(baseColorFactor: side.colour.linear + [1])))
    }
    document.meshes = [.init(name: clip.name, primitives: primitives)]
  }

  /// The ground as a mesh that does not move, each triangle with its own normal.
  private mutating func add(_ ground: TriangleMesh) {
    guard !ground.triangles.isEmpty else { return }
    let corners = ground.triangles.flatMap { [$0.a, $0.b, $0.c] }.map { ground.vertices[$0] }
    let primitive = GLTFDocument.Primitive(
      attributes: [
        "POSITION": buffer.add(corners.flatMap(\.floats), type: "VEC3", width: 3, target: .vertices, bounded: true),
        "NORMAL": buffer.add(
          ground.normals.flatMap { [$0, $0, $0] }.flatMap(\.floats), type: "VEC3", width: 3, target: .vertices),
      ], indices: buffer.add(indices: corners.indices.map { UInt32($0) }), material: document.materials.count)
    document.materials.append(
      .init(name: "ground", pbrMetallicRoughness: .init(baseColorFactor: Colour.soil.linear + [1])))
    document.nodes.append(.init(name: "ground", mesh: document.meshes.count))
    document.scenes[0].nodes.append(document.nodes.count - 1)
    document.meshes.append(.init(name: "ground", primitives: [primitive]))
  }

  private mutating func addAnimation() {
    let clip = body.clip
    let times = (0..<clip.frameCount).map { Float(Double($0) / clip.rate) }
    let input = buffer.add(times, type: "SCALAR", width: 1, bounded: true)
    var animation = GLTFDocument.Animation(name: clip.name)
    func add(_ path: String, _ node: Int, _ output: Int) {
      animation.channels.append(.init(sampler: animation.samplers.count, target: .init(node: node, path: path)))
      animation.samplers.append(.init(input: input, output: output))
    }
    for joint in 0..<clip.jointCount {
      let moves = joint == 0 ? clip.rootTranslations : clip.translations[joint]
      if let moves { add("translation", joint, buffer.add(moves.flatMap(\.floats), type: "VEC3", width: 3)) }
      var before = Quaternion.identity
      var rotations: [Float] = []
      for frame in 0..<clip.frameCount {
        // Of the two quaternions of a rotation the nearer one, so that what lies between two frames is the short way.
        let rotation = clip[rotation: frame, joint].normalized
        before = before.dot(rotation) < 0 ? -rotation : rotation
        rotations += [before.x, before.y, before.z, before.w].map { Float($0) }
      }
      add("rotation", joint, buffer.add(rotations, type: "VEC4", width: 4))
    }
    document.animations = [animation]
  }
}

extension Vector3 {
  fileprivate var floats: [Float] { [Float(x), Float(y), Float(z)] }
}

extension Colour {
  /// Its components in linear light, as glTF has them (the sRGB transfer function).
  fileprivate var linear: [Double] {
    [red, green, blue].map { $0 <= 0.04045 ? $0 / 12.92 : pow(($0 + 0.055) / 1.055, 2.4) }
  }
}
