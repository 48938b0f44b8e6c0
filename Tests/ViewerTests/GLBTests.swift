import Foundation
import Motion
import Simulation
import Testing
import Viewer

/// What another program reads out of a glTF file, by the specification alone.
@Suite("glTF files")
struct GLBTests {
  /// A file taken apart again.
  private struct Parts {
    let json: [String: Any]
    let binary: Data

    init(_ bytes: [UInt8]) throws {
      let file = Data(bytes)
      func number(_ at: Int) -> Int { (0..<4).reduce(0) { $0 | Int(file[at + $1]) << (8 * $1) } }
      #expect(file.prefix(4) == Data("glTF".utf8))
      #expect(number(4) == 2)
      #expect(number(8) == file.count)
      let length = number(12)
      #expect(length % 4 == 0)
      #expect(file[16..<20] == Data("JSON".utf8))
      json = try #require(JSONSerialization.jsonObject(with: file[20..<(20 + length)]) as? [String: Any])
      #expect(file[(24 + length)..<(28 + length)] == Data("BIN\0".utf8))
      binary = Data(file[(28 + length)...])
      #expect(number(20 + length) == binary.count)
    }

    func list(_ name: String) -> [[String: Any]] { json[name] as? [[String: Any]] ?? [] }

    /// The numbers of an accessor; every one must lie inside its view, and the view inside the file.
    func numbers(_ accessor: Int) throws -> [Double] {
      let entry = list("accessors")[accessor]
      let view = list("bufferViews")[try #require(entry["bufferView"] as? Int)]
      let (offset, length) = (view["byteOffset"] as? Int ?? 0, try #require(view["byteLength"] as? Int))
      let kind = try #require(entry["componentType"] as? Int)
      let size = kind == 5123 ? 2 : 4
      let widths = ["SCALAR": 1, "VEC3": 3, "VEC4": 4, "MAT4": 16]
      let count = try #require(entry["count"] as? Int) * (widths[entry["type"] as? String ?? ""] ?? 0)
      try #require(count * size == length && offset % 4 == 0 && offset + length <= binary.count)
      return (0..<count).map { index in
        let bits = (0..<size).reduce(UInt32(0)) { $0 | UInt32(binary[offset + index * size + $1]) << UInt32(8 * $1) }
        return kind == 5126 ? Double(Float(bitPattern: bits)) : Double(bits)
      }
    }
  }

  private func parts(frames: Int = 40) throws -> (Parts, MotionClip) {
    let clip = try TestWalker.clip(frames: frames, speed: 1.2)
    return (try Parts(GLBFile(clip: clip, humanoid: TestWalker.humanoid()).bytes()), clip)
  }

  @Test("The animation moves the nodes as the clip moves its joints", arguments: [0, 7, 39])
  func motion(frame: Int) throws {
    let (parts, clip) = try parts()
    let animation = try #require(parts.list("animations").first)
    let samplers = try #require(animation["samplers"] as? [[String: Any]])
    var rotations: [Int: Quaternion] = [:]
    var translations: [Int: Vector3] = [:]
    for channel in try #require(animation["channels"] as? [[String: Any]]) {
      let sampler = samplers[try #require(channel["sampler"] as? Int)]
      let target = try #require(channel["target"] as? [String: Any])
      let node = try #require(target["node"] as? Int)
      let times = try parts.numbers(try #require(sampler["input"] as? Int))
      let values = try parts.numbers(try #require(sampler["output"] as? Int))
      #expect(times.count == clip.frameCount)
      #expect(abs(times[frame] - Double(frame) / clip.rate) < 1e-6)
      if target["path"] as? String == "rotation" {
        let v = values[(4 * frame)..<(4 * frame + 4)].map { $0 }
        rotations[node] = Quaternion(w: v[3], x: v[0], y: v[1], z: v[2])
      } else {
        translations[node] = Vector3(values[3 * frame], values[3 * frame + 1], values[3 * frame + 2])
      }
    }
    // Forward kinematics over the file's own nodes.
    let nodes = parts.list("nodes")
    var places: [Int: (Vector3, Quaternion)] = [:]
    func visit(_ node: Int, _ above: (Vector3, Quaternion)) {
      let rest = nodes[node]["translation"] as? [Double] ?? [0, 0, 0]
      let local = translations[node] ?? Vector3(rest[0], rest[1], rest[2])
      let place = (above.0 + above.1.rotate(local), above.1 * (rotations[node] ?? .identity))
      places[node] = place
      for child in nodes[node]["children"] as? [Int] ?? [] { visit(child, place) }
    }
    visit(0, (.zero, .identity))
    let pose = clip.pose(at: frame)
    for joint in 0..<clip.jointCount {
      let (position, orientation) = try #require(places[joint])
      #expect((position - pose.positions[joint]).length < 1e-5)
      #expect((orientation.inverse * pose.orientations[joint]).angle < 1e-3)
    }
  }

  @Test("Every vertex belongs to one joint, every triangle faces outwards, and bounds hold")
  func skin() throws {
    let (parts, clip) = try parts()
    let mesh = try #require(parts.list("meshes").first)
    for primitive in try #require(mesh["primitives"] as? [[String: Any]]) {
      let attributes = try #require(primitive["attributes"] as? [String: Int])
      let positions = try parts.numbers(try #require(attributes["POSITION"]))
      let normals = try parts.numbers(try #require(attributes["NORMAL"]))
      let joints = try parts.numbers(try #require(attributes["JOINTS_0"]))
      let weights = try parts.numbers(try #require(attributes["WEIGHTS_0"]))
      #expect(positions.count == normals.count)
      #expect(joints.allSatisfy { $0 < Double(clip.jointCount) })
      #expect(weights.enumerated().allSatisfy { $0.element == ($0.offset % 4 == 0 ? 1 : 0) })
      let bounds = parts.list("accessors")[try #require(attributes["POSITION"])]
      let least = try #require(bounds["min"] as? [Double])
      let largest = try #require(bounds["max"] as? [Double])
      for (index, value) in positions.enumerated() {
        #expect(value >= least[index % 3] - 1e-6 && value <= largest[index % 3] + 1e-6)
      }
      func vector(_ values: [Double], _ index: Double) -> Vector3 {
        Vector3(values[3 * Int(index)], values[3 * Int(index) + 1], values[3 * Int(index) + 2])
      }
      let indices = try parts.numbers(try #require(primitive["indices"] as? Int))
      for start in stride(from: 0, to: indices.count, by: 3) {
        let corners = indices[start..<(start + 3)].map { vector(positions, $0) }
        let face = (corners[1] - corners[0]).cross(corners[2] - corners[0])
        #expect(face.dot(vector(normals, indices[start])) > 0)
      }
    }
  }

  @Test("The skin's matrices bring each joint of the rest pose to the origin")
  func bind() throws {
    let (parts, clip) = try parts(frames: 1)
    let skin = try #require(parts.list("skins").first)
    let matrices = try parts.numbers(try #require(skin["inverseBindMatrices"] as? Int))
    #expect(matrices.count == 16 * clip.jointCount)
    // The walker's feet hang on its pelvis by their offsets alone.
    for joint in 1..<clip.jointCount {
      let offset = clip.skeleton.joints[joint].offset
      #expect(abs(matrices[16 * joint + 12] + offset.x) < 1e-6)
    }
  }

  @Test("The ground is a mesh that does not move, with the ground's heights; a flat floor at height 0 has none")
  func ground() throws {
    let clip = try TestWalker.clip(frames: 40, speed: 1.2)
    let slope = PlaneGround(height: 5, normal: Vector3(0.2, 1, -0.3).normalized())
    for ground in [slope, TestHill()] as [any Ground] {
      let parts = try Parts(GLBFile(clip: clip, humanoid: TestWalker.humanoid(), ground: ground).bytes())
      let place = try #require(parts.list("nodes").firstIndex { $0["name"] as? String == "ground" })
      let node = parts.list("nodes")[place]
      #expect(node["skin"] == nil && node["translation"] == nil)
      #expect((parts.list("scenes")[0]["nodes"] as? [Int])?.contains(place) == true)
      let mesh = parts.list("meshes")[try #require(node["mesh"] as? Int)]
      let primitive = try #require((mesh["primitives"] as? [[String: Any]])?.first)
      let attributes = try #require(primitive["attributes"] as? [String: Int])
      let positions = try parts.numbers(try #require(attributes["POSITION"]))
      let normals = try parts.numbers(try #require(attributes["NORMAL"]))
      #expect(positions.count == normals.count && positions.count > 9)
      for start in stride(from: 0, to: positions.count, by: 3) {
        let point = Vector3(positions[start], positions[start + 1], positions[start + 2])
        // A hundredth of a millimetre is less than what 32-bit numbers round away within ten metres, times the slope.
        #expect(abs(point.y - ground.height(at: point)) < 1e-5)
        #expect(normals[start + 1] > 0)
      }
    }
    #expect(try parts().0.list("nodes").allSatisfy { $0["name"] as? String != "ground" })
  }
}
