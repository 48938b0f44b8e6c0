import CGaitkeeper

/// Why a call fails: a code for programs and a line for people.
struct Failure: Error {
  enum Place { case argument, corrector, motion }

  var place: Place
  var message: String

  static func argument(_ message: String) -> Failure { Failure(place: .argument, message: message) }

  var code: gaitkeeper_code {
    switch place {
    case .argument: GAITKEEPER_BAD_ARGUMENT
    case .corrector: GAITKEEPER_BAD_CORRECTOR
    case .motion: GAITKEEPER_BAD_MOTION
    }
  }

  /// Runs `body`; whatever it throws is a failure of `place`, in its own words.
  static func placed<Result>(_ place: Place, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure(place: place, message: String(describing: error))
    }
  }

  /// Runs `body` for a caller in C: its code, and where it failed one line in `message`.
  static func code(_ message: UnsafeMutablePointer<CChar>?, _ capacity: Int, _ body: () throws -> Void) -> Int32 {
    do {
      try placed(.argument, body)
      return Int32(GAITKEEPER_DONE.rawValue)
    } catch {
      let failure = error as? Failure ?? .argument(String(describing: error))
      write(failure.message, to: message, capacity)
      return Int32(failure.code.rawValue)
    }
  }

  /// As much of the text as there is room for, without cutting a character in two.
  private static func write(_ text: String, to message: UnsafeMutablePointer<CChar>?, _ capacity: Int) {
    guard let message, capacity > 0 else { return }
    let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    var length = 0
    for scalar in line.unicodeScalars {
      let bytes = UTF8.encode(scalar) ?? UTF8.EncodedScalar()
      guard length + bytes.count < capacity else { break }
      for byte in bytes {
        message[length] = CChar(bitPattern: byte)
        length += 1
      }
    }
    message[length] = 0
  }
}
