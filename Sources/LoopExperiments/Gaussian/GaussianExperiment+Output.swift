import Foundation
import SelfConsumingLoop

extension GaussianExperiment {
  /// All figures of an experiment in numbers.
  public struct Summary: Codable, Sendable {
    public var n: Int
    public var lambda: Double
    public var generations: Int
    public var runs: Int
    public var seed: UInt64
    public var curves: [Curve]
    /// The published toy's distance by gamma, where this is its setting.
    public var published: [String: Double]?
    public var theory: [GaussianMeasurement]
    public var misspecified: [GaussianMeasurement]
    public var stability: [StabilityPoint]
    public var biasFloors: [BiasFloor]
  }

  /// The published script run again (Gillman et al. 2024; n = 50, lambda = 0.5, histogram, fading accumulation): mean distance of the last 50 of
  /// 500 generations.
  public static let published: [Double: Double] = [
    0: 0.559, 0.01: 0.528, 0.03: 0.498, 0.1: 0.382, 0.3: 0.271, 1: 0.129, 2: 0.080, 5: 0.043,
  ]

  /// Runs all of it and writes tables (CSV), figures (PNG and SVG) and summary.json into a folder that is there.
  /// - Throws: `Plot.Problem` when gnuplot is missing, after the tables and the summary have been written.
  public func write(to folder: String, note: (String) -> Void) async throws -> Summary {
    var problem: (any Error)?
    func draw(_ plot: Plot, _ name: String) throws {
      do { try plot.write(to: folder, name: name) } catch let error as Plot.Problem {
        guard case .missing = error else { throw error }
        problem = error
      }
    }
    let curves = try await curves()
    for sampler in samplers {
      for accumulation in accumulations {
        let own = curves.filter { $0.sampler == sampler && $0.accumulation == accumulation }
        try draw(Self.figure(of: own), "wasserstein-\(sampler.rawValue)-\(accumulation.rawValue)")
      }
    }
    let isPublished = n == 50 && lambda == 0.5 && generations == 500
    try draw(figureOverGamma(curves, published: isPublished), "wasserstein-over-gamma")
    note("distances: \(curves.count * runs) runs of \(generations) generations")

    let theory = try await measurements()
    try Self.table(of: theory).write(to: folder + "/theory.csv")
    let misspecified = try await measurements(misspecified: true)
    try Self.table(of: misspecified).write(to: folder + "/misspecified.csv")
    note("theory: \(theory.count * 6 * runs) runs of 400 generations")

    let stability = try await stability(
      lambdas: (1...30).map { Double($0) / 10 }, gammas: (0...25).map { Double($0) / 5 })
    try draw(Self.heatMap(of: stability), "stability")
    let floors = try await biasFloors(biases: [0, 0.1, 0.3], gammas: [0, 0.1, 0.3, 1, 3, 10, 30])
    try draw(Self.figure(of: floors, lambda: lambda), "bias-floor")
    note("stability and bias: \((stability.count + floors.count) * runs) runs")

    let summary = Summary(
      n: n, lambda: lambda, generations: generations, runs: runs, seed: seed, curves: curves,
      published: isPublished
        ? Dictionary(uniqueKeysWithValues: Self.published.map { (String(format: "%g", $0), $1) }) : nil,
      theory: theory, misspecified: misspecified, stability: stability, biasFloors: floors)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    let path = folder + "/summary.json"
    do { try (encoder.encode(summary) + Data("\n".utf8)).write(to: URL(fileURLWithPath: path), options: .atomic) } catch
    {
      throw Plot.Problem.unwritable(path)
    }
    if let problem { throw problem }
    return summary
  }

  // MARK: Figures

  private static func figure(of curves: [Curve]) -> Plot {
    var table = Table(
      ["generation"]
        + curves.flatMap { curve in ["mean", "low", "high"].map { String(format: "gamma \(curve.gamma) \($0)") } })
    for generation in 0..<(curves.first?.means.count ?? 0) {
      table.add(
        [],
        [Double(generation)]
          + curves.flatMap { curve in
            let (mean, deviation) = (curve.means[generation], curve.deviations[generation])
            return [mean, max(0, mean - deviation), mean + deviation]
          })
    }
    let bands = curves.indices.map {
      "data skip 1 using 1:\(3 * $0 + 3):\(3 * $0 + 4) with filledcurves linetype \($0 + 1) fillstyle transparent solid 0.12 noborder notitle"
    }
    let lines = curves.enumerated().map { index, curve in
      "data skip 1 using 1:\(3 * index + 2) with lines linetype \(index + 1) title '\(String(format: "γ = %g", curve.gamma))'"
    }
    return Plot(
      table: table,
      script: """
        set xlabel 'generation'
        set ylabel '2-Wasserstein distance to the truth'
        set yrange [0:*]
        plot \((bands + lines).joined(separator: ", "))
        """)
  }

  private func figureOverGamma(_ curves: [Curve], published: Bool) -> Plot {
    let variants = samplers.flatMap { sampler in accumulations.map { (sampler, $0) } }
    var table = Table(
      ["gamma"] + variants.flatMap { ["\($0.rawValue) \($1.rawValue)", "\($0.rawValue) \($1.rawValue) deviation"] }
        + ["published"])
    for gamma in gammas {
      let numbers = variants.flatMap { sampler, accumulation -> [Double?] in
        let curve = curves.first { $0.sampler == sampler && $0.accumulation == accumulation && $0.gamma == gamma }
        return [curve?.final, curve?.finalDeviation]
      }
      table.add([], [gamma] + numbers + [published ? Self.published[gamma] : nil])
    }
    var parts = variants.enumerated().map { index, variant in
      let name = variant.1 == .none ? "without accumulation" : "\(variant.1.rawValue) accumulation"
      return
        "data skip 1 using 0:\(2 * index + 2):\(2 * index + 3):xticlabels(1) with yerrorlines linetype \(index + 1) "
        + "pointtype 7 title '\(variant.0.rawValue), \(name)'"
    }
    if published {
      parts.append(
        "data skip 1 using 0:\(2 * variants.count + 2) with points pointtype 2 pointsize 1.6 linecolor black title 'published script'"
      )
    }
    return Plot(
      table: table,
      script: """
        set xlabel 'correction strength γ'
        set ylabel '2-Wasserstein distance to the truth, last tenth'
        set yrange [0:*]
        set xrange [-0.3:\(gammas.count - 1).3]
        plot \(parts.joined(separator: ", "))
        """)
  }

  private static func table(of measurements: [GaussianMeasurement]) -> Table {
    var table = Table([
      "lambda", "gamma", "rate", "rate in theory", "rate error", "fixed point", "fixed point in theory",
      "fixed point error",
      "stationary variance", "stationary variance in theory", "stationary variance error",
    ])
    for m in measurements {
      let pairs = [m.rate, m.fixedPoint, m.stationaryVariance]
      table.add([], [m.lambda, m.gamma] + pairs.flatMap { [$0.measured, $0.theory, $0.error] })
    }
    return table
  }

  private static func heatMap(of stability: [StabilityPoint]) -> Plot {
    var table = Table(["lambda", "gamma", "rate", "rate in theory", "rate error"])
    for point in stability {
      table.add([], [point.lambda, point.gamma, point.rate.measured, point.rate.theory, point.rate.error])
    }
    return Plot(
      table: table,
      script: """
        set xlabel 'augmentation λ'
        set ylabel 'correction strength γ'
        set cblabel 'measured rate: what is left of an error after a generation' offset 1
        set xrange [0.05:3.05]
        set yrange [-0.1:5.1]
        set cbrange [0:0.8]
        set palette defined (0 '#f7fbff', 0.35 '#9ecae1', 0.7 '#2171b5', 1 '#08306b')
        set colorbox
        set key outside top center horizontal
        set samples 400
        set trange [0:5.1]
        set grid noxtics noytics
        plot data skip 1 using 1:2:3 with image notitle, \\
          '+' using ((1 + $1 * 5.1 / 3) / (2 + $1 * 5.1 / 3)):($1 * 5.1 / 3) with lines linecolor rgb '#D55E00' linewidth 3 \\
          title "the theorem's bound λ = (1 + γ)/(2 + γ): stable to its left", \\
          '+' using 1:($1 / (1 + $1) / 0.25 - 1) with lines linecolor black linewidth 1 dashtype 2 title 'rate 1/4 and 1/2 in closed form', \\
          '+' using 1:($1 / (1 + $1) / 0.5 - 1) with lines linecolor black linewidth 1 dashtype 2 notitle
        """)
  }

  private static func figure(of floors: [BiasFloor], lambda: Double) -> Plot {
    var table = Table(["bias", "gamma", "mean", "mean in theory", "error"])
    for floor in floors {
      table.add([], [floor.bias, floor.gamma, floor.floor.measured, floor.floor.theory, floor.floor.error])
    }
    let biases = Set(floors.map(\.bias)).sorted()
    let parts = biases.enumerated().map { index, bias in
      // No gamma of 0 on a logarithmic axis.
      "data skip 1 using ($1 == \(bias) && $2 > 0 ? $2 : NaN):3:(3 * $5) with yerrorbars linetype \(index + 1) pointtype 7 "
        + "title 'bias \(bias), measured', "
        + "x > 0 ? \(lambda) * x * \(bias) / (1 + x + \(lambda) * x) : NaN with lines linetype \(index + 1) title 'in closed form'"
    }
    return Plot(
      table: table,
      script: """
        set xlabel 'correction strength γ'
        set ylabel 'where the mean comes to rest; the truth is 0'
        set logscale x
        set xrange [0.07:40]
        plot \(parts.joined(separator: ", "))
        """)
  }
}
