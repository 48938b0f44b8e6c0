import Motion
import Simulation

// Rows of three and four doubles. A Vector3 in memory is four doubles wide, so its memory is never handed out as it is.
extension UnsafeMutablePointer where Pointee == Double {
  /// The three numbers of row `row`.
  subscript(vector row: Int) -> Vector3 {
    get { Vector3(self[3 * row], self[3 * row + 1], self[3 * row + 2]) }
    nonmutating set {
      self[3 * row] = newValue.x
      self[3 * row + 1] = newValue.y
      self[3 * row + 2] = newValue.z
    }
  }

  /// The four numbers of row `row`, w first.
  subscript(quaternion row: Int) -> Quaternion {
    get { Quaternion(w: self[4 * row], x: self[4 * row + 1], y: self[4 * row + 2], z: self[4 * row + 3]) }
    nonmutating set {
      self[4 * row] = newValue.w
      self[4 * row + 1] = newValue.x
      self[4 * row + 2] = newValue.y
      self[4 * row + 3] = newValue.z
    }
  }

  /// The six numbers of row `row`: force, then torque.
  subscript(wrench row: Int) -> Wrench {
    get { Wrench(force: self[vector: 2 * row], torque: self[vector: 2 * row + 1]) }
    nonmutating set {
      self[vector: 2 * row] = newValue.force
      self[vector: 2 * row + 1] = newValue.torque
    }
  }
}
