import Testing

@testable import Simulation

/// What a file may say of a plugin's settings.
@Suite struct ConfigurationTests {
  private struct Part: Codable, Sendable, Hashable {
    var size = 1.0
    var weight = 2.0
  }

  private struct Settings: PluginConfiguration, Hashable {
    var speed = 3.0
    var count = 4
    var part = Part()
    /// Given as a whole.
    var box: [String: Double] = [:]

    static var fields: [ConfigurationField] {
      [
        .init("speed", unit: "m/s", range: 0...10, "a speed"), .init("count", range: 1...8, scale: .whole, "a number"),
        .init("box", "a whole"),
      ]
        + [
          .init("size", unit: "m", range: 0.1...2, scale: .logarithmic, "a size"),
          ConfigurationField("weight", "a weight"),
        ].nested(in: "part")
    }
  }

  private static func read(_ value: ConfigurationValue) throws -> Settings {
    try value.decode(Settings.self, plugin: "toy")
  }

  @Test func whatIsNotGivenKeepsItsDefault() throws {
    #expect(try Self.read(.null) == Settings())
    #expect(try Self.read(.fields([:])) == Settings())
    var expected = Settings()
    expected.part.size = 0.5
    expected.box = ["a": 1]
    #expect(
      try Self.read(.fields(["part": .fields(["size": .number(0.5)]), "box": .fields(["a": .number(1)])])) == expected)
  }

  @Test(arguments: [
    (ConfigurationValue.fields(["sped": .number(1)]), "unknown setting 'sped'; it has box, count, part, speed"),
    (.fields(["part": .fields(["length": .number(1)])]), "unknown setting 'part.length'; 'part' has size, weight"),
    (.fields(["part": .number(1)]), "setting 'part' has no named fields"),
    (.fields(["speed": .number(11)]), "speed is 11, expected 0 to 10 m/s"),
    (.fields(["part": .fields(["size": .number(0.01)])]), "part.size is 0.01, expected 0.1 to 2 m"),
    (.fields(["speed": .text("fast")]), "setting 'speed' has the wrong type of value"),
    (.fields(["part": .fields(["size": .text("big")])]), "setting 'part.size' has the wrong type of value"),
    (.fields(["count": .number(1.5)]), "count is 1.5, expected a whole number of 1 to 8"),
    (.fields(["speed": .number(.nan)]), "speed is nan, expected 0 to 10 m/s"),
    (.list([]), "its settings are not named fields"),
  ])
  func mistakesAreNamed(value: ConfigurationValue, problem: String) {
    #expect(throws: SimulationError.invalidConfiguration(plugin: "toy", problem: problem)) { try Self.read(value) }
  }

  @Test func settingsAreReachedByDottedNames() {
    var choice = PluginChoice("toy")
    choice[setting: "part.size"] = .number(0.5)
    choice[setting: "speed"] = .number(1)
    #expect(choice.settings == .fields(["part": .fields(["size": .number(0.5)]), "speed": .number(1)]))
    #expect(choice[setting: "part.size"] == .number(0.5))
    #expect(choice[setting: "part.weight"] == nil && choice[setting: "speed.more"] == nil)
    // Taken away again, nothing is left of the part.
    choice[setting: "part.size"] = nil
    #expect(choice.settings == .fields(["speed": .number(1)]))
  }
}
