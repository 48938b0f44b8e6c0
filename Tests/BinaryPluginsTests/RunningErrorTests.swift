import Foundation
import Gaitkeeper
import Testing

/// Plugins of a library that fail, or give what cannot be used, once they run: an error that names the plugin, never a crash.
@Suite struct RunningErrorTests {
  static func simulation(
    _ definitions: [String], settings: [String: ConfigurationValue] = [:]
  ) throws -> Simulation {
    try Flight.simulation(
      Flight.scene(forces: [PluginChoice("force.probe", settings: settings)]),
      .standard(with: ExampleLibrary.build("probe.c", definitions)))
  }

  static func failure(_ problem: String) -> SimulationError { .pluginFailed(plugin: "force.probe", problem: problem) }

  @Test(arguments: [
    ("STATUS=GAITKEEPER_ERROR", "out of breath"),
    ("STATUS=7", "it returned 7, which is no answer to this call"),
    ("STATUS=GAITKEEPER_FAILED", "it returned 2, which is no answer to this call"),
    ("ON_LINK=if(link==3)wrench[5]=NAN_VALUE", "the force on link 'left_ankle' is not a finite number at 0.0 s"),
    ("ON_LINK=if(link==0)wrench[0]=INFINITE_VALUE", "the force on link 'pelvis' is not a finite number at 0.0 s"),
  ])
  func aForceThatFailsIsAnErrorWithItsName(definition: String, problem: String) throws {
    let simulation = try Self.simulation([definition])
    #expect(throws: Self.failure(problem)) { try simulation.advance() }
  }

  @Test func aPluginThatFailsWithoutWordsIsNamedAllTheSame() throws {
    let simulation = try Self.simulation(["STATUS=GAITKEEPER_ERROR", "MESSAGE=\"\""])
    #expect(throws: Self.failure("it has failed and does not say why")) { try simulation.advance() }
  }

  @Test func aMessageThatIsLongerThanItsPlaceIsCut() throws {
    let long = String(repeating: "ab\u{E9}", count: 1000)
    let simulation = try Self.simulation(["STATUS=GAITKEEPER_ERROR", "MESSAGE=\"\(long)\""])
    let error = #expect(throws: SimulationError.self) { try simulation.advance() }
    #expect(error?.description.hasPrefix("force.probe: ab\u{E9}ab") == true)
    #expect((400...600).contains(error?.description.utf8.count ?? 0))
  }

  @Test func anInstanceIsNotUsedOnAnotherBody() throws {
    let registry = try PluginRegistry.standard(with: ExampleLibrary.build("probe.c"))
    let view = try Self.simulation([]).view
    let one = try Humanoid(name: "one", links: [view.humanoid.links[0]])
    var force = try registry.forces.make(PluginChoice("probe"), context: PluginContext(humanoid: one))
    var wrenches = view.wrenches
    #expect(throws: Self.failure("it was made for 1 links, the simulation has 24")) {
      try force.apply(to: &wrenches, in: view)
    }
  }

  @Test func aTerminationThatFailsIsAnErrorAndNoVerdict() throws {
    let library = try ExampleLibrary.build(
      "probe.c", ["KIND=GAITKEEPER_TERMINATION", "NAME=\"termination.probe\"", "STATUS=GAITKEEPER_ERROR"])
    var scene = Flight.scene(forces: [])
    scene.terminations = [PluginChoice("probe")]
    let simulation = try Flight.simulation(scene, try .standard(with: library))
    #expect(throws: SimulationError.pluginFailed(plugin: "termination.probe", problem: "out of breath")) {
      try simulation.advance()
    }
  }

  @Test(
    arguments: [
      (["value": .text("much")], "setting 'value' has the wrong type of value, expected a number"),
      (["value": .number(.nan)], "setting 'value' has the wrong type of value, expected a number"),
      (["valeu": .number(1)], "unknown setting 'valeu'; it has other, value"),
    ] as [([String: ConfigurationValue], String)])
  func aSettingThatIsWrongIsNamed(settings: [String: ConfigurationValue], problem: String) throws {
    #expect(throws: SimulationError.invalidConfiguration(plugin: "force.probe", problem: problem)) {
      try Self.simulation([], settings: settings)
    }
  }

  @Test func settingsThatThePluginRefusesAreRefusedInItsWords() throws {
    #expect(throws: SimulationError.invalidConfiguration(plugin: "force.probe", problem: "out of breath")) {
      try Self.simulation(["CREATE_STATUS=GAITKEEPER_ERROR"])
    }
  }

  @Test func aStateOfAnotherSizeIsRefused() throws {
    #expect(throws: Self.failure("its state has 16777217 numbers, expected at most 16777216")) {
      try Self.simulation(["STATE_COUNT=(1<<24)+1"])
    }
    let snapshot = try Self.simulation(["STATE_COUNT=2"]).save()
    let other = try Self.simulation([])
    #expect(throws: SimulationError.snapshotMismatch(expected: "1 numbers of 'force.probe'", found: "2 numbers")) {
      try other.restore(snapshot)
    }
    let refusing = try Self.simulation(["RESTORE_STATUS=GAITKEEPER_ERROR"])
    #expect(throws: Self.failure("out of breath")) { try refusing.restore(refusing.save()) }
  }

  @Test func everyInstanceIsDestroyedOnce() throws {
    let library = try ExampleLibrary.build("probe.c")
    let registry = try PluginRegistry.standard(with: library)
    let handle = try #require(dlopen(library, RTLD_NOW))
    let live = try #require(dlsym(handle, "probe_live_instances")).assumingMemoryBound(to: Int32.self)
    do {
      let scene = Flight.scene(forces: [PluginChoice("force.probe"), PluginChoice("force.probe")])
      let simulation = try Flight.simulation(scene, registry)
      _ = try simulation.advance()
      try simulation.restore(simulation.save())
      #expect(live.pointee == 2)
    }
    #expect(live.pointee == 0)
    // One that is made and then refused.
    let huge = try ExampleLibrary.build("probe.c", ["STATE_COUNT=(1<<24)+1"])
    let hugeRegistry = try PluginRegistry.standard(with: huge)
    let count = try #require(dlopen(huge, RTLD_NOW).flatMap { dlsym($0, "probe_live_instances") })
    #expect(throws: SimulationError.self) {
      try Flight.simulation(Flight.scene(forces: [PluginChoice("force.probe")]), hugeRegistry)
    }
    #expect(count.assumingMemoryBound(to: Int32.self).pointee == 0)
  }
}
