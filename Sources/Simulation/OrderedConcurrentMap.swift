import Foundation

/// Calls `transform` on the elements of a sequence, several at a time, and gives the results in the elements' order.
///
/// Elements are drawn only as results are taken, at most three times `width` of them ahead: a slow reader holds the work back, and memory does
/// not grow with the sequence. When the reader's task is cancelled or the iterator goes away, what is under way is cancelled.
public struct OrderedConcurrentMap<Base: Sequence, Output: Sendable>: AsyncSequence where Base.Element: Sendable {
  public typealias Element = Result<Output, any Error>
  private let base: Base
  private let width: Int
  private let transform: @Sendable (Base.Element) throws -> Output

  /// - Parameter width: how many at once; as many as there are processor cores unless told.
  public init(
    _ base: Base, width: Int = ProcessInfo.processInfo.activeProcessorCount,
    _ transform: @escaping @Sendable (Base.Element) throws -> Output
  ) {
    self.base = base
    self.width = Swift.max(width, 1)
    self.transform = transform
  }

  public func makeAsyncIterator() -> Iterator {
    Iterator(base: base.makeIterator(), width: width, transform: transform)
  }

  public struct Iterator: AsyncIteratorProtocol {
    private var base: Base.Iterator
    private let width: Int
    private let transform: @Sendable (Base.Element) throws -> Output
    private let pending = PendingTasks<Output>()
    private let threads: WorkerThreads

    init(base: Base.Iterator, width: Int, transform: @escaping @Sendable (Base.Element) throws -> Output) {
      self.base = base
      self.width = width
      self.transform = transform
      threads = WorkerThreads(count: width)
    }

    /// Nil after the last element, or when the task is cancelled.
    public mutating func next() async -> Result<Output, any Error>? {
      guard !Task.isCancelled else { return nil }
      // A slow element does not hold up those after it.
      while pending.tasks.count < 3 * width, let element = base.next() {
        let transform = transform
        pending.tasks.append(Task.detached(executorPreference: threads) { try transform(element) })
      }
      guard !pending.tasks.isEmpty else { return nil }
      let first = pending.tasks.removeFirst()
      let result = await withTaskCancellationHandler {
        await first.result
      } onCancel: {
        first.cancel()
      }
      return result
    }
  }
}

/// The tasks of an iterator; they are cancelled when it goes away.
private final class PendingTasks<Output: Sendable> {
  var tasks: [Task<Output, any Error>] = []

  deinit { for task in tasks { task.cancel() } }
}

/// Threads for long work, so that it does not take those on which all other tasks of the process run.
private final class WorkerThreads: TaskExecutor {
  private let queue = OperationQueue()

  init(count: Int) { queue.maxConcurrentOperationCount = count }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.addOperation { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
