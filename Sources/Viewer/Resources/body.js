'use strict';
// A body's capsules, spheres and boxes, as a figure or as a ghost.

const COLOURS = {
  left: new THREE.Color(0xef9929), right: new THREE.Color(0x337fcc), centre: new THREE.Color(0x9ea1a8),
  input: new THREE.Color(0x9b6fc4),
};
/// Of bodies coloured by their tracking error: from none to this many metres.
const LARGEST_ERROR = 0.15;
const ERROR_RAMP = [0x2c7bb6, 0x7fc3b4, 0xf4e285, 0xf29545, 0xc8102e].map(colour => new THREE.Color(colour));

function errorColour(error, into) {
  const place = Math.min(error / LARGEST_ERROR, 1) * (ERROR_RAMP.length - 1);
  const index = Math.min(Math.floor(place), ERROR_RAMP.length - 2);
  return into.copy(ERROR_RAMP[index]).lerp(ERROR_RAMP[index + 1], place - index);
}

function capsuleGeometry(radius, halfLength) {
  const outline = [];
  const steps = 5;
  for (let step = 0; step <= steps; step++) {
    const angle = -Math.PI / 2 + (step / steps) * Math.PI / 2;
    outline.push(new THREE.Vector2(Math.max(radius * Math.cos(angle), 1e-5), radius * Math.sin(angle) - halfLength));
  }
  for (let step = 0; step <= steps; step++) {
    const angle = (step / steps) * Math.PI / 2;
    outline.push(new THREE.Vector2(Math.max(radius * Math.cos(angle), 1e-5), radius * Math.sin(angle) + halfLength));
  }
  // A lathe turns about y; capsules lie along z.
  return new THREE.LatheBufferGeometry(outline, 16).rotateX(Math.PI / 2);
}

function solidGeometry(solid) {
  switch (solid.kind) {
    case 'sphere': return new THREE.SphereBufferGeometry(solid.size[0], 16, 11);
    case 'capsule': return capsuleGeometry(solid.size[0], solid.size[1]);
    default: return new THREE.BoxBufferGeometry(2 * solid.size[0], 2 * solid.size[1], 2 * solid.size[2]);
  }
}

class Body {
  constructor(track) {
    this.track = track;
    this.isGhost = track.role === 'input';
    this.group = new THREE.Group();
    this.links = track.links.map(link => this.makeLink(link));
    for (const link of this.links) this.group.add(link);
    this.colour = new THREE.Color();
    this.hasErrorColours = false;
  }

  makeLink(link) {
    const object = new THREE.Group();
    object.userData.link = link.name;
    const material = this.isGhost
      ? new THREE.MeshLambertMaterial({ color: COLOURS.input, transparent: true, opacity: 0.32, depthWrite: false })
      : new THREE.MeshPhongMaterial({ color: COLOURS[link.side], shininess: 25, specular: 0x333333 });
    object.userData.material = material;
    object.userData.ownColour = material.color.clone();
    for (const solid of link.solids) {
      const geometry = solidGeometry(solid);
      const meshes = [new THREE.Mesh(geometry, material)];
      if (this.isGhost) {
        // Its nearest surface first, without colour: so its parts do not show through each other.
        meshes.push(new THREE.Mesh(geometry, Body.depthOnly));
        meshes[0].renderOrder = 2;
        meshes[1].renderOrder = 1;
      } else {
        meshes[0].castShadow = true;
        meshes[0].userData.link = this.track.links.indexOf(link);
      }
      for (const mesh of meshes) {
        mesh.position.fromArray(solid.position);
        mesh.quaternion.fromArray(solid.orientation);
        object.add(mesh);
      }
    }
    return object;
  }

  update(time, withErrorColours) {
    this.track.place(this.links, time);
    if (!this.isGhost) this.setFaded(time > this.track.poses.duration + 1.5 / this.track.poses.rate);
    const errors = this.track.errors;
    const colours = withErrorColours && errors.count > 0;
    if (!colours && !this.hasErrorColours) return;
    const frame = errors.nearest(time);
    this.links.forEach((link, index) => {
      const own = link.userData.ownColour;
      link.userData.material.color.copy(colours ? errorColour(errors.at(frame, index), this.colour) : own);
    });
    this.hasErrorColours = colours;
  }

  /// A body of which nothing more is known is pale.
  setFaded(isFaded) {
    if (isFaded === this.isFaded) return;
    this.isFaded = isFaded;
    for (const { userData: { material } } of this.links) {
      material.transparent = isFaded;
      material.opacity = isFaded ? 0.45 : 1;
    }
  }
}

Body.depthOnly = new THREE.MeshBasicMaterial({
  colorWrite: false, transparent: true, polygonOffset: true, polygonOffsetFactor: 1, polygonOffsetUnits: 2 });
