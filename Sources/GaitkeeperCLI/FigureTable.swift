import Foundation
import Gaitkeeper

/// Figures for people, whatever they are.
enum FigureTable {
  private static let width = 26

  static func row(_ title: String, _ text: String) -> String {
    "  " + title.padding(toLength: max(width, title.count + 1), withPad: " ", startingAt: 0) + text
  }

  static func number(_ value: Double, digits: Int) -> String { String(format: "%.\(digits)f", value) }

  /// A row for each figure that is there.
  static func rows(_ figures: [Figure], _ values: FigureValues) -> [String] {
    figures.compactMap { figure in
      values.values[figure.key].map { row(figure.title, "\(number($0, digits: figure.digits)) \(figure.unit)") }
    }
  }

  /// A row for each figure: before and after.
  static func rows(_ figures: [Figure], from before: FigureValues, to after: FigureValues) -> [String] {
    figures.compactMap { figure in
      guard let old = before.values[figure.key], let new = after.values[figure.key] else { return nil }
      let text = "\(number(old, digits: figure.digits)) -> \(number(new, digits: figure.digits)) \(figure.unit)"
      return row(figure.title, text)
    }
  }

  /// What cleaning steps changed, those that changed anything.
  static func rows(cleaning figures: [Figure], _ values: FigureValues?) -> [String] {
    rows(figures.filter { values?.values[$0.key] ?? 0 != 0 }, values ?? FigureValues())
  }
}

extension MotionReport {
  /// The report for people.
  /// - Parameter figures: what there is to tell.
  func table(_ figures: ReportFigures) -> String {
    var outcome = "\(correction == "corrected" ? status.rawValue : correction), \(outputFrames) frames"
    if let failure { outcome = "failed at frame \(failure.frame) of \(inputFrames): \(failure.reason)" }
    if status == .strayed {
      outcome = "strayed: it did not fall, but was off by over \(Int(Outcome.strayLimitMM)) mm on average"
    }
    var lines = ["\(clip) on \(humanoid): \(outcome)"]
    if remedy != .nothing || attempts.count > 1 { lines.append(FigureTable.row("performed by", controller)) }
    if remedy != .nothing { lines.append(FigureTable.row("remedy", remedy.rawValue)) }
    lines += FigureTable.rows(cleaning: figures.cleaning, cleaning)
    lines += FigureTable.rows(figures.rollout, self.figures)
    lines.append("plausibility, input -> output")
    lines += FigureTable.rows(figures.clip, from: plausibility.input, to: plausibility.output)
    let speed = FigureTable.number(controlStepsPerSecond, digits: 0)
    lines.append("\(speed) control steps per second, \(FigureTable.number(realTimeFactor, digits: 1)) times real time")
    return lines.joined(separator: "\n")
  }
}

extension BatchSummary {
  /// The summary for people.
  /// - Parameter figures: what there is to tell.
  func table(_ figures: ReportFigures) -> String {
    func row(_ title: String, _ text: String) -> String { FigureTable.row(title, text) }
    func number(_ value: Double, _ digits: Int = 1) -> String { FigureTable.number(value, digits: digits) }
    var lines = ["\(clips) clips, \(number(motionSeconds, 0)) s of motion"]
    for outcome in Outcome.allCases where count(outcome) > 0 {
      lines.append(row(outcome.rawValue, "\(count(outcome))"))
    }
    if helpedMore > 0 { lines.append(row("with more help", "\(helpedMore)")) }
    for (remedy, count) in remedies.sorted(by: { $0.key < $1.key }) { lines.append(row(remedy, "\(count)")) }
    for (reason, count) in failures.sorted(by: { $0.key < $1.key }) { lines.append(row("fell", "\(count): \(reason)")) }
    for (file, problem) in unread.sorted(by: { $0.key < $1.key }).prefix(20) {
      lines.append(row("unread", problem.hasPrefix(file) ? problem : "\(file): \(problem)"))
    }
    for figure in figures.cleaning {
      guard let clips = cleanedClips[figure.key], let sum = cleaning[figure.key] else { continue }
      let isCount = figure.unit == "frames"
      let value = isCount ? sum : sum / Double(clips)
      let text = "\(number(value, figure.digits)) \(figure.unit) in \(clips) clips"
      lines.append(row(figure.title, isCount ? text : text + ", mean"))
    }
    if carriedThrough > 0 {
      lines.append("plausibility, before -> after")
      lines += FigureTable.rows(figures.clip, from: plausibilityBefore, to: plausibilityAfter)
      lines.append("means over \(carriedThrough) clips")
      lines += FigureTable.rows(figures.rollout, self.figures)
    }
    lines.append(
      "\(number(wallSeconds)) s: \(number(clipsPerSecond)) clips per second, \(number(realTimeFactor, 0)) times real time"
    )
    return lines.joined(separator: "\n")
  }
}
