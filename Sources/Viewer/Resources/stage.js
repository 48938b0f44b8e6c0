'use strict';
// A stage: a floor with its bodies and arrows, drawn into its part of the canvas.

class Stage {
  constructor(data) {
    this.data = data;
    this.rate = data.rate;
    this.tracks = data.tracks.map(track => new Track(track));
    this.bodies = this.tracks.map(track => new Body(track));
    this.arrows = data.arrows.map(arrow => new Arrow(arrow.kind, new Rows(6, arrow.rate, unpack(arrow.values))));
    this.series = data.series.map(series => ({
      ...series, rows: new Rows(1, series.rate, unpack(series.values)) }));
    this.failure = data.failure || null;
    this.buildScene();
  }

  get performed() { return this.bodies.find(body => !body.isGhost); }
  get ghost() { return this.bodies.find(body => body.isGhost); }
  get duration() { return this.data.duration; }

  buildScene() {
    this.scene = new THREE.Scene();
    this.scene.background = new THREE.Color(0xf3f4f6);
    this.scene.fog = new THREE.Fog(0xf3f4f6, 9, 22);
    // Moved against the body that is followed, so that one camera serves every stage.
    this.world = new THREE.Group();
    this.scene.add(this.world);
    this.scene.add(new THREE.HemisphereLight(0xffffff, 0xb8b4ac, 0.75));
    this.lamp = new THREE.DirectionalLight(0xffffff, 0.55);
    this.lamp.position.set(1.8, 5, 1.2);
    this.lamp.castShadow = true;
    this.lamp.shadow.mapSize.set(1024, 1024);
    const box = this.lamp.shadow.camera;
    box.left = box.bottom = -2.2;
    box.right = box.top = 2.2;
    box.near = 1;
    box.far = 9;
    this.lamp.shadow.bias = -0.002;
    this.scene.add(this.lamp, this.lamp.target);
    this.floor = new THREE.Mesh(
      Stage.floorGeometry, new THREE.ShadowMaterial({ opacity: 0.28 }));
    this.floor.receiveShadow = true;
    this.floor.position.y = 0.001;
    this.grid = new THREE.Group();
    this.grid.add(new THREE.Mesh(Stage.floorGeometry, Stage.floorMaterial()), this.floor);
    this.world.add(this.grid);
    for (const body of this.bodies) this.world.add(body.group);
    for (const arrow of this.arrows) this.world.add(arrow.group);
    this.home = this.tracks.length > 0 ? this.middle() : new THREE.Vector3();
  }

  /// The middle of the floor that the body covers.
  middle() {
    const box = new THREE.Box2();
    const poses = this.tracks[0].poses;
    for (let frame = 0; frame < poses.count; frame++) {
      box.expandByPoint(new THREE.Vector2(poses.at(frame, 0), poses.at(frame, 2)));
    }
    const centre = box.isEmpty() ? new THREE.Vector2() : box.getCenter(new THREE.Vector2());
    return new THREE.Vector3(centre.x, 0, centre.y);
  }

  /// Which way the body goes or faces at the start, level.
  heading() {
    const poses = this.tracks[0] && this.tracks[0].poses;
    if (!poses || poses.count === 0) return new THREE.Vector3(0, 0, 1);
    const last = poses.count - 1;
    const way = new THREE.Vector3(poses.at(last, 0) - poses.at(0, 0), 0, poses.at(last, 2) - poses.at(0, 2));
    return way.length() > 0.5 ? way.normalize() : new THREE.Vector3(0, 0, 1);
  }

  update(time, options) {
    const followed = this.performed && this.performed.track.poses.count > 0 ? this.performed : this.bodies[0];
    const focus = options.follow && followed ? followed.track.focus(time) : this.home;
    this.world.position.set(-focus.x, 0, -focus.z);
    // The floor has no end.
    this.grid.position.set(Math.round(focus.x), 0, Math.round(focus.z));
    for (const body of this.bodies) {
      body.update(time, options.errors && !body.isGhost);
      body.group.visible = body.track.poses.count > 0;
      if (!body.isGhost || !this.performed) continue;
      body.group.visible = options.ghost !== 'off';
      body.group.position.copy(options.ghost === 'beside' ? options.aside : Stage.noShift);
    }
    for (const arrow of this.arrows) {
      arrow.update(time, arrow.kind === 'contact' ? options.contacts : options.wrench);
    }
  }

  draw(renderer, camera, left, bottom, width, height) {
    camera.aspect = width / height;
    camera.updateProjectionMatrix();
    renderer.setViewport(left, bottom, width, height);
    renderer.setScissor(left, bottom, width, height);
    renderer.render(this.scene, camera);
  }
}

Stage.floorGeometry = new THREE.PlaneBufferGeometry(60, 60).rotateX(-Math.PI / 2);

/// A tile a metre, with lines half a metre apart.
Stage.floorMaterial = () => {
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
  map.repeat.set(60, 60);
  map.anisotropy = 8;
  return new THREE.MeshBasicMaterial({ map });
};
Stage.noShift = new THREE.Vector3();
