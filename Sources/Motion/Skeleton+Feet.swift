extension Skeleton {
  /// The joints that stand on the floor: those whose name says foot, toe or ankle. Where no name does, the leaves
  /// that are lowest in the rest pose, within 5 cm of the lowest.
  public var footJoints: [Int] {
    let named = joints.indices.filter { index in
      let name = joints[index].name.lowercased()
      return ["foot", "toe", "ankle"].contains { name.contains($0) }
    }
    return named.isEmpty ? lowestLeaves(within: 0.05) : named
  }

  private func lowestLeaves(within margin: Double) -> [Int] {
    var heights: [Double] = []
    var isLeaf = Array(repeating: true, count: count)
    for joint in joints {
      if let parent = joint.parent {
        isLeaf[parent] = false
        heights.append(heights[parent] + joint.offset.y)
      } else {
        heights.append(0)
      }
    }
    let leaves = joints.indices.filter { isLeaf[$0] }
    let tips = leaves.map { leaf in heights[leaf] + (joints[leaf].endSites.map(\.y).min() ?? 0) }
    guard let lowest = tips.min() else { return [] }
    return zip(leaves, tips).filter { $0.1 <= lowest + margin }.map(\.0)
  }
}
