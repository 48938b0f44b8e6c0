import Foundation
import Motion

/// HumanML3D as its users have it (Guo et al. 2022): `new_joint_vecs/ID.npy` (frames x 263), `texts/ID.txt`, and a list of IDs for each split
/// (`train.txt`).
///
/// A line of a text is "caption#tokens#start#end"; a caption with times other than 0 is of that part of the motion, in seconds.
public struct HumanML3DFolder: Sendable {
  public let directory: String

  public init(directory: String) { self.directory = directory }

  /// - Throws: `ModelError` when the list or all texts are missing, or a file is not what it should be.
  public func motions(split: String) throws -> CaptionedMotionSet {
    let list = try text("\(split).txt")
    guard FileManager.default.fileExists(atPath: directory + "/texts") else {
      throw ModelError(directory, "there is no folder 'texts' with a caption file for each motion")
    }
    var set = CaptionedMotionSet(motions: [])
    for id in list.split(whereSeparator: \.isNewline).map({ $0.trimmingCharacters(in: .whitespaces) }) where !id.isEmpty
    {
      guard FileManager.default.fileExists(atPath: directory + "/texts/\(id).txt") else {
        set.dropped["without a text file", default: 0] += 1
        continue
      }
      guard FileManager.default.fileExists(atPath: directory + "/new_joint_vecs/\(id).npy") else {
        set.dropped["without a feature file", default: 0] += 1
        continue
      }
      let motions = try motions(id: id)
      if motions.isEmpty { set.dropped["without a caption", default: 0] += 1 }
      set.motions += motions
    }
    set.drop("with a feature that is not a finite number") { !$0.features.allSatisfy(\.isFinite) }
    return set
  }

  /// Mean.npy and Std.npy.
  /// - Throws: `ModelError` when one is missing or is not 263 numbers.
  public func normalisation() throws -> FeatureNormalisation {
    func numbers(_ name: String) throws -> [Float] {
      let array = try array(name)
      guard array.values.count == HumanML3DFeatures.count else {
        throw ModelError("\(directory)/\(name)", "its shape is \(array.shape), expected (263,)")
      }
      return array.values.map { Float($0) }
    }
    return try FeatureNormalisation(mean: numbers("Mean.npy"), deviation: numbers("Std.npy"))
  }

  private func motions(id: String) throws -> [CaptionedMotion] {
    let array = try array("new_joint_vecs/\(id).npy")
    guard array.shape.count == 2, array.shape[1] == HumanML3DFeatures.count else {
      throw ModelError("\(directory)/new_joint_vecs/\(id).npy", "its shape is \(array.shape), expected (frames, 263)")
    }
    let whole = CaptionedMotion(id: id, captions: [], features: array.values.map { Float($0) })
    var captions: [String] = []
    var parts: [CaptionedMotion] = []
    let lines = try text("texts/\(id).txt").split(whereSeparator: \.isNewline)
    for (number, line) in lines.enumerated() {
      let fields = line.split(separator: "#", omittingEmptySubsequences: false)
      guard fields.count >= 4 else {
        throw ModelError(
          "\(directory)/texts/\(id).txt", "line \(number + 1): expected caption#tokens#start#end")
      }
      let caption = String(fields[0]).trimmingCharacters(in: .whitespaces)
      guard !caption.isEmpty else { continue }
      // Some have "nan" for the times of the whole motion.
      let times = fields[2...3].map {
        Double($0.trimmingCharacters(in: .whitespaces)).flatMap { $0.isFinite ? $0 : nil } ?? 0
      }
      if times == [0, 0] {
        captions.append(caption)
        continue
      }
      let first = min(max(Int(times[0] * CaptionedMotion.rate), 0), whole.frameCount)
      let last = min(max(Int(times[1] * CaptionedMotion.rate), first), whole.frameCount)
      var part = whole.cut(to: first..<last)
      part.id = "\(id)-\(number + 1)"
      part.captions = [caption]
      parts.append(part)
    }
    guard !captions.isEmpty else { return parts }
    var motion = whole
    motion.captions = captions
    return [motion] + parts
  }

  private func text(_ name: String) throws -> String {
    let path = "\(directory)/\(name)"
    guard let data = FileManager.default.contents(atPath: path) else { throw ModelError(path, "it cannot be read") }
    return String(decoding: data, as: UTF8.self)
  }

  private func array(_ name: String) throws -> NPYArray {
    let path = "\(directory)/\(name)"
    guard let data = FileManager.default.contents(atPath: path) else { throw ModelError(path, "it cannot be read") }
    return try NPYArray(bytes: [UInt8](data), file: path)
  }
}
