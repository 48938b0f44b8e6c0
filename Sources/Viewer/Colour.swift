/// An opaque colour, components in 0 ... 1.
package struct Colour: Hashable, Sendable {
  package var red: Double
  package var green: Double
  package var blue: Double

  package init(_ red: Double, _ green: Double, _ blue: Double) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  package func mixed(with other: Colour, share: Double) -> Colour {
    Colour(
      red + (other.red - red) * share, green + (other.green - green) * share, blue + (other.blue - blue) * share)
  }

  package static let paper = Colour(1, 1, 1)
  package static let ink = Colour(0.13, 0.14, 0.16)
  package static let faint = Colour(0.88, 0.89, 0.90)
  package static let soft = Colour(0.45, 0.47, 0.50)
  package static let floor = Colour(0.25, 0.24, 0.22)
  package static let soil = Colour(0.93, 0.92, 0.89)
  package static let leftLimb = Colour(0.94, 0.60, 0.16)
  package static let rightLimb = Colour(0.20, 0.50, 0.80)
  package static let torso = Colour(0.62, 0.63, 0.66)
  /// For what is under the floor.
  package static let alarm = Colour(0.86, 0.05, 0.16)
}
