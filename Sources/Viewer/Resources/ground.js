'use strict';
// What a stage's bodies stand on: a plane without end, a mesh, or nothing.

class Ground {
  /// - data: the document's; null for a level floor at height 0.
  constructor(data) {
    this.group = new THREE.Group();
    this.mesh = null;
    this.plane = data ? data.plane || null : { height: 0, rise: [0, 0] };
    if (this.plane) this.makePlane();
    else if (data.triangles) this.makeMesh(unpack(data.vertices), unpack(data.triangles));
  }

  makePlane() {
    const shadow = new THREE.Mesh(Ground.tileGeometry, new THREE.ShadowMaterial({ opacity: 0.28 }));
    shadow.receiveShadow = true;
    shadow.position.y = 0.001;
    this.tile = new THREE.Group();
    this.tile.add(new THREE.Mesh(Ground.tileGeometry, new THREE.MeshBasicMaterial({ map: Ground.lines(60) })), shadow);
    // Sheared, not turned: so that its lines stay at whole metres of the world.
    const [x, z] = this.plane.rise;
    this.tile.matrixAutoUpdate = false;
    this.shear = new THREE.Matrix4().set(1, 0, 0, 0, x, 1, z, 0, 0, 0, 1, 0, 0, 0, 0, 1);
    this.group.add(this.tile);
  }

  makeMesh(vertices, triangles) {
    const places = new Float32Array(3 * triangles.length);
    triangles.forEach((vertex, index) => places.set(vertices.subarray(3 * vertex, 3 * vertex + 3), 3 * index));
    const geometry = new THREE.BufferGeometry();
    geometry.setAttribute('position', new THREE.BufferAttribute(places, 3));
    geometry.computeVertexNormals();
    // Lines at whole metres of the two directions in which a face reaches farthest.
    const normals = geometry.attributes.normal.array;
    const lines = new Float32Array(2 * triangles.length);
    for (let corner = 0; corner < triangles.length; corner++) {
      const [x, y, z] = places.subarray(3 * corner, 3 * corner + 3);
      const [nx, ny, nz] = normals.subarray(3 * corner, 3 * corner + 3).map(Math.abs);
      lines.set(ny >= nx && ny >= nz ? [x, -z] : nx >= nz ? [z, y] : [x, y], 2 * corner);
    }
    geometry.setAttribute('uv', new THREE.BufferAttribute(lines, 2));
    // Paler by as much as the lamps are brighter than white on what faces up.
    this.mesh = new THREE.Mesh(geometry, new THREE.MeshLambertMaterial({ map: Ground.lines(1), color: 0xcacaca }));
    this.mesh.receiveShadow = true;
    this.group.add(this.mesh);
    if (triangles.length <= Ground.mostEdges) {
      const material = new THREE.LineBasicMaterial({ color: 0x8f959e });
      this.group.add(new THREE.LineSegments(new THREE.EdgesGeometry(geometry, 20), material));
    }
    // From above the highest vertex one sees down on all of them.
    this.top = 1;
    for (let index = 1; index < vertices.length; index += 3) this.top = Math.max(this.top, vertices[index] + 1);
  }

  /// A plane has no end: it goes along with the focus, by whole metres.
  follow(focus) {
    if (!this.plane) return;
    const [x, z] = [Math.round(focus.x), Math.round(focus.z)];
    this.tile.matrix.copy(this.shear).setPosition(x, this.height(x, z), z);
    this.tile.matrixWorldNeedsUpdate = true;
  }

  /// Of the surface above or below a place, in metres; null where there is none.
  height(x, z) {
    if (this.plane) return this.plane.height + this.plane.rise[0] * x + this.plane.rise[1] * z;
    if (!this.mesh) return null;
    const caster = new THREE.Raycaster(new THREE.Vector3(x, this.top, z), new THREE.Vector3(0, -1, 0));
    // In the world's own axes, wherever the stage has moved it.
    const place = this.mesh.matrixWorld.clone();
    this.mesh.matrixWorld.identity();
    const hit = caster.intersectObject(this.mesh)[0];
    this.mesh.matrixWorld.copy(place);
    return hit ? hit.point.y : null;
  }
}

/// Triangles' corners up to which edges are drawn.
Ground.mostEdges = 30000;
Ground.tileGeometry = new THREE.PlaneBufferGeometry(60, 60).rotateX(-Math.PI / 2);

/// A tile a metre, with lines half a metre apart.
Ground.lines = repeat => {
  const tile = document.createElement('canvas');
  const size = tile.width = tile.height = 256;
  const context = tile.getContext('2d');
  context.fillStyle = '#f3f4f6';
  context.fillRect(0, 0, size, size);
  context.fillStyle = '#e1e3e8';
  context.fillRect(size / 2 - 1, 0, 2, size);
  context.fillRect(0, size / 2 - 1, size, 2);
  context.fillStyle = '#bfc4cc';
  for (const edge of [0, size - 2]) {
    context.fillRect(edge, 0, 2, size);
    context.fillRect(0, edge, size, 2);
  }
  const map = new THREE.CanvasTexture(tile);
  map.wrapS = map.wrapT = THREE.RepeatWrapping;
  map.repeat.set(repeat, repeat);
  map.anisotropy = 8;
  return map;
};
