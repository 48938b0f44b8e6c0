/// What a page tells the simulation that it shows.
struct LiveCommand: Decodable {
  enum Kind: String, Decodable { case play, pause, step, restart, speed, pull, release, cap }

  var command: Kind
  /// Of `speed`: simulated seconds to a second.
  var value: Double?
  /// Of `pull`: the link, the point in its frame, and where to.
  var link: Int?
  var point: [Double]?
  var target: [Double]?
  /// Of `cap`: N and N m; null for no limit.
  var force: Double?
  var torque: Double?
}

/// What the simulation tells its pages.
struct LiveUpdate: Encodable {
  struct Failure: Encodable {
    var time: Double
    var reason: String
  }

  var isRunning: Bool?
  /// True when all that came before is over.
  var restarted: Bool?
  /// Simulated seconds; with it come the fields below.
  var time: Double?
  /// As in a track: seven numbers a link.
  var poses: String?
  var errors: [Double]?
  /// Height of the ground under the root in metres, as in a track; nil on a level floor at height 0.
  var ground: Double?
  /// By plot and label.
  var series: [String: Double]?
  /// Six numbers each: where it acts and the vector.
  var force: [Double]?
  var torque: [Double]?
  /// One a link.
  var contacts: [[Double]]?
  var failure: Failure?
  /// Why there is nothing more to come.
  var problem: String?
}
