import Foundation
import SelfConsumingLoop
import Torch

/// The loop on pictures: a small diffusion model of handwritten digits, with and without the correction towards clusters.
public struct DigitExperiment: Sendable {
  public var n = 500
  public var lambda = 1.0
  public var generations = 10
  public var firstSteps = 3000
  public var steps = 300
  public var seeds: [UInt64] = [0]
  public var clusters = 16
  public var strength = 0.5
  /// Also arms that see no real digits after the first generation.
  public var hasFullySynthetic = false

  public init() {}

  /// Digits that an evaluation draws, and components in which they are compared.
  private static let evaluated = 1000
  private static let components = 16
  /// Digits of an arm and generation on the sheet.
  private static let shown = 20
  private static let shownFile = "shown.json"

  public var configuration: LoopConfiguration {
    func arm(_ name: String, _ kind: LoopArm.Kind, gamma: Double = 0) -> LoopArm {
      LoopArm(name: name, kind: kind, lambda: kind == .realOnly ? 0 : lambda, gamma: gamma)
    }
    var arms = [
      arm("real-only", .realOnly), arm("iterative", .iterativeFineTuning),
      arm("iterative-corrected", .iterativeFineTuning, gamma: .infinity),
    ]
    if hasFullySynthetic {
      for gamma in [0, Double.infinity] {
        var synthetic = arm(gamma == 0 ? "synthetic" : "synthetic-corrected", .fullySynthetic, gamma: gamma)
        synthetic.training = .fineTuning
        arms.append(synthetic)
      }
    }
    return LoopConfiguration(
      realSamples: n, generations: generations, firstSteps: firstSteps, steps: steps, seeds: seeds, arms: arms,
      setup: ["clusters": String(clusters), "strength": String(strength)])
  }

  /// Runs what is left to run.
  /// - Throws: `LoopError`, `TorchError`.
  public func run(digits: [Digit], in folder: String, resumes: Bool, report: (LoopProgress) -> Void) async throws {
    var configuration = configuration
    configuration.setup["digits"] = String(digits.count)
    let distance = FrechetDistance(reference: digits.map(\.pixels), components: Self.components)
    let loop = try SelfConsumingLoop<DigitGenerator, ClusterCorrector>(
      configuration: configuration, data: digits,
      corrector: ClusterCorrector(digits: digits, clusters: clusters, strength: strength, seed: 0)
    ) { generator, generation in
      let prompts = (0..<Self.evaluated).map { $0 % 10 }
      let samples = try generator.samples(for: prompts, seed: generation.evaluationSeed)
      if let folder = generation.folder {
        try RunFiles.write(Array(samples.prefix(Self.shown)), to: "\(folder)/\(Self.shownFile)")
      }
      return ["FID": try distance(samples.map(\.pixels))]
    }
    let library = try TorchLibrary.load()
    // One thread gives the same bytes on every machine, and is as fast on so small a network.
    try library.setThreadCount(1)
    let run = try LoopRun(loop, in: folder, resumes: resumes) { try DigitGenerator(library) }
    try await run.run(report: report)
  }

  /// Writes a sheet of digits: a row for each arm at the first, the middle and the last generation of the first seed.
  public func writeSheet(of run: String, to folder: String) throws {
    let runFolder = RunFolder(run)
    let configuration = try runFolder.configuration()
    guard let seed = configuration.seeds.first else { return }
    let generations = Set([0, configuration.generations / 2, configuration.generations]).sorted()
    var rows: [(title: String, digits: [Digit])] = []
    for generation in generations {
      for arm in configuration.arms where generation > 0 || arm == configuration.arms.first {
        let path = "\(runFolder.generation(generation, arm: arm.name, seed: seed))/evaluation/\(Self.shownFile)"
        let digits = try RunFiles.read([Digit].self, path)
        rows.append((generation == 0 ? "first generation" : "\(arm.name), \(generation)", digits))
      }
    }
    var table = Table(["x", "y", "ink"])
    // A pixel's width between two digits.
    let step = Digit.side + 1
    for (row, content) in rows.enumerated() {
      for y in 0..<step {
        for x in 0..<step * Self.shown {
          let digit = x / step < content.digits.count ? content.digits[x / step] : nil
          let ink = x % step < Digit.side && y < Digit.side ? digit?.pixels[y * Digit.side + x % step] : -1
          table.add([], [Double(x), -Double(row * step + y), Double(ink ?? -1)])
        }
      }
    }
    let titles = rows.enumerated().map { row, content in
      "'\(Plot.quoted(content.title))' \(-Double(row * step) - Double(Digit.side - 1) / 2)"
    }
    var plot = Plot(
      table: table,
      script: """
        set palette gray negative
        set cbrange [-1:1]
        unset colorbox
        unset border
        unset grid
        unset xtics
        set ytics (\(titles.joined(separator: ", "))) scale 0
        set size ratio -1
        plot data skip 1 using 1:2:3 with image notitle
        """)
    plot.width = 900
    plot.height = 60 + 36 * rows.count
    try plot.write(to: folder, name: "digits")
  }
}
