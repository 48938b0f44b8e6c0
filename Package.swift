// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]
/// What only a build with `--traits MuJoCo` has.
let withMuJoCo: TargetDependencyCondition? = .when(traits: ["MuJoCo"])

let package = Package(
  name: "Gaitkeeper",
  products: [
    .library(name: "Gaitkeeper", targets: ["Gaitkeeper"]),
    .library(name: "GaitkeeperC", type: .dynamic, targets: ["GaitkeeperC"]),
    .executable(name: "gaitkeeper", targets: ["GaitkeeperCLI"]),
  ],
  traits: [
    .trait(name: "MuJoCo", description: "The engine.mujoco plugin; needs MuJoCo's library (Debian: libmujoco-dev).")
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
  ],
  targets: [
    // C libraries as Debian ships them.
    .systemLibrary(name: "COpenDynamics", pkgConfig: "ode", providers: [.apt(["libode-dev"])]),
    .systemLibrary(name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),
    .systemLibrary(name: "CCairo", pkgConfig: "cairo", providers: [.apt(["libcairo2-dev"])]),
    // libtorch's C interface: the header alone. The library is loaded at run time.
    .systemLibrary(name: "CTorch"),
    .target(
      name: "CMuJoCo", cSettings: [.define("MuJoCo", .when(traits: ["MuJoCo"]))],
      linkerSettings: [.linkedLibrary("mujoco", .when(traits: ["MuJoCo"]))]),

    // The core, from the bottom up.
    .target(name: "Motion", dependencies: ["CZip"], swiftSettings: strict),
    .target(
      name: "Simulation", dependencies: ["Motion", .product(name: "Yams", package: "Yams")],
      swiftSettings: strict),
    // Plugins that come as shared libraries: the header that they are written to, and who loads them.
    .target(name: "CGaitkeeperPlugin", cSettings: [.treatAllWarnings(as: .error)]),
    .target(name: "BinaryPlugins", dependencies: ["CGaitkeeperPlugin", "Simulation"], swiftSettings: strict),
    .target(name: "TreeDynamics", dependencies: ["Simulation"], swiftSettings: strict),
    .target(
      name: "ODESimulation", dependencies: ["COpenDynamics", "Simulation", "TreeDynamics"], swiftSettings: strict),
    .target(
      name: "MuJoCoSimulation",
      dependencies: ["Simulation", .target(name: "CMuJoCo", condition: withMuJoCo)], swiftSettings: strict),
    .target(name: "SafeTensors", swiftSettings: strict),
    .target(
      name: "ImitationPolicy", dependencies: ["Motion", "SafeTensors", "Simulation", "StandardPlugins"],
      swiftSettings: strict),
    .target(name: "StandardPlugins", dependencies: ["Simulation"], swiftSettings: strict),
    .target(
      name: "Correction",
      dependencies: [
        "ImitationPolicy", "ODESimulation", "StandardPlugins", "Simulation", "Motion",
        .target(name: "MuJoCoSimulation", condition: withMuJoCo),
        .product(name: "Yams", package: "Yams"),
      ], swiftSettings: strict),
    .target(
      name: "Gaitkeeper",
      dependencies: [
        "BinaryPlugins", "Motion", "Simulation", "ODESimulation", "StandardPlugins", "ImitationPolicy", "Correction",
        .target(name: "MuJoCoSimulation", condition: withMuJoCo),
      ],
      swiftSettings: strict),

    // For C, and through it for Python: the header, and the shared library behind it.
    .target(name: "CGaitkeeper", cSettings: [.treatAllWarnings(as: .error)]),
    .target(name: "GaitkeeperC", dependencies: ["CGaitkeeper", "Correction"], swiftSettings: strict),

    // For training: libtorch, recordings, and the learning itself.
    .target(name: "Torch", dependencies: ["CTorch", "SafeTensors"], swiftSettings: strict),
    .target(name: "MotionData", dependencies: ["Motion"], swiftSettings: strict),
    .target(
      name: "PolicyTraining",
      dependencies: ["Correction", "ImitationPolicy", "Motion", "MotionData", "Simulation", "Torch"],
      swiftSettings: strict),

    // For generating motions: captions as vectors, and figures of what is generated.
    .target(name: "TextEncoding", dependencies: ["SafeTensors", "Torch"], swiftSettings: strict),
    .target(name: "GenerativeMetrics", dependencies: ["Simulation"], swiftSettings: strict),
    // The generative model, a client of the core.
    .target(
      name: "MotionDiffusion",
      dependencies: [
        "Correction", "GenerativeMetrics", "Motion", "MotionData", "SafeTensors", "Simulation", "TextEncoding", "Torch",
      ],
      resources: [.copy("Models")], swiftSettings: strict),

    // The loop of a generator and a corrector, and its experiments.
    .target(name: "SelfConsumingLoop", swiftSettings: strict),
    .target(
      name: "LoopExperiments", dependencies: ["SafeTensors", "SelfConsumingLoop", "Torch"], exclude: ["Results"],
      swiftSettings: strict),

    // What people see and type.
    .target(
      name: "Viewer",
      dependencies: ["CCairo", "Motion", "Simulation", .product(name: "FlyingFox", package: "FlyingFox")],
      resources: [.embedInCode("Resources")], swiftSettings: strict),
    .executableTarget(
      name: "GaitkeeperCLI",
      dependencies: [
        "Gaitkeeper", "GenerativeMetrics", "LoopExperiments", "MotionData", "MotionDiffusion", "PolicyTraining",
        "SelfConsumingLoop", "Torch", "Viewer",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], resources: [.copy("Loop/Configurations")], swiftSettings: strict),

    // What several test targets use.
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
    .testTarget(name: "MotionTests", dependencies: ["Motion"], swiftSettings: strict),
    .testTarget(name: "SimulationTests", dependencies: ["Simulation"], swiftSettings: strict),
    .testTarget(
      name: "CorrectionTests",
      dependencies: ["Correction", "ImitationPolicy", "Motion", "ODESimulation", "Simulation", "StandardPlugins"],
      swiftSettings: strict),
    .testTarget(
      name: "BinaryPluginsTests", dependencies: ["Gaitkeeper", "GaitkeeperCLI", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "MetricsTests", dependencies: ["Correction", "Motion", "Simulation"], swiftSettings: strict),
    .testTarget(
      name: "ViewerTests", dependencies: ["Motion", "Simulation", "Viewer"], swiftSettings: strict),
    // The viewer in a real browser, where there is one.
    .testTarget(
      name: "BrowserTests", dependencies: ["Gaitkeeper", "GaitkeeperCLI", "Viewer"], swiftSettings: strict),
    .testTarget(
      name: "ImitationPolicyTests",
      dependencies: ["Correction", "ImitationPolicy", "Motion", "SafeTensors", "Simulation", "StandardPlugins"],
      swiftSettings: strict),
    .testTarget(
      name: "PolicyTrainingTests",
      dependencies: ["Correction", "ImitationPolicy", "Motion", "PolicyTraining", "Simulation", "Torch"],
      swiftSettings: strict),
    .testTarget(
      name: "GaitkeeperCTests", dependencies: ["GaitkeeperC", "CGaitkeeper", "Correction", "TestSupport"],
      swiftSettings: strict),
    .testTarget(name: "ArticleTests", dependencies: ["Gaitkeeper", "GaitkeeperCLI"], swiftSettings: strict),
    .testTarget(name: "MotionDataTests", dependencies: ["Motion", "MotionData"], swiftSettings: strict),
    .testTarget(name: "SafeTensorsTests", dependencies: ["SafeTensors"], swiftSettings: strict),
    .testTarget(name: "TorchTests", dependencies: ["SafeTensors", "Torch"], swiftSettings: strict),
    .testTarget(
      name: "TextEncodingTests", dependencies: ["SafeTensors", "TextEncoding", "Torch"], exclude: ["Reference"],
      swiftSettings: strict),
    .testTarget(
      name: "MotionDiffusionTests",
      dependencies: ["GenerativeMetrics", "Motion", "MotionDiffusion", "Simulation", "TextEncoding", "Torch"],
      swiftSettings: strict),
    .testTarget(name: "GenerativeMetricsTests", dependencies: ["GenerativeMetrics"], swiftSettings: strict),
    .testTarget(
      name: "SelfConsumingLoopTests", dependencies: ["SelfConsumingLoop"], swiftSettings: strict),
    .testTarget(
      name: "LoopExperimentsTests", dependencies: ["LoopExperiments", "SelfConsumingLoop", "Torch"],
      swiftSettings: strict),
    .testTarget(
      name: "CommandTests", dependencies: ["Gaitkeeper", "GaitkeeperCLI", "MotionDiffusion", "TextEncoding", "Torch"],
      swiftSettings: strict),
    .testTarget(
      name: "EngineTests",
      dependencies: [
        "ODESimulation", "Simulation", "Motion", .target(name: "MuJoCoSimulation", condition: withMuJoCo),
        .target(name: "CMuJoCo", condition: withMuJoCo),
      ], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
