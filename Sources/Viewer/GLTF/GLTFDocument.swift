/// The JSON of a glTF 2.0 file, as far as a moving body needs it (Khronos Group, glTF 2.0 Specification).
struct GLTFDocument: Encodable {
  struct Asset: Encodable {
    var version = "2.0"
    var generator = "Gaitkeeper"
  }

  struct Scene: Encodable { var nodes: [Int] }

  struct Node: Encodable {
    var name: String
    var children: [Int]?
    var translation: [Double]?
    var mesh: Int?
    var skin: Int?
  }

  struct Primitive: Encodable {
    var attributes: [String: Int]
    var indices: Int
    var material: Int
  }

  struct Mesh: Encodable {
    var name: String
    var primitives: [Primitive]
  }

  struct Skin: Encodable {
    var inverseBindMatrices: Int
    var joints: [Int]
    var skeleton: Int
  }

  struct Material: Encodable {
    struct Surface: Encodable {
      var baseColorFactor: [Double]
      var metallicFactor = 0.0
      var roughnessFactor = 0.7
    }
    var name: String
    var pbrMetallicRoughness: Surface
  }

  struct Animation: Encodable {
    struct Sampler: Encodable {
      var input: Int
      var output: Int
      var interpolation = "LINEAR"
    }
    struct Channel: Encodable {
      struct Target: Encodable {
        var node: Int
        var path: String
      }
      var sampler: Int
      var target: Target
    }
    var name: String
    var samplers: [Sampler] = []
    var channels: [Channel] = []
  }

  struct Accessor: Encodable {
    var bufferView: Int
    var componentType: Int
    var count: Int
    var type: String
    var min: [Float]?
    var max: [Float]?
  }

  struct BufferView: Encodable {
    var buffer = 0
    var byteOffset: Int
    var byteLength: Int
    var target: Int?
  }

  struct Buffer: Encodable { var byteLength: Int }

  var asset = Asset()
  var scene = 0
  var scenes: [Scene] = []
  var nodes: [Node] = []
  var meshes: [Mesh] = []
  var skins: [Skin] = []
  var materials: [Material] = []
  var animations: [Animation] = []
  var accessors: [Accessor] = []
  var bufferViews: [BufferView] = []
  var buffers: [Buffer] = []
}

/// The binary part of a glTF file, and the accessors by which the document reads it.
struct GLTFBuffer {
  /// What an accessor is for, by the number that glTF gives it; nil for neither.
  enum Target: Int {
    case vertices = 34962
    case indices = 34963
  }

  private(set) var bytes: [UInt8] = []
  private(set) var accessors: [GLTFDocument.Accessor] = []
  private(set) var views: [GLTFDocument.BufferView] = []

  /// - Parameters:
  ///   - type: "SCALAR", "VEC3", "VEC4" or "MAT4", of `width` numbers.
  ///   - bounded: whether the accessor says its least and largest numbers, as some must.
  /// - Returns: the accessor's index.
  mutating func add(
    _ values: [Float], type: String, width: Int, target: Target? = nil, bounded: Bool = false
  ) -> Int {
    var least: [Float]?
    var largest: [Float]?
    if bounded {
      let columns = (0..<width).map { column in stride(from: column, to: values.count, by: width).map { values[$0] } }
      least = columns.map { $0.min() ?? 0 }
      largest = columns.map { $0.max() ?? 0 }
    }
    let float = 5126
    return add(
      values.map(\.bitPattern),
      .init(
        bufferView: 0, componentType: float, count: values.count / width, type: type, min: least, max: largest), target)
  }

  mutating func add(indices: [UInt32]) -> Int {
    let unsignedInt = 5125
    return add(
      indices, .init(bufferView: 0, componentType: unsignedInt, count: indices.count, type: "SCALAR"), .indices)
  }

  /// Four joint indices a vertex.
  mutating func add(joints: [UInt16]) -> Int {
    let unsignedShort = 5123
    return add(
      joints, .init(bufferView: 0, componentType: unsignedShort, count: joints.count / 4, type: "VEC4"), .vertices)
  }

  private mutating func add(
    _ values: [some FixedWidthInteger], _ accessor: GLTFDocument.Accessor, _ target: Target?
  ) -> Int {
    let start = bytes.count
    for value in values { withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) } }
    views.append(.init(byteOffset: start, byteLength: bytes.count - start, target: target?.rawValue))
    while bytes.count % 4 != 0 { bytes.append(0) }
    accessors.append(accessor)
    accessors[accessors.count - 1].bufferView = views.count - 1
    return accessors.count - 1
  }
}
