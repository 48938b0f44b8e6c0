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
  private static let compiler: Mutex<Void> = {
    mujoco_setHandlers()
    return Mutex(())
  }()

  /// - Throws: `SimulationError.engine` with MuJoCo's words.
  init(document: MuJoCoDocument) throws {
    var message = [CChar](repeating: 0, count: 1000)
    var text = document.text
    let loaded = text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { bytes in
        Self.compiler.withLock { _ in
          UInt(bitPattern: mujoco_loadText(bytes.baseAddress, Int32(bytes.count), &message, Int32(message.count)))
        }
      }
    }
    guard let model = UnsafeMutablePointer<mjModel>(bitPattern: loaded) else {
      let words = String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      throw SimulationError.engine("\(MuJoCoEngine.name): \(words.split(separator: "\n").joined(separator: ", "))")
    }
    guard let data = mj_makeData(model) else {
      mj_deleteModel(model)
      throw SimulationError.engine("\(MuJoCoEngine.name): out of memory")
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
