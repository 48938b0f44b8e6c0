import Foundation

/// Runs a program to its end.
/// - Parameters:
///   - folder: its working directory; this process's own when nil.
///   - environment: all of it.
/// - Throws: when it cannot be started.
public func runProgram(
  _ program: String, _ arguments: [String], in folder: String? = nil, environment: [String: String]
) throws -> (status: Int32, output: String, errors: String) {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: program)
  process.arguments = arguments
  if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
  process.environment = environment
  let (output, errors) = (Pipe(), Pipe())
  process.standardOutput = output
  process.standardError = errors
  try process.run()
  // Both are shorter than a pipe holds, so that reading one after the other does not block.
  let text = output.fileHandleForReading.readDataToEndOfFile()
  let problems = errors.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return (process.terminationStatus, String(decoding: text, as: UTF8.self), String(decoding: problems, as: UTF8.self))
}
