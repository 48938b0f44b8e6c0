import Foundation
import Motion
import Simulation

/// Triangles with outward normals.
struct SolidMesh {
  var positions: [Vector3] = []
  var normals: [Vector3] = []
  var indices: [UInt32] = []

  /// The surface of a shape in its link's frame.
  init(_ shape: Shape) {
    switch shape.geometry {
    case .sphere(let radius): addCapsule(radius: radius, halfLength: 0)
    case .capsule(let radius, let halfLength): addCapsule(radius: radius, halfLength: halfLength)
    case .box(let half): addBox(half)
    }
    positions = positions.map { shape.position + shape.orientation.rotate($0) }
    normals = normals.map { shape.orientation.rotate($0) }
  }

  /// Rings about the z axis from one pole to the other; the middle ring is there twice, apart by the length.
  private mutating func addCapsule(radius: Double, halfLength: Double) {
    let around = 16
    let perCap = 5
    var rings: [(latitude: Double, shift: Double)] = []
    for (start, shift) in [(-Double.pi / 2, -halfLength), (0, halfLength)] {
      // A ball has one equator.
      for ring in (shift > 0 || start < 0 ? 0 : 1)...perCap {
        rings.append((start + Double.pi / 2 * Double(ring) / Double(perCap), shift))
      }
    }
    for (latitude, shift) in rings {
      for step in 0..<around {
        let longitude = 2 * Double.pi * Double(step) / Double(around)
        let normal = Vector3(cos(latitude) * cos(longitude), cos(latitude) * sin(longitude), sin(latitude))
        normals.append(normal)
        positions.append(normal * radius + .unitZ * shift)
      }
    }
    for ring in 0..<(rings.count - 1) {
      for step in 0..<around {
        let (a, b) = (UInt32(ring * around + step), UInt32(ring * around + (step + 1) % around))
        let (c, d) = (a + UInt32(around), b + UInt32(around))
        // At the poles one of the two has no area.
        if ring > 0 { indices += [a, b, d] }
        if ring < rings.count - 2 { indices += [a, d, c] }
      }
    }
  }

  private mutating func addBox(_ half: Vector3) {
    for axis in 0..<3 {
      for sign in [-1.0, 1.0] {
        var normal = Vector3.zero
        var side = Vector3.zero
        normal[axis] = sign
        side[(axis + 1) % 3] = 1
        let up = normal.cross(side)
        let first = UInt32(positions.count)
        for (s, u) in [(-1.0, -1.0), (1, -1), (1, 1), (-1, 1)] {
          positions.append((normal + side * s + up * u) * half)
          normals.append(normal)
        }
        indices += [first, first + 1, first + 2, first, first + 2, first + 3]
      }
    }
  }
}
