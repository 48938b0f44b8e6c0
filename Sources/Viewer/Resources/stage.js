'use strict';
// A stage: ground with its bodies and arrows, drawn into its part of the canvas.

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
    this.ground = new Ground(this.data.ground || null);
    this.world.add(this.ground.group);
    for (const body of this.bodies) this.world.add(body.group);
    for (const arrow of this.arrows) this.world.add(arrow.group);
    this.home = this.tracks.length > 0 ? this.middle() : new THREE.Vector3();
  }

  /// The middle of the ground that the body covers.
  middle() {
    const box = new THREE.Box3();
    const { poses, heights } = this.tracks[0];
    for (let frame = 0; frame < poses.count; frame++) {
      const height = frame < heights.count ? heights.at(frame, 0) : 0;
      box.expandByPoint(new THREE.Vector3(poses.at(frame, 0), height, poses.at(frame, 2)));
    }
    return box.isEmpty() ? new THREE.Vector3() : box.getCenter(new THREE.Vector3());
  }

  /// Which way the body goes or faces at the start, level.
  heading() {
    const poses = this.tracks[0] && this.tracks[0].poses;
    if (!poses || poses.count === 0) return new THREE.Vector3(0, 0, 1);
    const last = poses.count - 1;
    const way = new THREE.Vector3(poses.at(last, 0) - poses.at(0, 0), 0, poses.at(last, 2) - poses.at(0, 2));
    return way.length() > 0.5 ? way.normalize() : new THREE.Vector3(0, 0, 1);
  }

  /// The point of the ground at which the camera looks.
  focus(time, options) {
    const followed = this.performed && this.performed.track.poses.count > 0 ? this.performed : this.bodies[0];
    return options.follow && followed ? followed.track.focus(time) : this.home;
  }

  update(time, options) {
    const focus = this.focus(time, options);
    this.world.position.copy(focus).negate();
    this.ground.follow(focus);
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

  /// Runs `body` with the camera lifted over the ground, should it be lower than that.
  withCamera(camera, target, body) {
    const { x, y, z } = camera.position;
    const shift = this.world.position;
    const height = this.ground.height(x - shift.x, z - shift.z);
    const lift = height === null ? 0 : height + shift.y + 0.1 - y;
    if (!(lift > 0)) return body();
    const turn = camera.quaternion.clone();
    camera.position.y += lift;
    camera.lookAt(target);
    camera.updateMatrixWorld();
    const result = body();
    camera.position.y = y;
    camera.quaternion.copy(turn);
    camera.updateMatrixWorld();
    return result;
  }

  draw(renderer, camera, target, left, bottom, width, height) {
    camera.aspect = width / height;
    camera.updateProjectionMatrix();
    renderer.setViewport(left, bottom, width, height);
    renderer.setScissor(left, bottom, width, height);
    this.withCamera(camera, target, () => renderer.render(this.scene, camera));
  }
}

Stage.noShift = new THREE.Vector3();
