'use strict';
// Forces and torques as arrows, seen through the body.

/// Newtons (newton metres) to a metre of arrow.
const ARROW_SCALES = { contact: 1000, force: 200, torque: 200, push: 400 };
const ARROW_COLOURS = { contact: 0x1d9a5b, force: 0xc2188f, torque: 0x7a3ff2, push: 0x111111 };

class Arrow {
  constructor(kind, rows) {
    this.kind = kind;
    this.rows = rows;
    const material = new THREE.MeshBasicMaterial({
      color: ARROW_COLOURS[kind], transparent: true, opacity: 0.9, depthTest: false });
    this.shaft = new THREE.Mesh(Arrow.shaftGeometry, material);
    this.tip = new THREE.Mesh(Arrow.tipGeometry, material);
    this.shaft.renderOrder = this.tip.renderOrder = 10;
    this.group = new THREE.Group();
    this.group.add(this.shaft, this.tip);
    this.direction = new THREE.Vector3();
  }

  update(time, isShown) {
    const rows = this.rows;
    // Nothing is known after the end, where the body has failed.
    const isOver = time > rows.duration + 1 / rows.rate;
    this.group.visible = isShown && rows.count > 0 && !isOver;
    if (!this.group.visible) return;
    const index = rows.nearest(time);
    this.group.position.set(rows.at(index, 0), rows.at(index, 1), rows.at(index, 2));
    this.point(rows.at(index, 3), rows.at(index, 4), rows.at(index, 5));
  }

  point(x, y, z) {
    this.direction.set(x, y, z);
    const length = this.direction.length() / ARROW_SCALES[this.kind];
    if (length < 0.01) {
      this.group.visible = false;
      return;
    }
    this.group.quaternion.setFromUnitVectors(Arrow.up, this.direction.normalize());
    const tip = Math.min(0.09, length / 2);
    this.shaft.scale.set(1, length - tip, 1);
    this.tip.scale.set(1, tip / 0.09, 1);
    this.tip.position.y = length - tip;
  }
}

Arrow.up = new THREE.Vector3(0, 1, 0);
Arrow.shaftGeometry = new THREE.CylinderBufferGeometry(0.012, 0.012, 1, 10).translate(0, 0.5, 0);
Arrow.tipGeometry = new THREE.ConeBufferGeometry(0.033, 0.09, 14).translate(0, 0.045, 0);
