import Gaitkeeper

/// Lets a body perform a clip with at most `cap` N and N m of help, and writes what it did.
func simulate(_ path: String, cap: Double, output: String) throws -> MotionReport {
  let formats = MotionFormats.standard
  let (humanoid, card) = try ResourceLocator().humanoid(named: "smpl")
  var scene = SceneDescription()
  scene.forces = [
    PluginChoice("force.residual", settings: ["forceCap": .number(cap), "torqueCap": .number(cap)])
  ]
  let simulator = MotionSimulator(humanoid: humanoid, humanoidRoles: card?.jointMap, scene: scene)
  let result = try simulator.simulate(formats.read(path))
  try formats.write(result.clip, to: output)
  return result.report
}
