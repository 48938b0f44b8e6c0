import COpenDynamics
import Synchronization

/// The process's one initialisation of ODE, and each thread's.
enum OpenDynamics {
  /// ODE is initialised once for the process and never closed: worlds of other threads may still live at exit.
  private static let isInitialized: Bool = {
    // Of a solver that gives up a little ODE would write a line to standard error at every step.
    dSetMessageHandler { _, _, _ in }
    return dInitODE2(0) != 0
  }()

  /// Must be called on a thread before it touches ODE. Cheap after the first time.
  static func prepareThread() throws(OpenDynamicsError) {
    guard isInitialized, dAllocateODEDataForThread(UInt32.max) != 0 else { throw .initialization }
  }
}

enum OpenDynamicsError: Error { case initialization }

/// Ids of ODE objects, so that a body cannot be given where a joint is meant. Plain handles: the world owns the objects.
struct WorldID {
  let raw: dWorldID
}
struct BodyID {
  let raw: dBodyID
}
struct JointID {
  let raw: dJointID
}
struct GeometryID {
  let raw: dGeomID
}

/// One ODE world with everything in it, freed in order at the end of its life.
///
/// Every world has its own serial stepping: by default ODE shares one thread pool between all worlds, and crashes when two
/// of them step at once.
struct OpenDynamicsWorld: ~Copyable {
  let world: dWorldID
  private let threading: dThreadingImplementationID
  private var geometries: [dGeomID] = []

  init() throws(OpenDynamicsError) {
    try OpenDynamics.prepareThread()
    guard let world = dWorldCreate(), let threading = dThreadingAllocateSelfThreadedImplementation() else {
      throw .initialization
    }
    self.world = world
    self.threading = threading
    dWorldSetStepThreadingImplementation(world, dThreadingImplementationGetFunctions(threading), threading)
    dWorldSetAutoDisableFlag(world, 0)
  }

  deinit {
    for geometry in geometries { dGeomDestroy(geometry) }
    dWorldDestroy(world)
    dThreadingFreeImplementation(threading)
  }

  mutating func makeBody() -> BodyID { BodyID(raw: dBodyCreate(world)) }

  mutating func own(_ geometry: dGeomID) -> GeometryID {
    geometries.append(geometry)
    return GeometryID(raw: geometry)
  }
}
