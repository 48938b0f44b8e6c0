import CCairo

/// A picture being drawn: pixels from the top left, painted with cairo. It owns its cairo surface and context.
package struct Canvas: ~Copyable {
  package let width: Int
  package let height: Int
  private let surface: OpaquePointer
  private let context: OpaquePointer

  package struct Point {
    package var x: Double
    package var y: Double

    package init(_ x: Double, _ y: Double) {
      self.x = x
      self.y = y
    }
  }

  /// - Throws: `ViewerError.drawing` when cairo has no memory or refuses the size (at most 32767 either way).
  package init(width: Int, height: Int, background: Colour = .paper) throws {
    // cairo never returns nil: what went wrong is in the status of what it returns.
    let surface: OpaquePointer = cairo_image_surface_create(
      CAIRO_FORMAT_RGB24, Int32(clamping: width), Int32(clamping: height))
    let context: OpaquePointer = cairo_create(surface)
    self.width = width
    self.height = height
    self.surface = surface
    self.context = context
    // Every field is set before this may throw, so that deinit frees them.
    try check(cairo_status(context))
    fillRectangle(x: 0, y: 0, width: Double(width), height: Double(height), colour: background)
  }

  deinit {
    cairo_destroy(context)
    cairo_surface_destroy(surface)
  }

  // MARK: Shapes

  package func fillRectangle(x: Double, y: Double, width: Double, height: Double, colour: Colour) {
    use(colour)
    cairo_rectangle(context, x, y, width, height)
    cairo_fill(context)
  }

  /// A line with round ends; a point twice gives a disc of that diameter.
  package func line(_ points: [Point], width: Double, colour: Colour, opacity: Double = 1, dashes: [Double] = []) {
    guard points.count > 1 else { return }
    use(colour, opacity: opacity)
    cairo_set_line_width(context, width)
    cairo_set_line_cap(context, CAIRO_LINE_CAP_ROUND)
    cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
    cairo_set_dash(context, dashes, Int32(clamping: dashes.count), 0)
    trace(points)
    cairo_stroke(context)
  }

  package func disc(_ centre: Point, radius: Double, colour: Colour, opacity: Double = 1) {
    use(colour, opacity: opacity)
    cairo_new_path(context)
    cairo_arc(context, centre.x, centre.y, radius, 0, 2 * Double.pi)
    cairo_fill(context)
  }

  /// A filled polygon, with an edge of `edgeWidth` that lies inside it.
  package func polygon(_ points: [Point], fill: Colour, edge: Colour, edgeWidth: Double) {
    guard points.count > 2 else { return }
    cairo_save(context)
    trace(points)
    cairo_close_path(context)
    cairo_clip_preserve(context)
    use(fill)
    cairo_fill_preserve(context)
    use(edge)
    cairo_set_dash(context, nil, 0, 0)
    cairo_set_line_width(context, 2 * edgeWidth)
    cairo_stroke(context)
    cairo_restore(context)
  }

  /// Draws what `body` draws, but only inside the rectangle.
  package func clipped(x: Double, y: Double, width: Double, height: Double, _ body: () -> Void) {
    cairo_save(context)
    cairo_rectangle(context, x, y, width, height)
    cairo_clip(context)
    body()
    cairo_restore(context)
  }

  /// Draws what `body` draws, but only inside the polygon.
  package func clipped(to polygon: [Point], _ body: () -> Void) {
    guard polygon.count > 2 else { return }
    cairo_save(context)
    trace(polygon)
    cairo_close_path(context)
    cairo_clip(context)
    body()
    cairo_restore(context)
  }

  // MARK: Text

  package enum Alignment { case left, centre, right }

  /// One line of sans-serif text on the baseline `at.y`. Where no font is installed it draws nothing.
  package func text(
    _ text: String, at point: Point, size: Double = 12, colour: Colour = .ink, alignment: Alignment = .left,
    isBold: Bool = false
  ) {
    let weight = isBold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL
    cairo_select_font_face(context, "sans-serif", CAIRO_FONT_SLANT_NORMAL, weight)
    cairo_set_font_size(context, size)
    var extents = cairo_text_extents_t()
    cairo_text_extents(context, text, &extents)
    let shift =
      switch alignment {
      case .left: 0.0
      case .centre: extents.x_advance / 2
      case .right: extents.x_advance
      }
    use(colour)
    cairo_move_to(context, (point.x - shift).rounded(), point.y.rounded())
    cairo_show_text(context, text)
    cairo_new_path(context)
  }

  // MARK: Results

  /// The picture as the bytes of a PNG file.
  package func png() throws -> [UInt8] {
    cairo_surface_flush(surface)
    var bytes: [UInt8] = []
    let status = withUnsafeMutablePointer(to: &bytes) { destination in
      cairo_surface_write_to_png_stream(
        surface,
        { destination, data, count in
          guard let destination, let data else { return CAIRO_STATUS_WRITE_ERROR }
          destination.assumingMemoryBound(to: [UInt8].self).pointee
            .append(contentsOf: UnsafeBufferPointer(start: data, count: Int(count)))
          return CAIRO_STATUS_SUCCESS
        }, destination)
    }
    try check(status)
    return bytes
  }

  /// Every pixel from the top left, four bytes each: blue, green, red and one of no meaning.
  package func pixels() -> [UInt8] {
    cairo_surface_flush(surface)
    guard let data = cairo_image_surface_get_data(surface) else { return [] }
    let stride = Int(cairo_image_surface_get_stride(surface))
    var bytes: [UInt8] = []
    bytes.reserveCapacity(4 * width * height)
    for row in 0..<height {
      bytes.append(contentsOf: UnsafeBufferPointer(start: data + row * stride, count: 4 * width))
    }
    return bytes
  }

  /// The colour of the pixel in column `x` of row `y`; paper outside the picture.
  package func pixel(x: Int, y: Int) -> Colour {
    cairo_surface_flush(surface)
    guard (0..<width).contains(x), (0..<height).contains(y), let data = cairo_image_surface_get_data(surface) else {
      return .paper
    }
    let stride = Int(cairo_image_surface_get_stride(surface))
    let value = UnsafeRawPointer(data).load(fromByteOffset: y * stride + 4 * x, as: UInt32.self)
    func component(_ shift: UInt32) -> Double { Double((value >> shift) & 0xFF) / 255 }
    return Colour(component(16), component(8), component(0))
  }

  /// Gives every pixel of a strip of columns the colour that `change` says for it; nil leaves it as it is.
  package func changePixels(left: Int, width: Int, _ change: (_ x: Int, _ y: Int, Colour) -> Colour?) {
    cairo_surface_flush(surface)
    guard let data = cairo_image_surface_get_data(surface) else { return }
    let stride = Int(cairo_image_surface_get_stride(surface))
    func byte(_ component: Double) -> UInt8 { UInt8((min(max(component, 0), 1) * 255).rounded()) }
    for y in 0..<height {
      for x in 0..<width where (0..<self.width).contains(left + x) {
        let pixel = data + y * stride + 4 * (left + x)
        let old = Colour(Double(pixel[2]) / 255, Double(pixel[1]) / 255, Double(pixel[0]) / 255)
        guard let new = change(x, y, old) else { continue }
        (pixel[0], pixel[1], pixel[2]) = (byte(new.blue), byte(new.green), byte(new.red))
      }
    }
    cairo_surface_mark_dirty(surface)
  }

  private func use(_ colour: Colour, opacity: Double = 1) {
    cairo_set_source_rgba(context, colour.red, colour.green, colour.blue, opacity)
  }

  private func trace(_ points: [Point]) {
    cairo_new_path(context)
    for point in points { cairo_line_to(context, point.x, point.y) }
  }

  private func check(_ status: cairo_status_t) throws {
    guard status != CAIRO_STATUS_SUCCESS else { return }
    throw ViewerError.drawing(width: width, height: height, problem: String(cString: cairo_status_to_string(status)))
  }
}
