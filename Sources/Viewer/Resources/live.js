'use strict';
// A running simulation at the other end of a socket: what it does comes in, what it is told goes out.

class Live {
  constructor(player, stage, settings) {
    this.player = player;
    this.stage = stage;
    this.settings = settings;
    this.isRunning = true;
    /// Simulated seconds of the newest frame.
    this.newest = 0;
    this.body = stage.performed;
    this.pushArrow = new Arrow('push', new Rows(6, 1));
    this.pushArrow.group.visible = false;
    stage.world.add(this.pushArrow.group);
    this.grip = null;
    this.connect();
    this.listenToMouse();
    this.listenToPanel();
  }

  connect() {
    this.socket = new WebSocket(`ws://${location.host}/socket`);
    this.socket.onmessage = event => this.receive(JSON.parse(event.data));
    this.socket.onclose = () => showMessage('The simulation has ended.');
  }

  send(message) {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  receive(message) {
    if (message.problem) showMessage(message.problem);
    if (message.isRunning !== undefined) this.isRunning = message.isRunning;
    if (message.restarted) this.clear();
    if (message.poses) this.takeFrame(message);
    if (message.failure !== undefined) this.setFailure(message.failure);
  }

  takeFrame(message) {
    const followsNewest = this.player.time >= this.newest - 1e-6;
    this.newest = message.time;
    this.body.track.poses.append(unpack(message.poses));
    this.body.track.errors.append(message.errors);
    if (message.ground !== undefined) this.body.track.heights.append([message.ground]);
    for (const series of this.stage.series) {
      const value = message.series[series.plot + '/' + series.label];
      if (value !== undefined && value !== null) series.rows.append([value]);
    }
    for (const arrow of this.stage.arrows) {
      if (arrow.kind !== 'contact') arrow.rows.append(message[arrow.kind]);
    }
    this.stage.arrows.filter(arrow => arrow.kind === 'contact')
      .forEach((arrow, index) => arrow.rows.append(message.contacts[index]));
    this.stage.data.duration = Math.max(this.stage.data.duration, message.time);
    // Who looks at an earlier moment goes on looking at it.
    if (followsNewest || this.isRunning) this.player.time = message.time;
  }

  clear() {
    this.newest = 0;
    this.player.time = 0;
    this.body.track.poses.clear();
    this.body.track.errors.clear();
    this.body.track.heights.clear();
    for (const arrow of this.stage.arrows) arrow.rows.clear();
    for (const series of this.stage.series) if (series.style !== 'input') series.rows.clear();
    this.setFailure(null);
  }

  setFailure(failure) {
    this.stage.failure = failure;
    const note = this.stage.noteElement;
    note.textContent = failure ? `failed after ${failure.time.toFixed(2)} s: ${failure.reason}` : this.stage.data.note;
    note.className = failure ? 'failed' : '';
  }

  toggle() { this.send({ command: this.isRunning ? 'pause' : 'play' }); }
  step() {
    this.player.time = this.newest;
    this.send({ command: 'step' });
  }
  restart() { this.send({ command: 'restart' }); }
  setSpeed(speed) { this.send({ command: 'speed', value: speed }); }

  listenToPanel() {
    element('live').hidden = false;
    element('restart').onclick = () => this.restart();
    element('caps').hidden = !this.settings.hasHelp;
    for (const [id, key] of [['force-cap', 'forceCap'], ['torque-cap', 'torqueCap']]) {
      const input = element(id);
      const value = this.settings[key];
      input.value = value === undefined || value === null ? '' : value;
      input.placeholder = 'no limit';
      input.onchange = () => {
        const cap = name => element(name).value === '' ? null : Math.max(0, Number(element(name).value));
        this.send({ command: 'cap', force: cap('force-cap'), torque: cap('torque-cap') });
      };
    }
  }

  /// A body that is dragged is pulled by a spring to the pointer, in the plane of the screen through the point taken.
  listenToMouse() {
    const canvas = this.player.canvas;
    const letGo = () => {
      if (!this.grip) return;
      this.grip = null;
      this.player.controls.enabled = true;
      this.pushArrow.group.visible = false;
      this.send({ command: 'release' });
    };
    // Before the camera's own listeners, which would turn it.
    canvas.parentElement.addEventListener('pointerdown', event => {
      if (event.button !== 0 || event.target !== canvas) return;
      const { caster } = this.player.ray(event.offsetX, event.offsetY);
      const hit = caster.intersectObject(this.body.group, true)[0];
      if (!hit) return;
      const link = hit.object.parent;
      this.grip = {
        link, index: hit.object.userData.link, point: link.worldToLocal(hit.point.clone()),
        x: event.offsetX, y: event.offsetY };
      this.player.controls.enabled = false;
      canvas.setPointerCapture(event.pointerId);
    }, true);
    canvas.addEventListener('pointermove', event => {
      if (this.grip) [this.grip.x, this.grip.y] = [event.offsetX, event.offsetY];
    });
    canvas.addEventListener('pointerup', letGo);
    canvas.addEventListener('pointercancel', letGo);
  }

  /// Before each picture: where the pointer pulls now, as body and camera have moved.
  update() {
    if (!this.grip) return;
    const { link, index, point, x, y } = this.grip;
    const { caster } = this.player.ray(x, y);
    const from = link.localToWorld(point.clone());
    const plane = new THREE.Plane().setFromNormalAndCoplanarPoint(
      this.player.camera.getWorldDirection(new THREE.Vector3()), from);
    const target = caster.ray.intersectPlane(plane, new THREE.Vector3());
    if (!target) return;
    const shift = this.stage.world.position;
    const pull = target.clone().sub(from);
    this.send({ command: 'pull', link: index, point: point.toArray(), target: target.sub(shift).toArray() });
    this.pushArrow.group.visible = true;
    this.pushArrow.group.position.copy(from).sub(shift);
    pull.multiplyScalar(this.settings.pullStiffness).clampLength(0, this.settings.strongestPull);
    this.pushArrow.point(pull.x, pull.y, pull.z);
  }
}
