'use strict';
// The clock of all stages, and the camera that looks at them.

class Player {
  constructor(stages, canvas) {
    this.stages = stages;
    this.time = 0;
    this.isPlaying = false;
    this.speed = 1;
    this.loops = true;
    this.options = {
      follow: true, ghost: 'over', contacts: true, wrench: true, errors: false, shadows: true,
      aside: new THREE.Vector3(),
    };
    this.canvas = canvas;
    this.renderer = new THREE.WebGLRenderer({ canvas, antialias: true });
    this.renderer.autoClear = true;
    this.renderer.setScissorTest(true);
    this.renderer.shadowMap.enabled = true;
    this.renderer.shadowMap.type = THREE.PCFSoftShadowMap;
    this.camera = new THREE.PerspectiveCamera(38, 1, 0.05, 60);
    this.controls = new THREE.OrbitControls(this.camera, canvas);
    this.controls.enableKeys = false;
    this.controls.maxPolarAngle = Math.PI * 0.495;
    this.controls.minDistance = 0.5;
    this.controls.maxDistance = 18;
    this.resetCamera();
  }

  get duration() { return Math.max(0, ...this.stages.map(stage => stage.duration)); }
  /// Frames a second by which it steps.
  get rate() { return Math.max(1, ...this.stages.map(stage => stage.rate)); }
  get frame() { return Math.round(this.time * this.rate); }
  get lastFrame() { return Math.round(this.duration * this.rate); }

  /// Sees the body from its left and a little from the front, over the ground between the two.
  resetCamera() {
    const first = this.stages.find(stage => stage.tracks.length > 0) || this.stages[0];
    const heading = first.heading();
    const side = new THREE.Vector3(heading.z, 0, -heading.x);
    this.options.aside.copy(side).multiplyScalar(-0.9);
    this.controls.target.set(0, 0.85, 0);
    this.camera.position.copy(side).multiplyScalar(3.3).addScaledVector(heading, 1.7);
    const focus = first.focus(this.time, this.options);
    const { x, z } = this.camera.position;
    const height = first.ground.height(focus.x + x, focus.z + z);
    this.camera.position.y = 1.55 + (height === null ? 0 : Math.max(0, height - focus.y));
    this.controls.update();
  }

  seek(time) { this.time = Math.max(0, Math.min(this.duration, time)); }

  /// Stops, and goes on or back by whole frames.
  step(frames) {
    this.isPlaying = false;
    const frame = Math.max(0, Math.min(this.lastFrame, this.frame + frames));
    this.seek(frame / this.rate);
  }

  toggle() {
    if (!this.isPlaying && this.time >= this.duration - 1e-6) this.time = 0;
    this.isPlaying = !this.isPlaying;
  }

  changeSpeed(steps) {
    const speeds = Player.speeds;
    const index = speeds.indexOf(this.speed) + steps;
    this.speed = speeds[Math.max(0, Math.min(speeds.length - 1, index))];
  }

  /// - seconds: of real time since the last picture.
  advance(seconds) {
    if (!this.isPlaying) return;
    this.time += seconds * this.speed;
    if (this.time < this.duration) return;
    if (this.loops && this.duration > 0) {
      this.time %= this.duration;
    } else {
      this.time = this.duration;
      this.isPlaying = false;
    }
  }

  draw() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    if (this.width !== width || this.height !== height || this.ratio !== ratio) {
      [this.width, this.height, this.ratio] = [width, height, ratio];
      this.renderer.setPixelRatio(ratio);
      this.renderer.setSize(width, height, false);
    }
    this.stages.forEach((stage, index) => {
      stage.update(this.time, this.options);
      stage.lamp.castShadow = this.options.shadows;
      const left = Math.round(index * width / this.stages.length);
      const right = Math.round((index + 1) * width / this.stages.length);
      stage.draw(this.renderer, this.camera, this.controls.target, left, 0, right - left, height);
    });
  }

  /// What a point of the canvas shows: the stage, and a ray into its world.
  ray(x, y) {
    const count = this.stages.length;
    const index = Math.min(count - 1, Math.floor(x / this.width * count));
    const left = Math.round(index * this.width / count);
    const right = Math.round((index + 1) * this.width / count);
    this.camera.aspect = (right - left) / this.height;
    this.camera.updateProjectionMatrix();
    const caster = new THREE.Raycaster();
    const stage = this.stages[index];
    stage.withCamera(this.camera, this.controls.target, () => caster.setFromCamera(
      new THREE.Vector2(2 * (x - left) / (right - left) - 1, 1 - 2 * y / this.height), this.camera));
    return { stage, caster };
  }
}

Player.speeds = [0.1, 0.25, 0.5, 1, 2, 4];
