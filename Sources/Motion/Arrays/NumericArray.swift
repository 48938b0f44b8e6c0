/// An n-dimensional array of numbers in row-major (C) order.
public struct NumericArray: Sendable, Equatable {
  public var shape: [Int]
  public var values: [Double]

  public init(shape: [Int], values: [Double]) {
    self.shape = shape
    self.values = values
  }
}
