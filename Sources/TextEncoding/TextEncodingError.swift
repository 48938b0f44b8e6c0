/// Why texts have no vectors.
public enum TextEncodingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The encoder's weights are nowhere.
  case missing(searched: [String])
  /// A file of the encoder that is not what it should be.
  case malformed(file: String, problem: String)
  /// A text without words; `index` counts from 0 among those given.
  case noWords(index: Int, text: String)

  public var description: String {
    switch self {
    case .missing(let searched):
      "the text encoder's weights are not set up: run Scripts/setup-text (a download of 84 MB), or set "
        + "\(MiniLMFolder.variable) to the folder with model.safetensors. Searched: \(searched.joined(separator: ", "))"
    case .malformed(let file, let problem): "\(file): \(problem)"
    case .noWords(let index, let text):
      "caption \(index + 1) (\(text.isEmpty ? "empty" : text.debugDescription)) has no words, expected a description"
    }
  }
}
