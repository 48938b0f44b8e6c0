import CTorch
import Synchronization

/// libtorch, loaded at run time.
///
/// Tensors and generators are made from it and keep it with them; it is never unloaded.
///
/// Threads: the library itself may be used from any thread. Tensors, and the modules and optimisers made of them, are not
/// `Sendable`: hand them over whole, and use them from one thread at a time. Inside, libtorch spreads an operation over
/// `threadCount` threads.
public final class TorchLibrary: Sendable {
  /// The file that was loaded.
  public let file: String
  let functions: Functions
  private let operators = Mutex<[OperatorName: OperatorHandle]>([:])

  init(file: String, functions: Functions) {
    self.file = file
    self.functions = functions
  }

  /// libtorch's version, such as "1.13.1".
  public var version: String { String(cString: functions.table.torch_version) }

  /// How many CUDA devices there are; 0 where libtorch has none built in.
  public var cudaDeviceCount: Int { Int(functions.table.cuda_device_count()) }

  /// Over how many threads one operation is spread.
  public var threadCount: Int { Int(functions.table.thread_count()) }

  /// Sets `threadCount`, for whichever thread uses the library. Sums are rounded otherwise with another number.
  /// - Throws: `TorchError.operation` when it is under 1.
  public func setThreadCount(_ count: Int) throws {
    try check("set_num_threads", functions.table.set_thread_count(Int32(clamping: count)))
  }

  /// Whether this libtorch has the operator.
  public func has(_ name: String, overload: String = "") -> Bool {
    (try? operatorHandle(OperatorName(name: name, overload: overload))) != nil
  }

  /// Runs `body` without recording its operations for gradients: for evaluation, and to change parameters in place.
  public func withoutGradients<Result>(_ body: () throws -> Result) rethrows -> Result {
    let before = functions.table.set_gradients_enabled(0)
    defer { _ = functions.table.set_gradients_enabled(before) }
    return try body()
  }

  /// - Throws: `TorchError.operation` with the message of this thread's last call unless `status` is good.
  func check(_ operation: String, _ status: ctorch_status) throws {
    guard status != CTORCH_OK else { return }
    throw TorchError.operation(operation, message: lastMessage)
  }

  /// The first line of the message, as what follows it is of use to libtorch's own makers only.
  private var lastMessage: String {
    let text = String(cString: functions.table.last_error())
    let line = text.prefix { !$0.isNewline }
    return line.isEmpty ? "it failed without a message" : String(line)
  }

  func operatorHandle(_ name: OperatorName) throws -> OperatorHandle {
    if let known = operators.withLock({ $0[name] }) { return known }
    var pointer: ctorch_operator?
    try check(name.description, functions.table.find_operator(name.name, name.overload, &pointer))
    guard let pointer else { throw TorchError.operation(name.description, message: "it was not found") }
    let handle = OperatorHandle(pointer: pointer)
    operators.withLock { $0[name] = handle }
    return handle
  }

  /// The library's functions. Unchecked because C pointers are never `Sendable`; these point to constants.
  struct Functions: @unchecked Sendable {
    let table: ctorch_api
  }

  struct OperatorName: Hashable, Sendable, CustomStringConvertible {
    let name: String
    let overload: String

    var description: String { overload.isEmpty ? name : "\(name).\(overload)" }
  }

  /// Unchecked because C pointers are never `Sendable`; an operator never changes and lives as long as the process.
  struct OperatorHandle: @unchecked Sendable {
    let pointer: ctorch_operator
  }
}
