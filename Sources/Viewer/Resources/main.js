'use strict';
// Puts the page together and keeps it going.

function showMessage(text) {
  element('message').textContent = text;
  element('message').hidden = false;
}

function start() {
  const data = JSON.parse(element('document').textContent);
  const stages = data.stages.map(stage => new Stage(stage));
  const player = new Player(stages, element('canvas'));
  buildLabels(stages);
  buildLegend(stages);
  buildFigures(stages);
  const live = data.live ? new Live(player, stages[0], data.live) : null;
  // Tells a server when its last page is closed.
  if (!live && location.protocol.startsWith('http')) new WebSocket(`ws://${location.host}/socket`);
  const plots = new Plots(stages, element('plots'), time => {
    if (!live || !live.isRunning) player.isPlaying = false;
    player.seek(time);
  });
  const bindings = keyBindings(player, live);
  buildHelp(bindings, live);
  listenToKeys(bindings);
  listenToTransport(player, live, bindings);

  let before = performance.now();
  const timing = { frames: 0, work: 0, began: before };
  const picture = now => {
    const begin = performance.now();
    player.advance(Math.min(0.25, Math.max(0, (now - before) / 1000)));
    before = now;
    if (live) live.update();
    player.draw();
    plots.draw(player.time, player.duration);
    showTransport(player, live);
    drawMarks(element('marks'), stages, player.duration);
    timing.frames += 1;
    timing.work += performance.now() - begin;
    requestAnimationFrame(picture);
  };
  if (!live) player.isPlaying = player.duration > 0;
  requestAnimationFrame(picture);
  // For tests and the curious.
  window.viewer = { player, stages, plots, live, timing };
}

function listenToTransport(player, live, bindings) {
  const press = key => bindings.find(binding => binding.keys.includes(key)).run({ shiftKey: false });
  element('play').onclick = () => press(' ');
  element('back').onclick = () => press('ArrowLeft');
  element('forth').onclick = () => press('ArrowRight');
  element('help-button').onclick = () => press('?');
  element('loop').onchange = event => { player.loops = event.target.checked; };
  element('loop-label').hidden = live !== null;
  element('speed').onchange = event => { player.speed = Number(event.target.value); };
  element('scrubber').addEventListener('input', event => {
    player.isPlaying = false;
    player.seek(Number(event.target.value) / 1000 * player.duration);
    // On a frame, as stepping does.
    player.seek(player.frame / player.rate);
  });
}

function showTransport(player, live) {
  const isPlaying = live ? live.isRunning : player.isPlaying;
  element('play').classList.toggle('playing', isPlaying);
  element('loop').checked = player.loops;
  if (live && live.sentSpeed !== player.speed) live.setSpeed(live.sentSpeed = player.speed);
  if (document.activeElement !== element('speed')) element('speed').value = String(player.speed);
  element('scrubber').value = player.duration > 0 ? 1000 * player.time / player.duration : 0;
  element('error-legend').hidden = !player.options.errors;
  const total = live ? '' : ` / ${player.duration.toFixed(2)}`;
  element('clock').textContent = `${player.time.toFixed(2)}${total} s, frame ${player.frame}`;
}

addEventListener('error', event => showMessage(`The page has failed: ${event.message}`));
try {
  start();
} catch (error) {
  showMessage(`The page cannot show this: ${error.message}`);
  throw error;
}
