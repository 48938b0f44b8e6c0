import Foundation

/// A pattern over dotted names: `*` stands for any characters, dots among them, `?` for one.
struct NamePattern: Hashable, Sendable {
  let text: String

  init(_ text: String) { self.text = text }

  func matches(_ name: String) -> Bool {
    let (pattern, name) = (Array(text), Array(name))
    var (place, letter) = (0, 0)
    // Where to go on when a star has to take one character more.
    var star: (place: Int, letter: Int)?
    while letter < name.count {
      if place < pattern.count, pattern[place] == "*" {
        star = (place, letter)
        place += 1
      } else if place < pattern.count, pattern[place] == "?" || pattern[place] == name[letter] {
        (place, letter) = (place + 1, letter + 1)
      } else if let last = star {
        star = (last.place, last.letter + 1)
        (place, letter) = (last.place + 1, last.letter + 1)
      } else {
        return false
      }
    }
    return pattern[place...].allSatisfy { $0 == "*" }
  }

  /// The names that are most like it, nearest first, and how many more there are, as text: those that contain it before those that
  /// begin alike, among each other by their distance.
  func nearest(_ names: [String], count: Int = 6) -> String {
    let letters = text.filter { $0 != "*" }
    let sorted = names.map { name -> (differing: Int, distance: Int, name: String) in
      let shared = name.contains(letters) ? letters.count : name.commonPrefix(with: letters).count
      return (differing: -shared, distance: Self.distance(Array(letters), Array(name)), name: name)
    }.sorted { ($0.differing, $0.distance, $0.name) < ($1.differing, $1.distance, $1.name) }.map(\.name)
    let rest = sorted.count - count
    return sorted.prefix(count).joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
  }

  /// Insertions, deletions and replacements from one to the other (Levenshtein 1966).
  private static func distance(_ a: [Character], _ b: [Character]) -> Int {
    var row = Array(0...b.count)
    for (i, letter) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in b.enumerated() {
        let replaced = diagonal + (letter == other ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
      }
    }
    return row[b.count]
  }
}
