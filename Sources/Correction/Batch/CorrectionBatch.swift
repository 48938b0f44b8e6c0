import Foundation
import Motion
import Simulation

/// Corrects many clips into a folder: a file a clip, `report.jsonl` with a line a clip in the inputs' order, and `summary.json`.
///
/// A file appears whole or not at all. A run that was killed goes on where it stopped and ends as one that was not. But for the times
/// that are measured, what is written does not depend on the number of jobs.
public struct CorrectionBatch: Sendable {
  public var inputs: BatchInputs
  public var output: String
  public var corrector: any MotionCorrecting
  public var formats: MotionFormats
  /// A codec's name for all clips; nil for the one that each came in.
  public var format: String?
  public var jobs = ProcessInfo.processInfo.activeProcessorCount
  /// What the corrections depend on, in any words; a run goes on only with the same.
  public var settings: String

  public init(
    inputs: BatchInputs, output: String, corrector: any MotionCorrecting, formats: MotionFormats = .standard,
    settings: String = ""
  ) {
    self.inputs = inputs
    self.output = output
    self.corrector = corrector
    self.formats = formats
    self.settings = settings
  }

  public struct Problem: Error, CustomStringConvertible {
    public let description: String
  }

  /// - Parameters:
  ///   - resumes: goes on from what is in the output folder, which otherwise must not have a report yet.
  ///   - progress: the clips that are done, all in all.
  /// - Throws: `Problem` when the folder cannot be used or written to.
  public func run(resumes: Bool, progress: (Int) -> Void = { _ in }) async throws -> BatchSummary {
    let folder = BatchFolder(output)
    let journal = try folder.open(settings: settings, resumes: resumes)
    defer { folder.removePartial() }
    var summary = BatchSummary()
    for line in journal.lines { summary.add(line) }
    let secondsBefore = summary.motionSeconds
    let clock = ContinuousClock()
    let start = clock.now

    var items = inputs.makeIterator()
    for line in journal.lines {
      guard let item = items.next(), item.name == line.file else {
        throw Problem(description: "\(output): the inputs are not those of the report, which has '\(line.file)' here")
      }
    }
    let remaining = IteratorSequence(items)
    let work = OrderedConcurrentMap(remaining, width: jobs) { item in try line(for: item, in: folder) }
    for await result in work {
      let line = try result.get()
      try journal.append(line)
      summary.add(line)
      progress(summary.clips)
    }
    try Task.checkCancellation()
    summary.finish(
      wallSeconds: (clock.now - start).seconds, newClips: summary.clips - journal.lines.count,
      newSeconds: summary.motionSeconds - secondsBefore)
    try folder.write(summary)
    return summary
  }

  /// - Throws: `CancellationError`, and `Problem` when what was corrected cannot be written: then nothing more can be done.
  private func line(for item: BatchInputs.Item, in folder: BatchFolder) throws -> BatchLine {
    let correction: Correction
    do {
      correction = try corrector.correct(motion: item.read(formats))
    } catch let error as CancellationError {
      throw error
    } catch {
      return BatchLine(file: item.name, output: nil, error: "\(error)", report: nil)
    }
    if correction.remedy == .dropped {
      return BatchLine(file: item.name, output: nil, error: nil, report: correction.report)
    }
    let ending = try ending(of: item)
    let path = item.outputStem + "." + ending
    do {
      try folder.write(correction.clip, to: path, formats: formats, format: format)
    } catch let error as MotionError {
      // The clip does not fit the format.
      guard case .unsupported(let problem) = error else { throw Problem(description: "\(error)") }
      return BatchLine(file: item.name, output: nil, error: problem, report: nil)
    }
    return BatchLine(file: item.name, output: path, error: nil, report: correction.report)
  }

  private func ending(of item: BatchInputs.Item) throws -> String {
    guard let format else { return item.ending }
    guard let codec = formats.codec(named: format) else {
      throw Problem(description: "no motion format '\(format)'")
    }
    return codec.fileExtensions.contains(item.ending) ? item.ending : codec.fileExtensions[0]
  }
}
