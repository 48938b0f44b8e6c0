import ArgumentParser
import LoopExperiments

struct LoopReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Curves with bands over seeds, and tables, of runs of the loop.",
    discussion: """
      Each figure becomes NAME.csv, .png and .svg; table.md and table.tex have each arm's last generation, times.csv the mean seconds of each \
      stage. The pictures need gnuplot.
      """)

  @Argument(help: "Folders of runs.")
  var runs: [String]

  @Option(help: "Folder of the report, made when it is not there.")
  var output: String

  mutating func run() throws {
    let report = try LoopReport(runs: runs)
    print(report.markdown, terminator: "")
    try OutputFolder.make(output)
    try report.write(to: output)
  }
}
