import Motion
import Simulation

/// Level floor and boxes on it that all reach from `x` -5 to 5 m: steps along z.
struct TestSteps: Ground, Plugin {
  static let name = "ground.test-steps"
  static let summary = "Steps along z"

  /// A box on the floor, from one z to another, in metres.
  struct Step: Codable, Hashable, Sendable {
    var from, to, height: Double
  }

  struct Configuration: PluginConfiguration {
    var steps: [Step] = []
    static var fields: [ConfigurationField] { [.init("steps", "from, to and height of each, in metres")] }
  }

  let steps: [Step]

  init(configuration: Configuration, context: PluginContext) { steps = configuration.steps }
  init(_ steps: [Step]) { self.steps = steps }

  func surface(at place: Vector3) -> GroundSurface? {
    let heights = steps.filter { ($0.from...$0.to).contains(place.z) }.map(\.height)
    return GroundSurface(height: max(heights.max() ?? 0, 0))
  }

  var pieces: [GroundPiece] {
    [GroundPiece(.plane(point: .zero, normal: .unitY))]
      + steps.map { step in
        GroundPiece(
          .box(
            centre: Vector3(0, step.height / 2, (step.from + step.to) / 2),
            halfExtents: Vector3(5, step.height / 2, (step.to - step.from) / 2), orientation: .identity))
      }
  }
}
