/// Memory that a plugin is shown: made once, so that its place stays the same and a step allocates nothing.
struct HostBuffer<Element: BitwiseCopyable>: ~Copyable {
  let start: UnsafeMutablePointer<Element>
  let count: Int

  init(repeating element: Element, count: Int) {
    self.count = count
    // Never empty, so that the library has a valid address even for nothing.
    start = .allocate(capacity: max(count, 1))
    start.initialize(repeating: element, count: max(count, 1))
  }

  deinit { start.deallocate() }

  func fill(with element: Element) { start.update(repeating: element, count: count) }
}

extension HostBuffer where Element == Double {
  init(_ values: [Double]) {
    self.init(repeating: 0, count: values.count)
    for (index, value) in values.enumerated() { start[index] = value }
  }
}
