import CGaitkeeperPlugin
import Simulation

/// One instance of a library's plugin: owns it, what it is shown, and its state's size.
final class PluginInstance {
  let plugin: PluginDescription
  let linkNames: [String]
  private let context: HostContext
  private let view: HostView
  private let message: HostBuffer<gaitkeeper_message>
  private let text: HostBuffer<CChar>
  private var instance: UnsafeMutableRawPointer?
  private var isCreated = false
  private var stateCount = 0

  private static let greatestStateCount = 1 << 24

  /// - Throws: `SimulationError.invalidConfiguration` with the plugin's own words when it refuses its settings.
  init(_ plugin: PluginDescription, settings: ConfigurationValue, context source: PluginContext) throws {
    self.plugin = plugin
    linkNames = source.humanoid.links.map(\.name)
    context = HostContext(source)
    view = HostView(linkCount: linkNames.count)
    text = HostBuffer(repeating: 0, count: 512)
    message = HostBuffer(repeating: gaitkeeper_message(text: text.start, capacity: text.count), count: 1)
    let numbers = try plugin.settings(settings)
    let status = plugin.functions.create?(context.pointer, numbers, &instance, message.start)
    guard status.isOK else { throw plugin.invalid(problem(status)) }
    isCreated = true
    if let count = plugin.functions.state_count?(instance) {
      guard count <= Self.greatestStateCount else {
        throw plugin.failed("its state has \(count) numbers, expected at most \(Self.greatestStateCount)")
      }
      stateCount = count
    }
  }

  deinit {
    // The plugin first: it may look at its context to the last.
    if isCreated { plugin.functions.destroy?(instance) }
  }

  typealias Call = (
    _ functions: gaitkeeper_plugin, _ instance: UnsafeMutableRawPointer?, _ view: UnsafePointer<gaitkeeper_view>,
    _ message: UnsafeMutablePointer<gaitkeeper_message>
  ) -> Int32?

  /// Shows the simulation to one of the plugin's functions.
  /// - Throws: `SimulationError.pluginFailed` with the plugin's own words when it does not return `GAITKEEPER_OK`.
  func call(on source: SimulationView, _ function: Call) throws {
    let status = try answer(on: source, function)
    guard status.isOK else { throw plugin.failed(problem(status)) }
  }

  /// The same for a function that may also say that the rollout has failed.
  /// - Returns: why it has failed, or nil.
  func verdict(on source: SimulationView, _ function: Call) throws -> String? {
    let status = try answer(on: source, function)
    if status.isOK { return nil }
    guard status == Int32(GAITKEEPER_FAILED) else { throw plugin.failed(problem(status)) }
    return words ?? plugin.name
  }

  private func answer(on source: SimulationView, _ function: Call) throws -> Int32? {
    // Its memory is for the humanoid that it was made with.
    guard source.links.count == linkNames.count else {
      throw plugin.failed("it was made for \(linkNames.count) links, the simulation has \(source.links.count)")
    }
    view.pack(source)
    text.start[0] = 0
    return function(plugin.functions, instance, view.pointer, message.start)
  }

  // MARK: State

  func saveState() -> [Double] {
    var state = [Double](repeating: 0, count: stateCount)
    if stateCount > 0 { plugin.functions.save?(instance, &state) }
    return state
  }

  /// - Throws: `SimulationError.snapshotMismatch`, or `.pluginFailed` with the plugin's own words.
  func restoreState(_ state: [Double]) throws {
    guard state.count == stateCount else {
      throw SimulationError.snapshotMismatch(
        expected: "\(stateCount) numbers of '\(plugin.name)'", found: "\(state.count) numbers")
    }
    guard stateCount > 0 else { return }
    text.start[0] = 0
    let status = plugin.functions.restore?(instance, state, message.start)
    guard status.isOK else { throw plugin.failed(problem(status)) }
  }

  // MARK: Messages

  /// What the plugin has written, on one line; nil when it is nothing.
  private var words: String? {
    // The library may have filled it to the last byte.
    text.start[text.count - 1] = 0
    let words = String(cString: text.start).onOneLine
    return words.isEmpty ? nil : words
  }

  private func problem(_ status: Int32?) -> String {
    if status == Int32(GAITKEEPER_ERROR) { return words ?? "it has failed and does not say why" }
    return "it returned \(status.map { "\($0)" } ?? "nothing"), which is no answer to this call"
  }
}

extension Int32? {
  /// Whether a plugin's function has done what it was asked for.
  fileprivate var isOK: Bool { self == Int32(GAITKEEPER_OK) }
}
