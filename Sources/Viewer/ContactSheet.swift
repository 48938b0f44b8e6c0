import Foundation
import Motion
import Simulation

/// A picture by which a motion can be judged at a glance: key poses from the side and from the front, standing on the
/// ground, and the path from above with the marks of the feet. Several clips are stacked, at the same times and the same
/// scale, so that their differences show.
///
/// The side view looks across the direction in which the first clip travels, so that it goes to the right; the front
/// view turns each body to face the viewer. The left limbs are orange, the right ones blue, what is in the ground red.
/// Ground that is not level is cut open along the path, and under each body from its left to its right.
public struct ContactSheet {
  private let bodies: [BodyModel]
  private let titles: [String]
  private let ground: any Ground

  /// - Parameters:
  ///   - clips: the motions to show; moments and direction are chosen by the first.
  ///   - titles: one a clip; the clips' own names where there are none.
  ///   - humanoid: gives its shapes to the clips whose joints are its links; all others are drawn as bones.
  ///   - ground: what the bodies stand on, in the clips' world.
  public init(
    clips: [MotionClip], titles: [String] = [], humanoid: Humanoid? = nil, ground: any Ground = PlaneGround()
  ) {
    self.ground = ground
    bodies = clips.map { BodyModel(clip: $0, humanoid: humanoid) }
    self.titles = clips.indices.map { titles.indices.contains($0) ? titles[$0] : clips[$0].name }
  }

  /// The sheet as the bytes of a PNG file, 1600 pixels wide. Equal clips give equal bytes on one machine.
  /// - Throws: `ViewerError` when there are no clips, a joint is kilometres away, or the picture would be too large.
  public func png() throws -> [UInt8] {
    guard let first = bodies.first else { throw ViewerError.noClips }
    for body in bodies { try body.checkReach() }
    let plan = SheetPlan(first, ground: ground)
    let rows =
      titleRows + sideRows(plan) + frontRows(plan) + pathRows(plan) + [
        LegendRow(reference: bodies.count > 1 ? titles[0] : nil, floor: floorWord)
      ]
    let height = rows.reduce(0) { $0 + $1.height }
    let canvas = try Canvas(width: 1600, height: Int(height) + 20)
    var top = 10.0
    for row in rows {
      row.draw(on: canvas, top: top)
      top += row.height
    }
    return try canvas.png()
  }

  private var floorWord: String { ground.levelHeight == nil ? "ground" : "floor" }

  private var titleRows: [any SheetRow] {
    zip(bodies, titles).map { body, title in
      let clip = body.clip
      let rate = String(format: "%g", clip.rate)
      let length = String(format: "%.2f s", clip.duration)
      return TitleRow(
        title: title, detail: "\(clip.frameCount) frames, \(rate) frames per second, \(length)")
    }
  }

  // MARK: Rows of poses

  private func sideRows(_ plan: SheetPlan) -> [any SheetRow] {
    let view = View(right: plan.travel)
    let rows = bodies.indices.map { index in
      figures(of: index, plan).map { moment, pose in
        PoseRow.Figure(
          solids: bodies[index].solids(of: pose), view: view, tolerance: bodies[index].groundTolerance,
          anchor: plan.moments[moment].root, column: plan.columns[moment],
          base: base(at: plan.moments[plan.isToScale ? 0 : moment].root),
          captions: captions(index, moment, pose, plan))
      }
    }
    let place = plan.isToScale ? "along the path, to scale" : "each pose in its own place"
    return poseRows(
      rows, label: "from the side, \(place)", scale: plan.isToScale ? plan.scale : slotScale(rows, plan),
      isPath: plan.isToScale)
  }

  private func frontRows(_ plan: SheetPlan) -> [any SheetRow] {
    let columns = SheetPlan.slots(plan.moments.count)
    let rows = bodies.indices.map { index in
      figures(of: index, plan).map { moment, pose in
        let heading = bodies[index].heading(of: pose) ?? plan.travel
        return PoseRow.Figure(
          solids: bodies[index].solids(of: pose), view: View(right: Vector3.unitY.cross(heading)),
          tolerance: bodies[index].groundTolerance, anchor: pose.positions[0], column: columns[moment],
          base: base(at: pose.positions[0]), captions: [time(plan.moments[moment].time)])
      }
    }
    return poseRows(
      rows, label: "from the front, each body facing the viewer", scale: slotScale(rows, plan), isPath: false)
  }

  /// World height that is drawn on the page's floor line: the ground's, or without ground a standing body's soles.
  private func base(at root: Vector3) -> Double {
    let height = ground.height(at: root)
    return height.isFinite ? height : root.y - 0.95
  }

  /// Rows of one kind: with one scale and one height, so that they can be compared.
  private func poseRows(
    _ rows: [[PoseRow.Figure]], label: String, scale: Double, isPath: Bool
  ) -> [any SheetRow] {
    let sections = rows.map { figures in
      GroundSection(
        ground: ground,
        stations: figures.map { .init(column: $0.column, place: $0.anchor, right: $0.view.right, base: $0.base) },
        isPath: isPath, scale: scale)
    }
    let heights = rows.joined().flatMap { figure in
      figure.solids.flatMap { $0.extent(along: .unitY) }.map { $0 - figure.base }
    }.filter(\.isFinite)
    var top = min(max(heights.max() ?? 1, 1), 5) + 0.1
    var bottom = min(max(-(heights.min() ?? 0), 0), 1)
    if ground.levelHeight == nil {
      // The plan sees to it that a path to scale is not too high for a page.
      let relief = sections.flatMap(\.profiles).joined().map(\.height).filter(\.isFinite)
      let limit = isPath ? 8.0 : 1
      top = min(max(heights.max() ?? 1, 1), isPath ? 12 : 5) + 0.1
      bottom = min(max(-(heights.min() ?? 0), -(relief.min() ?? 0), 0), limit) + 0.15
    }
    return rows.enumerated().map { index, figures in
      PoseRow(
        label: rowLabel(label, index), figures: figures, section: sections[index], scale: scale, top: top,
        bottom: bottom)
    }
  }

  /// The largest scale at which every figure fits its slot; bodies with arms spread wide may overlap.
  private func slotScale(_ rows: [[PoseRow.Figure]], _ plan: SheetPlan) -> Double {
    let slot = SheetPlan.width / Double(plan.moments.count)
    let reach = rows.joined().flatMap { figure in
      figure.solids.flatMap { $0.extent(along: figure.view.right) }
        .map { abs($0 - figure.anchor.dot(figure.view.right)) }.filter(\.isFinite)
    }
    return min(max(slot / (2 * (reach.max() ?? 0) + 0.01), 120), SheetPlan.largestScale)
  }

  private func rowLabel(_ label: String, _ index: Int) -> String {
    bodies.count > 1 ? "\(titles[index]): \(label)" : label
  }

  /// The poses of a clip at the plan's moments; none where the clip has ended.
  private func figures(of index: Int, _ plan: SheetPlan) -> [(moment: Int, pose: WorldPose)] {
    plan.moments.indices.compactMap { moment in pose(of: index, at: plan.moments[moment].time).map { (moment, $0) } }
  }

  private func pose(of index: Int, at time: Double) -> WorldPose? {
    let clip = bodies[index].clip
    let frame = (time * clip.rate).rounded()
    return frame < Double(clip.frameCount) ? clip.pose(at: Int(frame)) : nil
  }

  private func captions(_ index: Int, _ moment: Int, _ pose: WorldPose, _ plan: SheetPlan) -> [String] {
    let time = time(plan.moments[moment].time)
    let joints = bodies[index].clip.skeleton.joints.map(\.name)
    guard index > 0, joints == bodies[0].clip.skeleton.joints.map(\.name),
      let other = self.pose(of: 0, at: plan.moments[moment].time)
    else { return [time] }
    let distances = zip(pose.positions, other.positions).map { ($0 - $1).length }
    let mean = distances.reduce(0, +) / Double(distances.count)
    return [time, String(format: "\u{394} %.0f mm", mean * 1000)]
  }

  private func time(_ seconds: Double) -> String { String(format: "%.2f s", seconds) }

  // MARK: Paths

  private func pathRows(_ plan: SheetPlan) -> [any SheetRow] {
    let view = View(right: plan.travel, up: Vector3.unitY.cross(plan.travel))
    let points = bodies.map(footprints)
    let all = zip(bodies, points).flatMap { $0.clip.rootTranslations + $1.map(\.point) }
    let across = all.map { $0.dot(view.right) }
    let upward = all.map { $0.dot(view.up) }
    let width = (across.max() ?? 0) - (across.min() ?? 0)
    let depth = (upward.max() ?? 0) - (upward.min() ?? 0)
    let largestScale = plan.isToScale ? plan.scale : 300
    let scale = min(largestScale, SheetPlan.width / (width + 0.2), 300 / (depth + 0.2))
    let middle = view.right * ((across.max() ?? 0) - width / 2) + view.up * ((upward.max() ?? 0) - depth / 2)
    let height = (max(depth * scale, 40) + 60).rounded()
    // On one ruler with the side view where that has one.
    let isAligned = plan.isToScale && scale == plan.scale
    let placement = Placement(
      origin: .init(isAligned ? plan.columns[0] : SheetPlan.left + SheetPlan.width / 2, height / 2),
      anchor: isAligned
        ? plan.moments[0].root + view.up * (middle - plan.moments[0].root).dot(view.up) : middle, scale: scale)
    return bodies.indices.map { index in
      PathRow(
        label: rowLabel(
          "from above: path, start (ring), poses shown (black), feet near the \(floorWord) (coloured)", index),
        ground: ground,
        path: bodies[index].clip.rootTranslations,
        stations: figures(of: index, plan).map { $0.pose.positions[0] }, contacts: points[index], view: view,
        placement: placement, height: height)
    }
  }

  private func footprints(_ body: BodyModel) -> [(point: Vector3, side: BodySide)] {
    (0..<body.clip.frameCount).flatMap { body.footContacts(of: body.clip.pose(at: $0), on: ground) }
  }
}
