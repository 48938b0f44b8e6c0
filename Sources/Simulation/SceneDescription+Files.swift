import Foundation

extension SceneDescription {
  /// Reads a scene file. Paths in it are relative to its folder.
  /// - Throws: `SimulationError.invalidScene` with the line or the setting.
  public init(contentsOf file: String) throws {
    guard let data = FileManager.default.contents(atPath: file), let text = String(data: data, encoding: .utf8) else {
      throw SimulationError.invalidScene(file: file, problem: "it cannot be read as text in UTF-8")
    }
    self = try SceneDescription(yaml: text, file: file).resolved(relativeTo: file)
  }

  /// The same, with the ground's `file` as seen from the working directory and not from the scene file's folder.
  /// Absolute paths stay.
  /// - Parameter sceneFile: the path of the file that the scene has been read from.
  public func resolved(relativeTo sceneFile: String) -> SceneDescription {
    guard case .text(let path)? = ground[setting: "file"], !path.isEmpty, !path.hasPrefix("/") else { return self }
    let folder = sceneFile.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    guard sceneFile.contains("/") else { return self }
    var scene = self
    scene.ground[setting: "file"] = .text("\(folder)/\(path)")
    return scene
  }
}
