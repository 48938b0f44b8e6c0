import ArgumentParser
import Foundation
import Gaitkeeper

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show what a clip holds: skeleton, rate, length, convention found, joint map, plausibility.")

  @Argument(help: "Clip to show.")
  var clip: String

  @OptionGroup var clipOptions: ClipOptions

  mutating func run() throws {
    let clip = try clipOptions.read(self.clip)
    let map = Result { try JointMap(clip: clip) }
    let convention = clip.convention
    print(
      """
      \(clip.name): \(convention.format ?? "unknown format"), \(clip.frameCount) frames at \(clip.rate.formatted()) a \
      second, \(String(format: "%.2f", clip.duration)) s
      \(convention.up.rawValue) up, unit \(convention.metresPerUnit.formatted(.number.precision(.significantDigits(1...6)))) m
      """)
    for (name, value) in clip.attributes.sorted(by: { $0.key < $1.key }) {
      switch value {
      case .text(let text): print("\(name): \(text)")
      case .numbers(let numbers): print("\(name): \(numbers.count) numbers")
      }
    }
    print("\(clip.jointCount) joints, offsets in metres:")
    printJoints(of: clip, map: try? map.get())
    if case .failure(let error) = map { print("no joint map: \(error)") }
    try print("plausibility of the joints:\n\(PlausibilityMetric.text(of: clip))")
  }

  private func printJoints(of clip: MotionClip, map: JointMap?) {
    let roleOfJoint = Dictionary((map?.joints ?? [:]).map { ($0.value, $0.key.rawValue) }, uniquingKeysWith: min)
    var depths: [Int] = []
    for (index, joint) in clip.skeleton.joints.enumerated() {
      let depth = joint.parent.map { depths[$0] + 1 } ?? 0
      depths.append(depth)
      // A chain may be longer than a line: the indentation stops growing.
      let name = String(repeating: "  ", count: min(depth, 20) + 1) + joint.name
      let offset = String(format: "(%7.3f %7.3f %7.3f)", joint.offset.x, joint.offset.y, joint.offset.z)
      let moves = clip.translations[index] == nil ? "" : "  moves"
      let role = roleOfJoint[index].map { "  \($0)" } ?? ""
      print(name.padding(toLength: max(36, name.count), withPad: " ", startingAt: 0) + " " + offset + role + moves)
    }
  }
}
