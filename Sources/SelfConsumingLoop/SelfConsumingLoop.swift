/// A generator that learns from its own samples, corrected or not, generation after generation.
public struct SelfConsumingLoop<Generator: SampleGenerator, Corrector: SampleCorrector>
where Generator.Sample == Corrector.Sample {
}
