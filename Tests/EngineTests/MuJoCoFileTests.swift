#if MuJoCo
import CMuJoCo
import Motion
import Simulation
import Testing

/// The package's humanoids as MuJoCo reads their files by itself, against what this package reads.
@Suite struct MuJoCoFileTests {
  /// A file in MuJoCo's hands, asked in the humanoid's axes: MJCF's (x, y, z) is (x, z, -y).
  final class LoadedFile {
    let model: UnsafeMutablePointer<mjModel>
    let data: UnsafeMutablePointer<mjData>

    init(_ path: String) throws {
      var message = [CChar](repeating: 0, count: 1000)
      model = try #require(mj_loadXML(path, nil, &message, Int32(message.count)))
      data = mj_makeData(model)
      mj_kinematics(model, data)
    }

    deinit {
      mj_deleteData(data)
      mj_deleteModel(model)
    }

    static let turn = Quaternion(angle: -.pi / 2, axis: .unitX)

    func body(_ name: String) -> Int { Int(mj_name2id(model, Int32(mjOBJ_BODY.rawValue), name)) }

    func vector(_ numbers: UnsafePointer<mjtNum>, _ index: Int) -> Vector3 {
      Self.turn.rotate(Vector3(numbers[3 * index], numbers[3 * index + 1], numbers[3 * index + 2]))
    }

    func joint(_ body: Int) -> Int { Int(model.pointee.body_jntadr[body]) }
    func anchor(_ body: Int) -> Vector3 { vector(data.pointee.xanchor, joint(body)) }
    func centreOfMass(_ body: Int) -> Vector3 { vector(data.pointee.xipos, body) }

    /// About the centre of mass.
    func inertia(_ body: Int) -> SymmetricMatrix3 {
      let m = data.pointee.ximat + 9 * body
      let axes = Quaternion(
        columns: Vector3(m[0], m[3], m[6]), Vector3(m[1], m[4], m[7]), Vector3(m[2], m[5], m[8]))
      let d = model.pointee.body_inertia + 3 * body
      return SymmetricMatrix3(xx: d[0], yy: d[1], zz: d[2]).rotated(by: Self.turn * axes)
    }
  }

  @Test(arguments: Bodies.names) func everyLinkHasTheSameMassCentreAndInertia(_ name: String) throws {
    let humanoid = try Bodies.humanoid(name)
    let file = try LoadedFile(Bodies.file(name))
    #expect(Int(file.model.pointee.nbody) == humanoid.links.count + 1)
    #expect(abs(mj_getTotalmass(file.model) - humanoid.totalMass) < 1e-12 * humanoid.totalMass)
    for (link, place) in zip(humanoid.links, humanoid.restPose) {
      let body = file.body(link.name)
      // Rounding, and MuJoCo's iteration for principal axes.
      let size = link.inertia.xx + link.inertia.yy + link.inertia.zz
      let inertia = file.inertia(body)
      #expect(abs(file.model.pointee.body_mass[body] - link.mass) < 1e-12)
      #expect((file.anchor(body) - place.position).length < 1e-12)
      #expect((file.centreOfMass(body) - file.anchor(body) - link.centreOfMass).length < 1e-12)
      for axis in [Vector3.unitX, .unitY, .unitZ] {
        #expect((inertia * axis - link.inertia * axis).length < 1e-9 * size, "\(link.name)")
      }
    }
  }

  @Test(arguments: Bodies.names) func everyLinkIsAtTheSamePlaceInABentPose(_ name: String) throws {
    let humanoid = try Bodies.humanoid(name)
    let file = try LoadedFile(Bodies.file(name))
    let rotations = humanoid.rotations(upTo: 1)
    let pose = humanoid.pose(rotations, position: Vector3(0.5, 1, -0.3))
    let turn = LoadedFile.turn
    for (index, link) in humanoid.links.enumerated() {
      let joint = file.joint(file.body(link.name))
      let q = file.data.pointee.qpos + Int(file.model.pointee.jnt_qposadr[joint])
      let own = turn.inverse * rotations[index] * turn
      func store(_ numbers: [Double], at first: Int) { for (at, n) in numbers.enumerated() { q[first + at] = n } }
      switch link.joint.kind {
      case .free:
        let position = turn.inverse.rotate(pose[0].position)
        store([position.x, position.y, position.z, own.w, own.x, own.y, own.z], at: 0)
      case .ball: store([own.w, own.x, own.y, own.z], at: 0)
      case .hinge(let axis, _): store([rotations[index].twistAngle(about: axis)], at: 0)
      }
    }
    mj_kinematics(file.model, file.data)
    for (link, state) in zip(humanoid.links, pose) {
      let body = file.body(link.name)
      #expect((file.anchor(body) - state.position).length < 1e-12)
      let centre = state.position + state.orientation.rotate(link.centreOfMass)
      #expect((file.centreOfMass(body) - centre).length < 1e-12)
    }
  }
}
#endif
