import Foundation
import SelfConsumingLoop

/// What runs of the loop have come to: curves of every figure with bands over seeds, and tables.
public struct LoopReport: Sendable {
  /// An arm of a run, over its seeds.
  public struct Line: Sendable {
    public var name: String
    /// By seed, by generation.
    var records: [[LoopRecord]]
    var times: [[LoopTimes]]

    /// Mean and deviation over seeds of a figure by generation, as far as any seed has come.
    func curve(_ value: (LoopRecord) -> Double?) -> [(generation: Int, values: [Double])] {
      (0..<(records.map(\.count).max() ?? 0)).map { generation in
        (generation, records.compactMap { generation < $0.count ? value($0[generation]) : nil }.filter(\.isFinite))
      }
    }
  }

  public let lines: [Line]
  public let figures: [String]

  /// - Parameter runs: folders; where there are several, arms are named after both.
  /// - Throws: `LoopError.file` when one is no run or nothing is done in any.
  public init(runs: [String]) throws {
    var lines: [Line] = []
    for run in runs {
      let folder = RunFolder(run)
      let configuration = try folder.configuration()
      for arm in configuration.arms {
        var line = Line(
          name: runs.count == 1 ? arm.name : "\(URL(fileURLWithPath: run).lastPathComponent)/\(arm.name)", records: [],
          times: [])
        for seed in configuration.seeds {
          let records = try folder.records(arm: arm.name, seed: seed)
          guard !records.isEmpty else { continue }
          line.records.append(records)
          line.times.append(try folder.times(arm: arm.name, seed: seed))
        }
        if !line.records.isEmpty { lines.append(line) }
      }
    }
    guard !lines.isEmpty else {
      throw LoopError.file(runs.joined(separator: ", "), problem: "no generation is done yet")
    }
    self.lines = lines
    figures = Set(lines.flatMap { $0.records.joined().flatMap(\.figures.keys) }).sorted()
  }

  /// Writes a CSV, PNG and SVG for each figure, and the table as CSV, Markdown and LaTeX.
  /// - Throws: `Plot.Problem` when gnuplot is missing, after everything else has been written.
  public func write(to folder: String) throws {
    var problem: (any Error)?
    func draw(_ plot: Plot, _ name: String) throws {
      do { try plot.write(to: folder, name: name) } catch let error as Plot.Problem {
        guard case .missing = error else { throw error }
        problem = error
      }
    }
    for figure in figures { try draw(plot(figure) { $0.figures[figure] }, Self.fileName(figure)) }
    if lines.contains(where: { $0.records.joined().contains { $0.corrections > 0 } }) {
      try draw(plot("share of failed corrections") { $0.corrections > 0 ? $0.failedShare : nil }, "failed-corrections")
    }
    try times.write(to: folder + "/times.csv")
    for (name, text) in [("table.md", markdown), ("table.tex", latex)] {
      do { try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"), options: .atomic) } catch {
        throw Plot.Problem.unwritable("\(folder)/\(name)")
      }
    }
    if let problem { throw problem }
  }

  // MARK: Curves

  func plot(_ title: String, _ value: (LoopRecord) -> Double?) -> Plot {
    var table = Table(["generation"] + lines.flatMap { line in ["mean", "low", "high"].map { "\(line.name) \($0)" } })
    let curves = lines.map { $0.curve(value) }
    for generation in 0..<(curves.map(\.count).max() ?? 0) {
      let numbers = curves.flatMap { curve -> [Double?] in
        guard generation < curve.count, !curve[generation].values.isEmpty else { return [nil, nil, nil] }
        let (mean, deviation) = (curve[generation].values.mean, curve[generation].values.deviation)
        return [mean, mean - deviation, mean + deviation]
      }
      table.add([], [Double(generation)] + numbers)
    }
    let bands = lines.indices.map {
      "data skip 1 using 1:\(3 * $0 + 3):\(3 * $0 + 4) with filledcurves linetype \($0 + 1) fillstyle transparent solid 0.15 noborder notitle"
    }
    let means = lines.enumerated().map { index, line in
      "data skip 1 using 1:\(3 * index + 2) with linespoints linetype \(index + 1) pointtype 7 pointsize 0.5 title '\(Plot.quoted(line.name))'"
    }
    return Plot(
      table: table,
      script: """
        set xlabel 'generation'
        set ylabel '\(Plot.quoted(title))'
        plot \((bands + means).joined(separator: ", "))
        """)
  }

  static func fileName(_ figure: String) -> String {
    String(figure.map { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "." ? $0 : "-" })
  }

  // MARK: Tables

  /// Mean seconds of a generation after the first, by arm and stage.
  var times: Table {
    var table = Table(["arm"] + LoopStage.allCases.map { "\($0.rawValue) s" } + ["correct / fit", "overhead / rest"])
    for line in lines {
      let all = line.times.flatMap { $0.dropFirst() }
      guard !all.isEmpty else {
        table.add([line.name], LoopStage.allCases.map { _ in nil } + [nil, nil])
        continue
      }
      let means = LoopStage.allCases.map { stage in all.map { $0[stage] }.mean }
      let correct = all.map(\.correct).mean
      let overhead = all.map(\.overhead).mean
      let rest = all.map(\.total).mean - overhead
      table.add([line.name], means + [correct / all.map(\.fit).mean, overhead / rest])
    }
    return table
  }

  /// Each arm's last generation that all its seeds have done: mean and, of several seeds, deviation.
  private var cells: [[String]] {
    lines.map { line in
      let last = (line.records.map(\.count).min() ?? 1) - 1
      let records = line.records.map { $0[last] }
      let corrections = line.records.flatMap { $0.dropFirst() }
      let tried = corrections.reduce(0) { $0 + $1.corrections }
      let failed = corrections.reduce(0) { $0 + $1.failedCorrections }
      let all = line.times.flatMap { $0.dropFirst() }
      let seconds = all.isEmpty ? "" : String(format: "%.3g / %.3g", all.map(\.fit).mean, all.map(\.correct).mean)
      let values = figures.map { figure -> String in
        let values = records.compactMap { $0.figures[figure] }
        guard !values.isEmpty else { return "" }
        let mean = String(format: "%.4g", values.mean)
        return values.count > 1 ? mean + String(format: " ± %.2g", values.deviation) : mean
      }
      let share = tried == 0 ? "" : String(format: "%.1f %%", 100 * Double(failed) / Double(tried))
      return [line.name, String(last), String(records.count)] + values + [share, seconds]
    }
  }

  private var headings: [String] { ["arm", "generation", "seeds"] + figures + ["failed", "fit / correct s"] }

  public var markdown: String {
    let rows = [headings, headings.map { _ in "---" }] + cells
    return rows.map {
      "| " + $0.map { $0.replacingOccurrences(of: "|", with: "\\|") }.joined(separator: " | ") + " |\n"
    }.joined()
  }

  public var latex: String {
    func escaped(_ text: String) -> String {
      text.reduce(into: "") { result, character in
        switch character {
        case "_", "%", "&", "#", "$", "{", "}": result += "\\\(character)"
        case "\\": result += "\\textbackslash{}"
        case "~": result += "\\textasciitilde{}"
        case "^": result += "\\textasciicircum{}"
        case "±": result += "$\\pm$"
        default: result.append(character)
        }
      }
    }
    let rows = cells.map { $0.map(escaped).joined(separator: " & ") + " \\\\\n" }.joined()
    return """
      \\begin{tabular}{l\(String(repeating: "r", count: headings.count - 1))}
      \\hline
      \(headings.map(escaped).joined(separator: " & ")) \\\\
      \\hline
      \(rows)\\hline
      \\end{tabular}

      """
  }
}
