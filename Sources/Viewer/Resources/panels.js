'use strict';
// What stands over and under the picture: names, outcomes, figures, the legend, keys and their help.

const element = id => document.getElementById(id);

function make(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

/// One table of all stages' figures, before and after, in a row each.
function buildFigures(stages) {
  const panel = element('figures');
  const shown = stages.filter(stage => stage.data.figures.length > 0);
  panel.hidden = shown.length === 0;
  const rows = [];
  for (const { name, unit } of shown.flatMap(stage => stage.data.figures)) {
    if (!rows.some(row => row.name === name)) rows.push({ name, unit });
  }
  const table = make('table');
  const titles = table.insertRow();
  titles.append(make('th'));
  const heads = table.insertRow();
  heads.append(make('th'));
  for (const stage of shown) {
    const title = make('th', stage.data.name, 'stage');
    title.colSpan = 2;
    titles.append(title);
    heads.append(make('th', 'before'), make('th', 'after'));
  }
  const text = (value, digits) => (value === undefined || value === null ? '' : value.toFixed(digits));
  for (const { name, unit } of rows) {
    const row = table.insertRow();
    row.append(make('td', name));
    for (const stage of shown) {
      const figure = stage.data.figures.find(figure => figure.name === name) || {};
      row.append(
        make('td', text(figure.before, figure.digits)), make('td', text(figure.after, figure.digits), 'after'));
    }
    row.append(make('td', unit, 'unit'));
  }
  panel.append(table);
}

function buildLabels(stages) {
  const labels = element('labels');
  stages.forEach((stage, index) => {
    const label = make('div', undefined, 'label');
    label.style.left = 100 * index / stages.length + '%';
    label.style.width = 100 / stages.length + '%';
    label.style.height = '100%';
    label.append(make('h2', stage.data.name));
    stage.noteElement = make('p', stage.data.note, stage.failure ? 'failed' : '');
    label.append(stage.noteElement);
    if (stage.data.problem) label.append(make('p', stage.data.problem, 'problem'));
    labels.append(label);
  });
}

function buildLegend(stages) {
  const css = colour => '#' + new THREE.Color(colour).getHexString();
  const entries = [[css(COLOURS.left), 'left'], [css(COLOURS.right), 'right']];
  if (stages.some(stage => stage.ghost)) entries.push([css(COLOURS.input), 'input']);
  const kinds = new Set(stages.flatMap(stage => stage.arrows.map(arrow => arrow.kind)));
  if (kinds.has('contact')) entries.push([css(ARROW_COLOURS.contact), 'contact force, 1 m = 1 kN']);
  if (kinds.has('force')) entries.push([css(ARROW_COLOURS.force), 'helping force, 1 m = 200 N']);
  if (kinds.has('torque')) entries.push([css(ARROW_COLOURS.torque), 'helping torque, 1 m = 200 N m']);
  for (const [colour, text] of entries) {
    const mark = make('i');
    mark.style.background = colour;
    element('legend').append(mark, text);
  }
  const ramp = make('span');
  ramp.id = 'error-legend';
  ramp.hidden = true;
  const bar = make('i');
  bar.style.cssText = 'width: 80px; border-radius: 2px; background: linear-gradient(90deg, '
    + ERROR_RAMP.map(colour => '#' + colour.getHexString()).join() + ')';
  ramp.append(bar, `error, 0 to ${LARGEST_ERROR * 1000} mm`);
  element('legend').append(ramp);
}

/// Every key with what it does; the help panel lists them.
function keyBindings(player, live) {
  const options = player.options;
  const flip = name => () => { options[name] = !options[name]; };
  const toggleHidden = node => { node.hidden = !node.hidden; };
  const bindings = [
    { keys: [' '], name: 'space', help: 'play, pause', run: () => (live ? live.toggle() : player.toggle()) },
    { keys: ['ArrowRight'], name: '→', help: 'one frame on (with shift: ten)',
      run: event => (live && !event.shiftKey ? live.step() : player.step(event.shiftKey ? 10 : 1)) },
    { keys: ['ArrowLeft'], name: '←', help: 'one frame back (with shift: ten)',
      run: event => player.step(event.shiftKey ? -10 : -1) },
    { keys: ['Home'], name: 'Home', help: 'to the start', run: () => player.seek(0) },
    { keys: ['End'], name: 'End', help: 'to the end', run: () => player.seek(player.duration) },
    { keys: ['[', 'ArrowDown'], name: '[', help: 'slower', run: () => player.changeSpeed(-1) },
    { keys: [']', 'ArrowUp'], name: ']', help: 'faster', run: () => player.changeSpeed(1) },
    { keys: ['l'], name: 'L', help: 'begin again at the end', run: () => { player.loops = !player.loops; } },
    { keys: ['f'], name: 'F', help: 'follow the body', run: flip('follow') },
    { keys: ['g'], name: 'G', help: 'ghost of the input: over, beside, off', run: () => {
      options.ghost = { over: 'beside', beside: 'off', off: 'over' }[options.ghost];
    } },
    { keys: ['e'], name: 'E', help: 'colour by tracking error', run: flip('errors') },
    { keys: ['c'], name: 'C', help: 'contact forces', run: flip('contacts') },
    { keys: ['w'], name: 'W', help: 'help', run: flip('wrench') },
    { keys: ['s'], name: 'S', help: 'shadows', run: flip('shadows') },
    { keys: ['p'], name: 'P', help: 'plots', run: () => toggleHidden(element('plots')) },
    { keys: ['t'], name: 'T', help: 'table of figures', run: () => toggleHidden(element('figures')) },
    { keys: ['0'], name: '0', help: 'camera to its place', run: () => player.resetCamera() },
    { keys: ['?', 'h'], name: '?', help: 'this panel', run: () => {
      const help = element('help');
      if (help.open) help.close(); else help.showModal();
    } },
  ];
  if (live) {
    bindings.push({ keys: ['r'], name: 'R', help: 'begin the simulation again', run: () => live.restart() });
  }
  return bindings;
}

function buildHelp(bindings, live) {
  const help = element('help');
  help.append(make('h2', 'Keys'));
  const table = make('table');
  for (const binding of bindings) {
    const row = table.insertRow();
    row.insertCell().append(make('kbd', binding.name));
    row.append(make('td', binding.help));
  }
  help.append(table);
  help.append(make('p', live
    ? 'Drag the body to pull it, the ground to turn the camera; the wheel zooms, the right button moves.'
    : 'Drag to turn the camera; the wheel zooms, the right button moves. Drag in a plot to move in time.'));
}

function listenToKeys(bindings) {
  addEventListener('keydown', event => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.matches('input[type=number]')) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const binding = bindings.find(binding => binding.keys.includes(key));
    if (!binding) return;
    // A focused slider, button or list must not take the key too.
    event.preventDefault();
    if (document.activeElement && document.activeElement !== document.body) document.activeElement.blur();
    binding.run(event);
  });
}
