import Simulation

extension PluginRegistry {
  /// Adds the grounds that are not planes.
  public mutating func registerGrounds() {
    register(ground: BoxesGround.self)
    register(ground: StairsGround.self)
    register(ground: HeightFieldGround.self)
    register(ground: MeshGround.self)
  }
}
