/// What the viewer's page shows: stages side by side, all at the same moment. Plain values, written as JSON into the page.
public struct ViewerDocument: Codable, Sendable, Equatable {
  public var title: String
  public var stages: [ViewerStage]
  /// Set for a running simulation, of which the page gets its motion over a socket.
  public var live: LiveSettings?

  public init(title: String, stages: [ViewerStage], live: LiveSettings? = nil) {
    self.title = title
    self.stages = stages
    self.live = live
  }

  /// What a running simulation begins with.
  public struct LiveSettings: Codable, Sendable, Equatable {
    /// Control steps a second.
    public var controlRate: Double
    /// The most help in N and N m; nil for no limit.
    public var forceCap: Double?
    public var torqueCap: Double?
    /// Whether the scene has a helping force at all.
    public var hasHelp: Bool
    /// Of the spring by which the mouse pulls a body, in N/m, and the largest pull in N.
    public var pullStiffness: Double
    public var strongestPull: Double

    public init(
      controlRate: Double, forceCap: Double?, torqueCap: Double?, hasHelp: Bool, pullStiffness: Double,
      strongestPull: Double
    ) {
      self.controlRate = controlRate
      self.forceCap = forceCap
      self.torqueCap = torqueCap
      self.hasHelp = hasHelp
      self.pullStiffness = pullStiffness
      self.strongestPull = strongestPull
    }
  }
}

/// One motion on its own ground, with what there is to know about it.
public struct ViewerStage: Codable, Sendable, Equatable {
  public var name: String
  /// A line about the outcome; empty for none.
  public var note: String
  /// Why there is nothing to show: the page has this text in place of a body.
  public var problem: String?
  public var failure: Failure?
  /// Frames a second by which the page steps.
  public var rate: Double
  /// Seconds.
  public var duration: Double
  /// What the bodies stand on; nil for a level floor at height 0.
  public var ground: ViewerGround?
  public var tracks: [ViewerTrack]
  public var arrows: [ViewerArrow]
  public var series: [ViewerSeries]
  public var figures: [ViewerFigure]

  /// When and why a body failed to perform its motion.
  public struct Failure: Codable, Sendable, Equatable {
    public var time: Double
    public var reason: String

    public init(time: Double, reason: String) {
      self.time = time
      self.reason = reason
    }
  }

  public init(
    name: String, note: String = "", problem: String? = nil, failure: Failure? = nil, rate: Double = 30,
    duration: Double = 0, ground: ViewerGround? = nil, tracks: [ViewerTrack] = [], arrows: [ViewerArrow] = [],
    series: [ViewerSeries] = [],
    figures: [ViewerFigure] = []
  ) {
    self.name = name
    self.note = note
    self.problem = problem
    self.failure = failure
    self.rate = rate
    self.duration = duration
    self.ground = ground
    self.tracks = tracks
    self.arrows = arrows
    self.series = series
    self.figures = figures
  }
}

/// A body that moves: its links with their shapes, and where each link is in each frame.
public struct ViewerTrack: Codable, Sendable, Equatable {
  public enum Role: String, Codable, Sendable {
    /// What was to be performed, drawn as a ghost.
    case input
    /// What is looked at.
    case performed
  }

  public struct Link: Codable, Sendable, Equatable {
    public var name: String
    public var parent: Int?
    /// "left", "right" or "centre".
    public var side: String
    public var solids: [ViewerSolid]
  }

  public var role: Role
  /// Frames a second; the first is at time zero.
  public var rate: Double
  public var frameCount: Int
  public var links: [Link]
  /// Seven numbers a link, link by link, frame by frame: position in metres, orientation as x, y, z, w.
  public var poses: PackedNumbers
  /// Distance of each link from where it should be, in metres, link by link, frame by frame; nil where nothing is known.
  public var errors: PackedNumbers?
  /// Height of the ground under the root, a number a frame, in metres; nil on a level floor at height 0.
  public var heights: PackedNumbers?
}

/// A shape in its link's frame.
public struct ViewerSolid: Codable, Sendable, Equatable {
  public enum Kind: String, Codable, Sendable { case sphere, capsule, box }

  public var kind: Kind
  /// Sphere: radius. Capsule along z: radius and half its length without the caps. Box: half its edges. Metres.
  public var size: [Double]
  public var position: [Double]
  /// x, y, z, w.
  public var orientation: [Double]
}

/// A force or torque over time.
public struct ViewerArrow: Codable, Sendable, Equatable {
  public enum Kind: String, Codable, Sendable { case contact, force, torque }

  public var kind: Kind
  public var rate: Double
  /// Six numbers a frame: where it acts in metres, and the vector in N or N m.
  public var values: PackedNumbers

  public init(kind: Kind, rate: Double, values: PackedNumbers) {
    self.kind = kind
    self.rate = rate
    self.values = values
  }
}

/// A curve of a plot. Series of one plot share its axes.
public struct ViewerSeries: Codable, Sendable, Equatable {
  public enum Style: String, Codable, Sendable { case first, second, left, right, input }

  public var plot: String
  public var unit: String
  public var label: String
  public var style: Style
  public var rate: Double
  public var values: PackedNumbers

  public init(plot: String, unit: String, label: String, style: Style, rate: Double, values: [Double]) {
    self.plot = plot
    self.unit = unit
    self.label = label
    self.style = style
    self.rate = rate
    self.values = PackedNumbers(values)
  }
}

/// A row of the table of figures.
public struct ViewerFigure: Codable, Sendable, Equatable {
  public var name: String
  public var unit: String
  /// Nil for figures that only the outcome has.
  public var before: Double?
  public var after: Double?
  public var digits: Int

  public init(_ name: String, unit: String, before: Double? = nil, after: Double?, digits: Int = 1) {
    self.name = name
    self.unit = unit
    self.before = before
    self.after = after
    self.digits = digits
  }
}
