#if MuJoCo
import CMuJoCo
import Motion
import Simulation
import Synchronization

/// A compiled model and its data: one owner, freed together.
struct MuJoCoModel: ~Copyable {
  let model: UnsafeMutablePointer<mjModel>
  let data: UnsafeMutablePointer<mjData>

  /// MuJoCo's compiler keeps the last document of the process.
  private static let compiler = Mutex(())

  /// - Throws: `SimulationError.engine` with MuJoCo's words.
  init(document: MuJoCoDocument) throws {
    var message = [CChar](repeating: 0, count: 1000)
    var model: UnsafeMutablePointer<mjModel>?
    var data: UnsafeMutablePointer<mjData>?
    let text = Array(document.text.utf8CString)
    // Without the zero at the end.
    let size = Int32(text.count - 1)
    Self.compiler.withLock { _ in
      _ = mujoco_load(text, size, &model, &data, &message, Int32(message.count))
    }
    guard let model, let data else {
      let words = String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      throw SimulationError.engine("\(MuJoCoEngine.name): \(words.split(separator: "\n").joined(separator: ", "))")
    }
    self.model = model
    self.data = data
  }

  deinit {
    mj_deleteData(data)
    mj_deleteModel(model)
  }

  /// - Throws: `SimulationError.engine` where contacts or their rows did not fit: MuJoCo leaves them out.
  func checkCapacity() throws {
    guard data.pointee.warning.1.number == 0, data.pointee.warning.2.number == 0 else {
      throw SimulationError.engine("\(MuJoCoEngine.name): more contacts at once than there is room for")
    }
  }

  func forgetWarnings() {
    data.pointee.warning.1.number = 0
    data.pointee.warning.2.number = 0
  }
}

extension Vector3 {
  /// From three numbers where MuJoCo keeps them.
  init(mujoco pointer: UnsafePointer<mjtNum>) { self.init(pointer[0], pointer[1], pointer[2]) }
}

extension Quaternion {
  /// From four numbers, w first, where MuJoCo keeps them.
  init(mujoco pointer: UnsafePointer<mjtNum>) {
    self.init(w: pointer[0], x: pointer[1], y: pointer[2], z: pointer[3])
  }
}

extension UnsafeMutablePointer<mjtNum> {
  func store(_ v: Vector3) { (self[0], self[1], self[2]) = (v.x, v.y, v.z) }
  func store(_ q: Quaternion) { (self[0], self[1], self[2], self[3]) = (q.w, q.x, q.y, q.z) }
}
#endif
