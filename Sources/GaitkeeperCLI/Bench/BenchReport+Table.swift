import Foundation

extension BenchReport {
  /// The figures for people.
  var table: String {
    var lines = [
      "\(clip) on \(humanoid), \(Int(controlRate)) control steps/s of \(substeps) substeps; one core; medians of \(rounds) rounds",
      row("stepper", ["steps/s", "x real", "us/substep", "+controller", "MPJPE mm", "gap mm", "steps"]),
    ]
    for stepper in steppers {
      lines.append(
        row(
          stepper.name,
          [
            number(stepper.controlStepsPerSecond, 0), number(stepper.realTimeFactor, 0),
            number(stepper.microsecondsPerSubstep, 1), number(stepper.controlStepsPerSecondWithController, 0),
            number(stepper.mpjpeGlobalMM, 2), number(stepper.maxJointGapMM, 3), "\(stepper.controlSteps)",
          ]) + "  " + stepper.stateHash)
    }
    if let mujoco {
      lines += ["", row("MuJoCo", ["steps/s", "", "us/step", "ours is", "MPJPE mm", "", "steps"])]
      for setting in [mujoco.fifteenSubsteps, mujoco.equalSubsteps] {
        lines.append(
          row(
            "\(setting.substeps) substeps",
            [
              number(setting.controlStepsPerSecond, 0), "", number(setting.microsecondsPerStep, 1),
              "x " + number(setting.ourSpeedup, 1), number(setting.mpjpeGlobalMM, 2), "", "\(setting.controlSteps)",
            ]))
      }
    }
    lines += ["", row("worlds (with controller)", ["threads", "steps/s", "speedup"])]
    for scaling in scaling {
      lines.append(
        row(
          "\(scaling.worlds)",
          ["\(scaling.threads)", number(scaling.controlStepsPerSecond, 0), "x " + number(scaling.speedup, 2)])
          + "  " + scaling.stateHash)
    }
    let names = bodies.first.map { $0.microsecondsPerSubstep.keys.sorted(by: >) } ?? []
    lines += ["", row("bodies (us/substep)", names)]
    for entry in bodies {
      lines.append(row("\(entry.bodies)", names.map { number(entry.microsecondsPerSubstep[$0] ?? .nan, 1) }))
    }
    if let run = longRun {
      lines += [
        "",
        "\(number(run.minutes, 1)) simulated minutes of walking in \(number(run.wallSeconds, 1)) s: "
          + (run.failure ?? "done") + "; MPJPE \(number(run.mpjpeFirstMinuteMM, 2)) mm in the first minute, "
          + "\(number(run.mpjpeLastMinuteMM, 2)) in the last, \(number(run.mpjpeWorstMinuteMM, 2)) in the worst; joint gap "
          + "\(number(run.maxJointGapMM, 6)) mm; memory \(number(run.memoryGrowthMB, 1)) MB more",
      ]
    }
    lines += ["", "Peak memory \(number(peakMemoryMB, 0)) MB"]
    return lines.joined(separator: "\n")
  }

  private func row(_ title: String, _ cells: [String]) -> String {
    title.padding(toLength: max(26, title.count), withPad: " ", startingAt: 0)
      + cells.map { String(repeating: " ", count: max(12 - $0.count, 1)) + $0 }.joined()
  }

  private func number(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }
}
