import Motion
import Simulation
import StandardPlugins

/// Rows of numbers seen in a mirror that exchanges left and right: each number of the image is one of the row's, with a sign.
public struct MirrorImage: Sendable {
  private var sources: [Int] = []
  private var signs: [Float] = []

  /// - Parameter row: from its start on, as many numbers as the layout has.
  public func callAsFunction(_ row: ArraySlice<Float>) -> [Float] {
    zip(sources, signs).map { row[row.startIndex + $0] * $1 }
  }

  /// A place, velocity or force turns its x; a turn, angular velocity or torque the other two.
  private static let place: [Float] = [-1, 1, 1]
  private static let turn: [Float] = [1, -1, -1]

  /// Numbers that take the places of each other.
  /// - Parameters:
  ///   - partners: by group of as many numbers as there are signs, the group that its image comes from.
  private mutating func append(_ signs: [Float], partners: [Int] = [0]) {
    let start = sources.count
    for partner in partners {
      sources += signs.indices.map { start + partner * signs.count + $0 }
      self.signs += signs
    }
  }

  /// Of the links but the root, of the legs, and of the links on which the body stands.
  private struct Partners {
    let joints, legs, standing: [Int]

    init(_ humanoid: Humanoid) {
      let partners = humanoid.skeleton.mirrorPartners
      joints = partners.dropFirst().map { $0 - 1 }
      let feet = humanoid.legs.map(\.foot)
      legs = feet.indices.map { leg in feet.firstIndex(of: partners[feet[leg]]) ?? leg }
      let links = humanoid.legs.flatMap(\.standingLinks)
      standing = links.indices.map { place in links.firstIndex(of: partners[links[place]]) ?? place }
    }
  }

  /// Of what `ImitationObservation` gives.
  public static func ofObservation(_ humanoid: Humanoid) -> MirrorImage {
    let partners = Partners(humanoid)
    var image = MirrorImage()
    image.append([1])
    // The tilt's columns: that of x is turned with its own axis.
    for signs in [turn, place, place, turn] { image.append(signs) }
    for signs in [turn, turn, place] { image.append(signs, partners: partners.joints) }
    image.append([1], partners: partners.standing)
    for signs in [place, turn, place, turn] { image.append(signs) }
    for signs in [turn, place] { image.append(signs, partners: partners.joints) }
    for _ in ImitationObservation.horizons {
      image.append(place + [-1, 1] + place)
      image.append(place, partners: partners.legs)
    }
    image.append([1, 1])
    for signs in [place, turn] { image.append(signs) }
    return image
  }

  /// Of what `TrackerOffset` takes.
  public static func ofAction(_ humanoid: Humanoid) -> MirrorImage {
    let partners = Partners(humanoid)
    var image = MirrorImage()
    image.append(turn, partners: partners.joints)
    for signs in [place, turn] { image.append(signs) }
    image.append(place, partners: partners.legs)
    for signs in [place, turn] { image.append(signs) }
    return image
  }
}

extension Humanoid.Leg {
  /// Foot and toes.
  var standingLinks: [Int] { links.filter { $0 != thigh && $0 != shin }.sorted() }
}
