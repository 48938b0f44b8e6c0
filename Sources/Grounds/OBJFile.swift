import Simulation

/// Wavefront OBJ: its vertices (v) and faces (f); all else is passed over.
enum OBJFile {
  /// - Throws: `SimulationError.invalidConfiguration` with the line.
  static func read(_ bytes: [UInt8], _ file: GroundFile) throws -> TriangleMesh {
    var mesh = TriangleMesh(vertices: [], triangles: [])
    for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
      let words = line.words
      guard let kind = words.first else { continue }
      func problem(_ text: String) -> SimulationError { file.problem(text, at: "line \(index + 1)") }
      switch kind {
      case "v":
        let numbers = words.dropFirst().prefix(3).compactMap { Double($0) }
        guard numbers.count == 3, numbers.allSatisfy(\.isFinite) else {
          throw problem("a vertex needs three finite numbers")
        }
        mesh.vertices.append(.init(numbers[0], numbers[1], numbers[2]))
      case "f":
        guard words.count >= 4 else { throw problem("a face needs three vertices or more") }
        let corners = try words.dropFirst().map { word in
          let number = word.prefix { $0 != "/" }
          // From 1, or backward from the last.
          guard let given = Int(number), given != 0 else {
            throw problem("'\(word)' is no vertex of a face, expected a number from 1")
          }
          let (corner, overflow) = given > 0 ? (given - 1, false) : mesh.vertices.count.addingReportingOverflow(given)
          guard !overflow, mesh.vertices.indices.contains(corner) else {
            throw problem("there is no vertex \(given); \(mesh.vertices.count) have come so far")
          }
          return corner
        }
        for corner in 1..<(corners.count - 1) {
          mesh.triangles.append(.init(corners[0], corners[corner], corners[corner + 1]))
        }
        guard mesh.triangles.count <= GroundFile.triangleLimit else {
          throw problem("more triangles than \(GroundFile.triangleLimit)")
        }
      default: continue
      }
    }
    return mesh
  }
}

extension ArraySlice<UInt8> {
  /// What stands between spaces, tabs and carriage returns.
  var words: [Substring] {
    String(decoding: self, as: UTF8.self).split { $0 == " " || $0 == "\t" || $0 == "\r" || $0 == "\r\n" }
  }
}
