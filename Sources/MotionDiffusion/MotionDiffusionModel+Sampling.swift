import Diffusion
import Motion
import Simulation
import Torch

extension MotionDiffusionModel {
  /// What a sample is to be.
  public struct Request: Sendable, Hashable {
    public var caption: String
    /// At 20 frames per second.
    public var frames: Int
    /// The noise that it starts from follows from this.
    public var seed: UInt64

    public init(caption: String, frames: Int, seed: UInt64) {
      self.caption = caption
      self.frames = frames
      self.seed = seed
    }
  }

  /// How samples are made; nil takes the model's own.
  public struct SamplingOptions: Sendable {
    public var sampler: SamplerChoice?
    public var guidance: Double?
    /// Steps from noise to motion, at most the model's diffusion steps.
    public var steps: Int?
    /// Motions that are made at once.
    public var batch = 32

    public init() {}
  }

  /// Makes motions for captions, in the requests' order.
  /// - Parameter progress: called with how many are done.
  /// - Throws: `ModelError` when a length is out of range or a caption is empty or too long, and failures of libtorch.
  public func sample(
    _ requests: [Request], options: SamplingOptions = SamplingOptions(), progress: (Int) -> Void = { _ in }
  ) throws -> [CaptionedMotion] {
    for request in requests { try check(request) }
    // Of like length together, so that little is filled up.
    let order = requests.indices.sorted { (requests[$0].frames, $0) < (requests[$1].frames, $1) }
    var results = [CaptionedMotion?](repeating: nil, count: requests.count)
    for start in stride(from: 0, to: order.count, by: options.batch) {
      let places = order[start..<min(start + options.batch, order.count)]
      for (place, motion) in zip(places, try sampleTogether(places.map { requests[$0] }, options)) {
        results[place] = motion
      }
      progress(start + places.count)
    }
    return results.compactMap { $0 }
  }

  /// The sentence encoder reads no more.
  private static let greatestWordCount = 250

  private func check(_ request: Request) throws {
    guard request.caption.contains(where: { !$0.isWhitespace }) else { throw ModelError("caption", "it is empty") }
    let words = request.caption.split(whereSeparator: \.isWhitespace).count
    guard words <= Self.greatestWordCount else {
      throw ModelError(
        "'\(request.caption.prefix(60))'", "it has \(words) words, expected at most \(Self.greatestWordCount)")
    }
    let range = 1...configuration.maximumFrames
    guard range.contains(request.frames) else {
      throw ModelError(
        "'\(request.caption.prefix(60))'",
        "\(request.frames) frames were asked for, this model makes 1 to \(configuration.maximumFrames)")
    }
  }

  private func sampleTogether(_ requests: [Request], _ options: SamplingOptions) throws -> [CaptionedMotion] {
    let batch = MotionBatch(
      frameCounts: requests.map(\.frames), framesPerToken: configuration.framesPerToken, library: library,
      device: device)
    let generators = try requests.map { try RandomGenerator(library, seed: $0.seed) }
    // Each motion has its own noise, so that it does not depend on the others.
    func noise() -> Tensor {
      let rows = zip(generators, requests).map { generator, request in
        let filling = library.zeros([batch.length - request.frames, HumanML3DFeatures.count])
        return library.concatenated([generator.normal([request.frames, HumanML3DFeatures.count]), filling], axis: 0)
      }
      return library.stacked(rows, axis: 0).to(device)
    }
    let guidance = options.guidance ?? configuration.guidance
    let sampler = (options.sampler ?? configuration.sampler).sampler
    let text = try textTensor(requests.map(\.caption))
    let steps = schedule.spread(over: options.steps ?? schedule.steps)
    let result = try library.withoutGradients {
      var x = noise()
      for (place, step) in steps.enumerated().reversed() {
        let start = try predictedStart(x, step: step, text: text, guidance: guidance, batch: batch)
        x = sampler.earlier(
          x, start: start, signalShare: schedule.signalShares[step],
          earlierShare: place > 0 ? schedule.signalShares[steps[place - 1]] : 1, noise: noise)
        try x.check()
      }
      return try batch.rows(of: x)
    }
    return zip(requests, result).map { request, row in
      CaptionedMotion(
        id: request.caption, captions: [request.caption], features: normalisation.restored(row))
    }
  }

  /// With guidance (Ho and Salimans, "Classifier-Free Diffusion Guidance", 2022): what the network predicts without the text, and
  /// `guidance` times the way from there to what it predicts with it.
  private func predictedStart(_ x: Tensor, step: Int, text: Tensor, guidance: Double, batch: MotionBatch) throws
    -> Tensor
  {
    let count = try x.size(0)
    func steps(_ count: Int) -> Tensor { library.full([count], Double(step), dtype: .int64, device: device) }
    guard guidance != 1 else {
      return network(x, step: steps(count), text: text, tokenMask: batch.tokenMask, precision: .float32)
        * batch.frameMask
    }
    let none = library.zeros(try text.shape, device: device)
    let both = network(
      library.concatenated([x, x], axis: 0), step: steps(2 * count),
      text: library.concatenated([none, text], axis: 0),
      tokenMask: library.concatenated([batch.tokenMask, batch.tokenMask], axis: 0), precision: .float32)
    let without = both.sliced(0..<count)
    let with = both.sliced(count..<(2 * count))
    return (without + (with - without) * guidance) * batch.frameMask
  }
}
