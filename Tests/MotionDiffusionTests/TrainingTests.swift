import Foundation
import Motion
import TestSupport
import Testing
import Torch

@testable import MotionDiffusion

@Suite(.needsTorch) struct TrainingTests {
  @Test("What a motion is taken to be does not depend on longer ones beside it")
  func masks() throws {
    let model = try TestModels.model()
    let library = model.library
    let rows = [0, 6].map { model.normalisation.normalised(TestModels.motions[$0].features) }
    func predicted(_ rows: [[Float]]) throws -> [Float] {
      let batch = MotionBatch(rows: rows, framesPerToken: 4, library: library, device: .cpu)
      let steps = library.full([rows.count], 3, dtype: .int64)
      let text = library.zeros([rows.count, model.card.textWidth])
      let output = model.network(
        batch.features, step: steps, text: text, tokenMask: batch.tokenMask, precision: .float32)
      return try library.withoutGradients { try batch.rows(of: output)[0] }
    }
    let (alone, together) = (try predicted([rows[0]]), try predicted(rows))
    #expect(alone.count == together.count)
    #expect(zip(alone, together).allSatisfy { abs($0 - $1) < 1e-4 })
  }

  @Test("A run that was interrupted ends with the same losses and weights, to the bit")
  func resumes() throws {
    let folder = try TestModels.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let (whole, parts) = (folder + "/whole", folder + "/parts")
    var configuration = TestModels.configuration
    configuration.checkpointInterval = 3
    func run(_ directory: String, steps: Int, resumes: Bool) throws {
      let run = try TrainingRun(
        directory: directory, configuration: configuration, motions: TestModels.motions, licence: "none",
        data: "made up",
        resumes: resumes, library: TestModels.library())
      try run.run(steps: steps)
    }
    try run(whole, steps: 8, resumes: false)
    try run(parts, steps: 4, resumes: false)
    try run(parts, steps: 8, resumes: true)
    for file in ["curves.csv", "weights.safetensors", "training/step-8/optimiser.safetensors"] {
      let one = FileManager.default.contents(atPath: "\(whole)/\(file)")
      #expect(one != nil && one == FileManager.default.contents(atPath: "\(parts)/\(file)"), "\(file)")
    }
    configuration.width = 64
    #expect(message { try run(parts, steps: 9, resumes: true) }.contains("width is 32 there, 64 here"))
    #expect(message { try run(parts, steps: 9, resumes: false) }.contains("--resume"))
  }

  @Test("It learns what a caption stands for: one says that all features swing, one that none does")
  func learns() throws {
    let model = try TestModels.model()
    let trainer = try DiffusionTrainer(model: model, motions: TestModels.motions)
    for _ in 0..<1000 { _ = try trainer.train() }
    try trainer.adoptAverages()
    var options = MotionDiffusionModel.SamplingOptions()
    options.guidance = 3
    let captions = ["a person swings", "a body is still"]
    let samples = try model.sample(
      captions.map { MotionDiffusionModel.Request(caption: $0, frames: 24, seed: 1) }, options: options)
    /// The mean over columns of the variance over time; a sine's is 1/2.
    let variances = samples.map { sample -> Float in
      let width = HumanML3DFeatures.count
      var sum: Float = 0
      for column in 0..<width {
        let values = (0..<24).map { sample.features[$0 * width + column] }
        let mean = values.reduce(0, +) / 24
        for value in values { sum += (value - mean) * (value - mean) / 24 }
      }
      return sum / Float(width)
    }
    #expect(variances[0] > 0.25 && variances[1] < 0.05, "\(variances)")
  }

  @Test("The same request gives the same motion, whatever is asked for beside it")
  func samplesAlone() throws {
    let model = try TestModels.model()
    let request = MotionDiffusionModel.Request(caption: "a person swings", frames: 21, seed: 5)
    let other = MotionDiffusionModel.Request(caption: "a body is still", frames: 40, seed: 6)
    let alone = try model.sample([request])[0]
    let beside = try model.sample([other, request])[1]
    #expect(alone.frameCount == 21)
    // A network without training spreads what little differs: the matrices are of other sizes.
    #expect(zip(alone.features, beside.features).allSatisfy { abs($0 - $1) < 1e-3 })
    #expect(try model.sample([request])[0] == alone)
    let another = try model.sample([MotionDiffusionModel.Request(caption: "a person swings", frames: 21, seed: 6)])[0]
    #expect(zip(alone.features, another.features).contains { abs($0 - $1) > 0.01 })
  }

  @Test("A model comes back from its folder; one that is cut short or of another size does not")
  func files() throws {
    let folder = try TestModels.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let model = try TestModels.model()
    try model.write(to: folder)
    let library = try TestModels.library()
    let request = MotionDiffusionModel.Request(caption: "a person swings", frames: 20, seed: 0)
    #expect(try MotionDiffusionModel(directory: folder, library: library).sample([request]) == model.sample([request]))

    let card = try String(contentsOfFile: folder + "/model.json", encoding: .utf8)
    try card.replacing("\"width\" : 32", with: "\"width\" : 64")
      .write(toFile: folder + "/model.json", atomically: true, encoding: .utf8)
    let other = message { _ = try MotionDiffusionModel(directory: folder, library: library) }
    #expect(other.contains("weights.safetensors") && other.contains("expected [64,"), "\(other)")
    try card.write(toFile: folder + "/model.json", atomically: true, encoding: .utf8)

    let path = folder + "/weights.safetensors"
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    try bytes.prefix(bytes.count / 2).write(to: URL(fileURLWithPath: path))
    #expect(message { _ = try MotionDiffusionModel(directory: folder, library: library) }.contains(path))
    #expect(
      message { _ = try MotionDiffusionModel(directory: folder + "/no", library: library) }.contains("model.json"))
  }

  @Test("Requests that cannot be met are refused by what is wrong with them")
  func badRequests() throws {
    let model = try TestModels.model()
    func sample(_ caption: String, _ frames: Int) -> String {
      message {
        _ = try model.sample([MotionDiffusionModel.Request(caption: caption, frames: frames, seed: 0)])
      }
    }
    #expect(sample(" \n", 20) == "caption: it is empty")
    #expect(sample("walk", 41).contains("41 frames"))
    #expect(sample("walk", 0).contains("0 frames"))
    #expect(sample(String(repeating: "walk ", count: 10_000), 20).contains("it has 10000 words, expected at most 250"))
    // Words that nobody knows are no error.
    #expect(sample("\u{1F600} \u{4E2D} qwx", 20) == "")
  }

  @Test("Settings that are not given keep their standard values")
  func standardSettings() throws {
    var expected = ModelConfiguration()
    #expect(try ModelConfiguration(json: Data("{}".utf8), place: "file") == expected)
    expected.seed = .max
    expected.learningRate = 0.1
    let json = "{\"seed\": 18446744073709551615, \"learningRate\": 0.1}"
    #expect(try ModelConfiguration(json: Data(json.utf8), place: "file") == expected)
  }

  @Test("Settings that are unknown or out of range are named")
  func settings() {
    func problem(_ json: String) -> String {
      message { _ = try ModelConfiguration(json: Data(json.utf8), place: "file") }
    }
    #expect(problem("{\"width\": 64}") == "")
    #expect(problem("{\"width\": 64, \"layers\": null}") == "")
    #expect(problem("{\"widht\": 64}").hasPrefix("file: unknown setting 'widht'"))
    #expect(problem("{\"width\": \"wide\"}") == "file: setting 'width' has a value of the wrong kind")
    #expect(problem("{\"width\": 65}").contains("not a multiple of heads"))
    #expect(problem("[1]").contains("expected settings by name"))
  }
}
