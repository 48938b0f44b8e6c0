'use strict';
// The document's numbers, and what they are at a moment.

function unpack(base64) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index);
  const view = new DataView(bytes.buffer);
  const values = new Float32Array(bytes.length / 4);
  for (let index = 0; index < values.length; index++) values[index] = view.getFloat32(4 * index, true);
  return values;
}

/// Rows of numbers at a rate, to which a running simulation appends.
class Rows {
  constructor(width, rate, values) {
    this.width = width;
    this.rate = rate;
    this.values = values || new Float32Array(0);
    this.count = width > 0 ? Math.floor(this.values.length / width) : 0;
  }

  append(row) {
    const end = this.count * this.width;
    if (end + this.width > this.values.length) {
      const larger = new Float32Array(Math.max(2 * this.values.length, 256 * this.width));
      larger.set(this.values.subarray(0, end));
      this.values = larger;
    }
    this.values.set(row, end);
    this.count += 1;
  }

  clear() { this.count = 0; }

  /// The row at or before a moment; the last one after the end.
  index(time) { return Math.max(0, Math.min(this.count - 1, Math.floor(time * this.rate + 1e-6))); }
  nearest(time) { return Math.max(0, Math.min(this.count - 1, Math.round(time * this.rate))); }
  at(index, column) { return this.values[index * this.width + column]; }

  get duration() { return Math.max(0, this.count - 1) / this.rate; }
}

/// A body over time.
class Track {
  constructor(data) {
    this.role = data.role;
    this.links = data.links;
    this.poses = new Rows(7 * data.links.length, data.rate, unpack(data.poses));
    this.errors = new Rows(data.links.length, data.rate, data.errors ? unpack(data.errors) : null);
    /// Of the ground under the root, in metres; without rows where the floor is level at height 0.
    this.heights = new Rows(1, data.rate, data.heights ? unpack(data.heights) : null);
    // A slow average of the root's place, for a camera that follows without shaking.
    this.position = new THREE.Vector3();
  }

  /// Puts objects, one a link, where the links are: between two frames on the way from one to the next.
  place(objects, time) {
    const poses = this.poses;
    if (poses.count === 0) return;
    const exact = Math.max(0, Math.min(poses.count - 1, time * poses.rate));
    const a = Math.floor(exact + 1e-6);
    const b = Math.min(a + 1, poses.count - 1);
    const share = Math.max(0, exact - a);
    const values = poses.values;
    for (let link = 0; link < objects.length; link++) {
      const p = a * poses.width + 7 * link;
      const q = b * poses.width + 7 * link;
      const object = objects[link];
      object.position.set(
        values[p] + (values[q] - values[p]) * share, values[p + 1] + (values[q + 1] - values[p + 1]) * share,
        values[p + 2] + (values[q + 2] - values[p + 2]) * share);
      // The nearer of the two quaternions of the next frame's rotation.
      let dot = 0;
      for (let k = 3; k < 7; k++) dot += values[p + k] * values[q + k];
      const sign = dot < 0 ? -share : share;
      object.quaternion.set(
        values[p + 3] * (1 - share) + values[q + 3] * sign, values[p + 4] * (1 - share) + values[q + 4] * sign,
        values[p + 5] * (1 - share) + values[q + 5] * sign, values[p + 6] * (1 - share) + values[q + 6] * sign
      ).normalize();
    }
  }

  /// Where the body is, on the ground, averaged over half a second to each side.
  focus(time) {
    const poses = this.poses;
    if (poses.count === 0) return this.position.set(0, 0, 0);
    const middle = poses.nearest(time);
    const reach = Math.round(poses.rate / 2);
    const from = Math.max(0, middle - reach);
    const to = Math.min(poses.count - 1, middle + reach);
    const sum = this.position.set(0, 0, 0);
    for (let frame = from; frame <= to; frame++) {
      sum.x += poses.at(frame, 0);
      sum.y += frame < this.heights.count ? this.heights.at(frame, 0) : 0;
      sum.z += poses.at(frame, 2);
    }
    return sum.divideScalar(to - from + 1);
  }
}
