import Foundation
import Gaitkeeper
import Testing

/// Libraries that are wrong in one place: each is refused in one line that says where.
@Suite struct LibraryErrorTests {
  struct Case: CustomTestStringConvertible {
    let definitions: [String]
    let problem: String
    var testDescription: String { definitions.joined(separator: " ") }

    init(_ definitions: String..., problem: String) {
      self.definitions = definitions
      self.problem = problem
    }
  }

  /// What loading `definitions` of probe.c says, without the file's name before it.
  static func problem(_ definitions: [String]) throws -> String {
    var registry = PluginRegistry.standard
    let before = registry.forces.entries.map(\.name)
    let library = try ExampleLibrary.build("probe.c", definitions)
    let error = #expect(throws: BinaryPluginError.self) { try registry.load(library: library) }
    #expect(registry.forces.entries.map(\.name) == before, "nothing of it is left in the registry")
    let text = error?.description ?? ""
    #expect(text.hasPrefix("\(library): ") && !text.contains("\n"))
    return String(text.dropFirst(library.count + 2))
  }

  @Test(arguments: [
    Case("ABI=7", problem: "it was made for version 7 of the plugin interface, this program has version 1"),
    Case("ENTRY=something_else", problem: "it is no plugin library: it has no function 'gaitkeeper_plugin_library'"),
    Case("LIBRARY=0", problem: "'gaitkeeper_plugin_library' returns nothing"),
    Case(
      "PLUGIN_SIZE=80",
      problem: "its structs cannot have 80 and 32 bytes; GAITKEEPER_PLUGIN_SIZES says how many they have"),
    Case(
      "PLUGIN_SIZE=97",
      problem: "its structs cannot have 97 and 32 bytes; GAITKEEPER_PLUGIN_SIZES says how many they have"),
    Case("PLUGIN_COUNT=0", problem: "it has 0 plugins, expected 1 to 1000"),
    Case(
      "KIND=9", problem: "plugin 'force.probe': its kind is 9, expected 1 (force), 2 (controller) or 3 (termination)"),
    Case("NAME=\"\"", problem: "a plugin has no name"),
    Case("NAME=0", problem: "a plugin has no name"),
    Case(
      "NAME=\"probe\"",
      problem: "plugin 'probe': a force is named 'force.' and letters, digits, '.', '-' or '_'"),
    Case(
      "NAME=\"force.a b\"",
      problem: "plugin 'force.a b': a force is named 'force.' and letters, digits, '.', '-' or '_'"),
    Case(
      "NAME=\"force.residual\"",
      problem: "plugin 'force.residual': there is already a force of this name, brought by the program"),
    Case("CREATE=0", problem: "plugin 'force.probe': its function 'create' is missing"),
    Case("DESTROY=0", problem: "plugin 'force.probe': its function 'destroy' is missing"),
    Case("APPLY=0", problem: "plugin 'force.probe': its function 'apply' is missing"),
    Case(
      "SAVE=0",
      problem:
        "plugin 'force.probe': it has some of 'state_count', 'save' and 'restore', expected all three or none"),
    Case(
      "FIELD_NAME=0", problem: "plugin 'force.probe': field 0 lacks its name, unit or effect, or is not in UTF-8"),
    Case(
      "FIELD_UNIT=\"\\xff\"",
      problem: "plugin 'force.probe': field 0 lacks its name, unit or effect, or is not in UTF-8"),
    Case(
      "FIELD_NAME=\"name\"",
      problem: "plugin 'force.probe': field 0 is named 'name', expected letters, digits, '-' or '_', and not 'name'"),
    Case("FIELD_NAME=\"other\"", problem: "plugin 'force.probe': two fields are named 'other'"),
    Case(
      "FIELD_DEFAULT=NAN_VALUE", problem: "plugin 'force.probe': the default of field 'value' is not a number"),
    Case(
      "KIND=GAITKEEPER_CONTROLLER", "NAME=\"controller.probe\"", "ACT=0",
      problem: "plugin 'controller.probe': its function 'act' is missing"),
  ])
  func aLibraryThatIsWrongInOnePlaceIsRefused(_ wrong: Case) throws {
    #expect(try Self.problem(wrong.definitions) == wrong.problem)
  }

  @Test func aFileThatIsNoLibraryIsRefused() throws {
    var registry = PluginRegistry.standard
    let missing = "/nowhere/libmine.so"
    #expect(throws: BinaryPluginError.notFound(file: missing)) { try registry.load(library: missing) }
    let text = "\(ExampleLibrary.package)/README.md"
    for file in [text, ExampleLibrary.package] {
      let error = #expect(throws: BinaryPluginError.self) { try registry.load(library: file) }
      guard case .notALibrary(file, let problem)? = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
      #expect(!problem.isEmpty && !problem.contains(file) && !problem.contains("\n"))
    }
  }

  @Test func aLibraryThatIsGivenTwiceIsRefusedAndKeptOnce() throws {
    let library = try ExampleLibrary.build("probe.c")
    var registry = try PluginRegistry.standard(with: library)
    let error = #expect(throws: BinaryPluginError.self) { try registry.load(library: library) }
    #expect(error?.description.hasSuffix("there is already a force of this name, brought by \(library)") == true)
    #expect(registry.forces.entries.count { $0.name == "force.probe" } == 1)
    // The same within one library.
    let twice = try Self.problem(["PLUGIN_COUNT=2"])
    #expect(twice.contains("plugin 'force.probe': there is already a force of this name"))
  }

  @Test func aLibraryOfANewerHeaderOfThisVersionWorks() throws {
    let library = try ExampleLibrary.build("probe.c", ["NEWER", "PLUGIN_COUNT=2", "SECOND_NAME=\"force.second\""])
    let registry = try PluginRegistry.standard(with: library)
    #expect(registry.forces["force.probe"]?.origin == library)
    let entry = try #require(registry.forces["force.second"])
    #expect(entry.fields.map(\.name) == ["value", "other"] && entry.fields[0].unit == "N")
    #expect(entry.defaults == .fields(["value": .number(1), "other": .number(0)]))
  }
}
