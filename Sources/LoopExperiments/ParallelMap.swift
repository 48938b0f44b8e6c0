import Foundation

/// Calls `body` with 0 ..< count on several threads, and gives the results in order: they do not hang on how many threads there are.
func parallelMap<Result: Sendable>(
  _ count: Int, threads: Int, _ body: @escaping @Sendable (Int) throws -> Result
) async throws -> [Result] {
  let width = max(1, min(threads, count))
  return try await withThrowingTaskGroup(of: [(Int, Result)].self) { group in
    for first in 0..<width {
      group.addTask {
        try stride(from: first, to: count, by: width).map { index in
          try Task.checkCancellation()
          return (index, try body(index))
        }
      }
    }
    var results = [Result?](repeating: nil, count: count)
    for try await part in group { for (index, result) in part { results[index] = result } }
    return results.compactMap { $0 }
  }
}
