import Foundation
import Testing
import Torch

/// libtorch for the tests. Where it is not set up they are skipped, which says so; a library that is there and does not
/// work fails them.
enum TestLibrary {
  private static let loaded = Result { try TorchLibrary.load() }

  static var isSetUp: Bool {
    if case .failure(TorchError.missing) = loaded { false } else { true }
  }

  static func library() throws -> TorchLibrary { try loaded.get() }
}

extension Trait where Self == ConditionTrait {
  static var needsTorch: ConditionTrait {
    .enabled(if: TestLibrary.isSetUp, "libtorch is not set up: Scripts/setup-learning does it")
  }
}

/// Whether all of `a` are as near to those of `b` as `tolerance`.
func isClose(_ a: [Double], _ b: [Double], _ tolerance: Double) -> Bool {
  a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= tolerance }
}
