import ArgumentParser
import Foundation
import Gaitkeeper
import LoopExperiments

struct LoopReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Curves with bands over seeds, and tables, of runs of the loop.",
    discussion: """
      Each figure becomes NAME.csv, .png and .svg; table.md and table.tex have each arm's last generation, times.csv the mean seconds of each \
      stage. Of motions, pages for the browser put generation 0, 5, 10 and so on of each arm, and the last of all arms, side by side. The pictures need gnuplot.
      """)

  @Argument(help: "Folders of runs.")
  var runs: [String]

  @Option(help: "Folder of the report, made when it is not there.")
  var output: String

  mutating func run() throws {
    let report = try LoopReport(runs: runs)
    print(report.markdown, terminator: "")
    try OutputFile.makeFolder(output)
    try report.write(to: output)
    let staging = try Staging(scene: SceneDescription(), registry: .standard, seed: 0)
    for run in runs {
      let name = runs.count == 1 ? "motions" : URL(fileURLWithPath: run).lastPathComponent + "-motions"
      try LoopPages(run: run).write(to: output, name: name, staging: staging)
    }
  }
}
