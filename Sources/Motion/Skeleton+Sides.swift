extension Skeleton {
  /// For each joint the one on the other side of the body, by names with "left" and "right"; itself where there is none.
  public var mirrorPartners: [Int] {
    joints.indices.map { index in
      let name = joints[index].name
      let other = name.contains("left") ? name.replacing("left", with: "right") : name.replacing("right", with: "left")
      return self.index(named: other) ?? index
    }
  }
}
