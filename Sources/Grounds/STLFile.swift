import Motion
import Simulation

/// STL, as text or binary. The normals in it are passed over: they follow from the corners.
enum STLFile {
  private static let headerSize = 84
  private static let facetSize = 50

  /// - Throws: `SimulationError.invalidConfiguration` with the line or byte.
  static func read(_ bytes: [UInt8], _ file: GroundFile) throws -> TriangleMesh {
    // A binary file may begin with "solid" too; its size gives it away.
    if let count = facetCount(bytes), bytes.count == headerSize + count * facetSize {
      return try binary(bytes, count, file)
    }
    if bytes.starts(with: Array("solid".utf8)) { return try text(bytes, file) }
    guard let count = facetCount(bytes) else {
      throw file.problem("it is no STL: it does not begin with 'solid' and has fewer than \(headerSize) bytes")
    }
    throw file.problem(
      "it claims \(count) triangles, which are \(headerSize + count * facetSize) bytes, but has \(bytes.count)",
      at: "byte 80")
  }

  private static func facetCount(_ bytes: [UInt8]) -> Int? {
    guard bytes.count >= headerSize else { return nil }
    return (0..<4).reduce(0) { $0 | Int(bytes[80 + $1]) << (8 * $1) }
  }

  private static func binary(_ bytes: [UInt8], _ count: Int, _ file: GroundFile) throws -> TriangleMesh {
    guard count <= GroundFile.triangleLimit else {
      throw file.problem("it has \(count) triangles, expected at most \(GroundFile.triangleLimit)")
    }
    var mesh = TriangleMesh(vertices: [], triangles: [])
    mesh.vertices.reserveCapacity(3 * count)
    for facet in 0..<count {
      for corner in 0..<3 {
        let start = headerSize + facet * facetSize + 12 * (corner + 1)
        func number(_ index: Int) -> Double {
          let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + 4 * index + $1]) << (8 * UInt32($1)) }
          return Double(Float(bitPattern: bits))
        }
        let vertex = Vector3(number(0), number(1), number(2))
        guard vertex.isFinite else {
          throw file.problem("a corner of triangle \(facet) is not finite", at: "byte \(start)")
        }
        mesh.vertices.append(vertex)
      }
      mesh.triangles.append(.init(3 * facet, 3 * facet + 1, 3 * facet + 2))
    }
    return mesh
  }

  private static func text(_ bytes: [UInt8], _ file: GroundFile) throws -> TriangleMesh {
    var mesh = TriangleMesh(vertices: [], triangles: [])
    var isInLoop = false
    var isComplete = false
    for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
      let words = line.words
      func problem(_ text: String) -> SimulationError { file.problem(text, at: "line \(index + 1)") }
      switch words.first {
      case "outer": isInLoop = true
      case "vertex":
        let numbers = words.dropFirst().compactMap { Double($0) }
        guard isInLoop, numbers.count == 3, numbers.allSatisfy(\.isFinite) else {
          throw problem("expected three finite numbers of a vertex within 'outer loop'")
        }
        mesh.vertices.append(Vector3(numbers[0], numbers[1], numbers[2]))
      case "endloop":
        guard isInLoop, mesh.vertices.count == 3 * mesh.triangles.count + 3 else {
          throw problem("a loop has not three vertices")
        }
        isInLoop = false
        let first = 3 * mesh.triangles.count
        mesh.triangles.append(.init(first, first + 1, first + 2))
        guard mesh.triangles.count <= GroundFile.triangleLimit else {
          throw problem("more triangles than \(GroundFile.triangleLimit)")
        }
      case "endsolid": isComplete = true
      case nil, "solid", "facet", "endfacet": continue
      case let word?: throw problem("'\(word)' is no word of an STL")
      }
    }
    guard isComplete, !isInLoop else { throw file.problem("it ends before 'endsolid'") }
    return mesh
  }
}
