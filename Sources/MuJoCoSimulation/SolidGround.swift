#if MuJoCo
import CMuJoCo
import GroundContacts
import Motion
import Simulation

/// The ground that is not planes, in a MuJoCo world: contacts found by this package and solved by MuJoCo.
///
/// MuJoCo's own height fields and meshes are convex pieces side by side. What slides over them catches on their seams,
/// a long shape gets few contacts, and concave pieces of a ground would be filled.
final class SolidGround {
  private let collider: GroundCollider
  private var shapes: [GroundShape] = []
  private var groundGeometry: Int32 = -1
  private let softness: (Double, Double)
  private let impedance: Double
  private var found: [GroundContact] = []

  private struct GroundShape {
    var link: Int
    var number: Int
    var kind: Shape.Geometry
    var friction: Double
    var geometry = 0
  }

  /// Nil if the ground has nothing but planes.
  /// - Throws: `SimulationError.engine` with the number of a piece that cannot be.
  init?(humanoid: Humanoid, ground: any Ground, configuration: MuJoCoEngine.Configuration) throws {
    do { collider = try GroundCollider(ground.pieces) } catch let SimulationError.engine(problem) {
      throw SimulationError.engine("\(MuJoCoEngine.name): \(problem)")
    }
    softness = (configuration.contactTimeConstant, configuration.contactDampingRatio)
    impedance = configuration.contactImpedance
    guard !collider.isEmpty else { return nil }
    for (link, value) in humanoid.links.enumerated() {
      for (number, shape) in value.shapes.enumerated() where shape.touchesFloor {
        shapes.append(GroundShape(link: link, number: number, kind: shape.geometry, friction: shape.friction))
      }
    }
  }

  /// Finds the shapes' numbers in a compiled model.
  func findGeometries(in model: UnsafePointer<mjModel>) {
    for index in shapes.indices {
      let name = MuJoCoDocument.name(shapes[index].link, shapes[index].number)
      shapes[index].geometry = Int(mj_name2id(model, Int32(mjOBJ_GEOM.rawValue), name))
    }
    groundGeometry = mj_name2id(model, Int32(mjOBJ_GEOM.rawValue), MuJoCoDocument.solidGroundName)
  }

  /// Adds the contacts of the shapes where MuJoCo has placed them.
  func addContacts(_ model: UnsafePointer<mjModel>, _ data: UnsafeMutablePointer<mjData>) {
    for shape in shapes {
      let centre = Vector3(mujoco: data.pointee.geom_xpos + 3 * shape.geometry)
      let m = data.pointee.geom_xmat + 9 * shape.geometry
      let turn = Quaternion(
        columns: Vector3(m[0], m[3], m[6]), Vector3(m[1], m[4], m[7]), Vector3(m[2], m[5], m[8]))
      guard centre.isFinite, turn.isFinite else { continue }
      collider.find(shape.kind, centre: centre, turn: turn, into: &found)
      for contact in found { add(contact, shape, model, data) }
    }
  }

  private func add(
    _ found: GroundContact, _ shape: GroundShape, _ model: UnsafePointer<mjModel>, _ data: UnsafeMutablePointer<mjData>
  ) {
    var contact = mjContact()
    contact.dist = -found.depth
    // Halfway between the surfaces, and the normal from the ground to the shape.
    let middle = found.point + found.normal * (found.depth / 2)
    contact.pos = (middle.x, middle.y, middle.z)
    let normal = found.normal
    let first = normal.cross(abs(normal.x) < 0.7 ? .unitX : .unitZ).normalized()
    let second = normal.cross(first)
    contact.frame = (normal.x, normal.y, normal.z, first.x, first.y, first.z, second.x, second.y, second.z)
    let friction = found.friction * shape.friction
    contact.friction = (friction, friction, 0.005, 0.0001, 0.0001)
    contact.dim = friction > 0 ? 3 : 1
    contact.solref = softness
    contact.solimp = (impedance, impedance, 0.001, 0.5, 2)
    contact.geom1 = groundGeometry
    contact.geom2 = Int32(shape.geometry)
    // One that finds no room is counted among MuJoCo's warnings.
    mj_addContact(model, data, &contact)
  }
}
#endif
