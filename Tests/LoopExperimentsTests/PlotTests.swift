import Foundation
import SelfConsumingLoop
import Testing

@testable import LoopExperiments

@Suite struct PlotTests {
  @Test func tablesAreCSV() {
    var table = Table(["name, quoted", "x"])
    table.add(["a \"b\""], [0.1])
    table.add(["c"], [.nan])
    #expect(table.text == "\"name, quoted\",x\n\"a \"\"b\"\"\",0.1\nc,\n")
  }

  @Test(.enabled(if: Plot.isPossible, "gnuplot is not there: apt-get install gnuplot-nox"))
  func aPlotIsTableAndPictures() throws {
    let folder = FileManager.default.temporaryDirectory.path + "/plot-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var table = Table(["x", "y"])
    for x in 0..<5 { table.add([], [Double(x), Double(x * x)]) }
    try Plot(table: table, script: "plot data skip 1 using 1:2 with lines title 'it''s'").write(
      to: folder, name: "it's")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    #expect(names == ["it's.csv", "it's.png", "it's.svg"])
    let png = try #require(FileManager.default.contents(atPath: folder + "/it's.png"))
    #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47]))
    #expect(throws: Plot.Problem.self) {
      try Plot(table: table, script: "plot nonsense(").write(to: folder, name: "bad")
    }
  }

  @Test func theFrechetDistanceOfDiagonalGaussiansIsTheClosedForm() throws {
    // Four points each, with covariance diag(4/3 a^2 ...): equal but for a shift of 3 and a scale of 2 along x.
    let points: [[Float]] = [[2, 1], [-2, 1], [2, -1], [-2, -1]]
    let distance = FrechetDistance(reference: points, components: 2)
    #expect(try distance(points) < 1e-9)
    #expect(abs(try distance(points.map { [$0[0] + 3, $0[1]] }) - 9) < 1e-9)
    // sqrt of the variances along x: 2 sqrt(4/3) against 4 sqrt(4/3).
    #expect(abs(try distance(points.map { [2 * $0[0], $0[1]] }) - 16.0 / 3) < 1e-9)
  }

  @Test func eigenvaluesAreThoseOfNumPy() {
    // numpy.linalg.eigvalsh([[2, -1, 0], [-1, 2, -1], [0, -1, 2]]) = 2 - sqrt 2, 2, 2 + sqrt 2.
    let (values, vectors) = SymmetricMatrix.eigen([[2, -1, 0], [-1, 2, -1], [0, -1, 2]])
    for (value, expected) in zip(values.sorted(), [2 - 2.0.squareRoot(), 2, 2 + 2.0.squareRoot()]) {
      #expect(abs(value - expected) < 1e-12)
    }
    #expect(vectors.allSatisfy { abs($0.reduce(0) { $0 + $1 * $1 } - 1) < 1e-12 })
  }

  @Test func correctedDigitsLieBetweenThemselvesAndTheNearestCentre() throws {
    let digits = (0..<40).map { index in
      Digit(pixels: [Float](repeating: index % 2 == 0 ? -0.5 : 0.5, count: 64), label: 3)
    }
    let corrector = ClusterCorrector(digits: digits, clusters: 2, strength: 0.5, seed: 0)
    let drawn = Digit(pixels: [Float](repeating: 0.9, count: 64), label: 3)
    guard case .corrected(let corrected) = corrector.correct([drawn], seed: 0)[0] else {
      Issue.record("not corrected")
      return
    }
    #expect(corrected.pixels.allSatisfy { abs($0 - 0.7) < 1e-6 })
    guard case .failed(_, let reason) = corrector.correct([Digit(pixels: drawn.pixels, label: 4)], seed: 0)[0] else {
      Issue.record("there is nothing to move a 4 to")
      return
    }
    #expect(reason == "no real digit has the label 4")
  }
}
