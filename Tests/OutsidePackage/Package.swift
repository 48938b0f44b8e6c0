// swift-tools-version: 6.2
// A package that is not Gaitkeeper and brings its own plugins: what a user's package looks like.
import PackageDescription

let package = Package(
  name: "Outside",
  traits: [.trait(name: "MuJoCo", description: "Gaitkeeper with MuJoCo as a second engine")],
  dependencies: [
    // By name, since the folder of a checkout may be called anything.
    .package(
      name: "Gaitkeeper", path: "../..", traits: [.trait(name: "MuJoCo", condition: .when(traits: ["MuJoCo"]))])
  ],
  targets: [
    .target(
      name: "Outside", dependencies: [.product(name: "Gaitkeeper", package: "Gaitkeeper")],
      swiftSettings: [.treatAllWarnings(as: .error)]),
    .testTarget(name: "OutsideTests", dependencies: ["Outside"], swiftSettings: [.treatAllWarnings(as: .error)]),
  ],
  swiftLanguageModes: [.v6]
)
