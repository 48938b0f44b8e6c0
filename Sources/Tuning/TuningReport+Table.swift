import Foundation
import Simulation

extension TuningReport {
  /// For people.
  public var table: String {
    (figureLines + [""] + settingLines + limitLines).joined(separator: "\n")
  }

  /// The searched part's figures, a line for each cap.
  var headlines: [String] {
    guard let part = parts.first else { return [] }
    return part.caps.map { cap in
      "seed \(seed), \(part.part), \(part.clips) clips, \(Self.short(cap.capN)) N: tracked "
        + "\(Self.percent(cap.start.tracked)) -> \(Self.percent(cap.tuned.tracked)) %, "
        + "survived \(Self.percent(cap.start.survived)) -> \(Self.percent(cap.tuned.survived)) %, "
        + "\(Self.number(cap.start.errorMM)) -> \(Self.number(cap.tuned.errorMM)) mm"
    }
  }

  private var figureLines: [String] {
    let head = ["", "cap", "clips", "tracked %", "survived %", "error mm", "common mm", "s per fall"]
    var rows = [head]
    for part in parts {
      for cap in part.caps {
        func row(_ title: String, _ figures: Figures, _ common: Double?) -> [String] {
          [
            title, "\(Self.short(cap.capN)) N", "\(part.clips)", Self.percent(figures.tracked),
            Self.percent(figures.survived), Self.number(figures.errorMM), Self.number(common),
            Self.number(figures.secondsPerFall),
          ]
        }
        rows.append(row("\(part.part), start", cap.start, cap.startCommonErrorMM))
        rows.append(row("\(part.part), tuned", cap.tuned, cap.tunedCommonErrorMM))
      }
    }
    return Self.aligned(rows)
  }

  private var settingLines: [String] {
    let title =
      "\(generations) generation\(generations == 1 ? "" : "s"), \(candidates) candidates; objective "
      + String(format: "%.4f -> %.4f", startScore, tunedScore)
    let head = ["setting", "start", "tuned", "unit", "back alone", ""]
    let rows = settings.map { setting in
      [
        setting.name, Self.short(setting.start), Self.short(setting.tuned), setting.unit,
        setting.change.map { String(format: "%+.4f", $0) } ?? "",
        setting.atBound.map {
          "at its \($0.rawValue) bound, \(Self.short($0 == .lower ? setting.lowest : setting.highest))"
        } ?? "",
      ]
    }
    return [title] + Self.aligned([head] + rows)
  }

  private var limitLines: [String] {
    limits.map { limit in
      limit.excess > 0
        ? String(format: "limit %@ is broken by %.1f %%", limit.limit, limit.excess * 100)
        : "limit \(limit.limit) holds"
    }
  }

  /// Columns of text: the first one to the left, the others, which are mostly numbers, to the right.
  private static func aligned(_ rows: [[String]]) -> [String] {
    let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let cells = zip(row, widths).enumerated().map { column, cell in
        let space = String(repeating: " ", count: cell.1 - cell.0.count)
        return column == 0 ? cell.0 + space : space + cell.0
      }
      let line = cells.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
  }

  private static func percent(_ share: Double) -> String { String(format: "%.1f", share * 100) }
  private static func number(_ value: Double?) -> String { value.map { String(format: "%.1f", $0) } ?? "-" }
  private static func short(_ value: Double) -> String { String(format: "%.4g", value) }
}
