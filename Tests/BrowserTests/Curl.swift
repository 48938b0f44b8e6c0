import Foundation

/// Web requests by curl: Foundation's own client takes chromedriver's answers for broken ones.
enum Curl {
  /// What comes back; nil without an answer.
  static func request(_ arguments: [String], body: Data = Data()) async throws -> Data? {
    // Not on a thread of the tests' tasks: they are few, and what answers may need one.
    try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global().async { continuation.resume(with: Result { try run(arguments, body) }) }
    }
  }

  private static func run(_ arguments: [String], _ body: Data) throws -> Data? {
    let process = Process()
    let (input, output) = (Pipe(), Pipe())
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["curl", "-s", "--max-time", "60"] + arguments
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: body)
    try input.fileHandleForWriting.close()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? data : nil
  }
}
