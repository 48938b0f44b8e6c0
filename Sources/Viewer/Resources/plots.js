'use strict';
// Curves over time, one row of plots for each quantity, one column for each stage, and the marks on the timeline.

const STYLE = getComputedStyle(document.documentElement);
const styleColour = name => STYLE.getPropertyValue('--' + name).trim();

/// A round number a little over a value, for the top of an axis.
function roundedUp(value) {
  if (!(value > 0)) return 1;
  const power = Math.pow(10, Math.floor(Math.log10(value)));
  return [1, 1.5, 2, 3, 4, 5, 7.5, 10].map(step => step * power).find(step => step >= value);
}

function fitCanvas(canvas) {
  const ratio = window.devicePixelRatio || 1;
  const width = Math.max(1, Math.round(canvas.clientWidth * ratio));
  const height = Math.max(1, Math.round(canvas.clientHeight * ratio));
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  const context = canvas.getContext('2d');
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}

class Plot {
  constructor(name, stage, series) {
    this.name = name;
    this.stage = stage;
    this.series = series;
    this.canvas = document.createElement('canvas');
    this.curves = document.createElement('canvas');
    this.drawnCount = -1;
  }

  bounds() {
    let low = 0, high = 0;
    for (const { rows } of this.series) {
      for (let index = 0; index < rows.count; index++) {
        const value = rows.values[index];
        if (value < low) low = value;
        if (value > high) high = value;
      }
    }
    return { low: low < 0 ? -roundedUp(-low) : 0, high: roundedUp(high) };
  }

  get count() { return this.series.reduce((sum, series) => sum + series.rows.count, 0); }

  x(time, duration) { return Plot.left + (this.canvas.clientWidth - Plot.left - 2) * time / Math.max(duration, 1e-9); }
  time(x, duration) {
    const share = (x - Plot.left) / Math.max(1, this.canvas.clientWidth - Plot.left - 2);
    return Math.max(0, Math.min(1, share)) * duration;
  }

  /// The curves themselves, kept until they change.
  drawCurves(duration, bounds) {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const key = [this.count, width, height, duration, bounds.low, bounds.high].join();
    if (key === this.drawn) return;
    this.drawn = key;
    const context = fitCanvas(this.canvas);
    const y = value => height - 6 - (height - 22) * (value - bounds.low) / (bounds.high - bounds.low);
    context.clearRect(0, 0, width, height);
    context.font = '11px system-ui, "DejaVu Sans", sans-serif';
    context.fillStyle = styleColour('soft');
    context.textAlign = 'right';
    for (const value of new Set([bounds.low, 0, bounds.high])) {
      // A low end near zero has no room for its number.
      if (value === 0 || value === bounds.high || y(value) - y(0) > 11) {
        context.fillText(String(+value.toPrecision(3)), Plot.left - 5, y(value) + 4);
      }
      context.fillStyle = styleColour('faint');
      context.fillRect(Plot.left, Math.round(y(value)), width - Plot.left, 1);
      context.fillStyle = styleColour('soft');
    }
    if (this.stage.failure) {
      context.fillStyle = 'rgba(208, 16, 48, .10)';
      const from = this.x(this.stage.failure.time, duration);
      context.fillRect(from, 16, width - from, height - 20);
    }
    context.lineJoin = 'round';
    for (const { rows, style } of this.series) {
      context.strokeStyle = styleColour(style);
      context.lineWidth = style === 'first' || style === 'left' || style === 'right' ? 1.6 : 1.1;
      context.setLineDash(style === 'input' ? [4, 3] : []);
      context.beginPath();
      for (let index = 0; index < rows.count; index++) {
        context.lineTo(this.x(index / rows.rate, duration), y(rows.values[index]));
      }
      context.stroke();
    }
    context.setLineDash([]);
    fitCanvas(this.curves.width === this.canvas.width ? this.curves : Object.assign(this.curves, {
      width: this.canvas.width, height: this.canvas.height }));
    this.curves.width = this.canvas.width;
    this.curves.height = this.canvas.height;
    this.curves.getContext('2d').drawImage(this.canvas, 0, 0);
  }

  draw(time, duration, bounds) {
    this.drawCurves(duration, bounds);
    const context = fitCanvas(this.canvas);
    const { clientWidth: width, clientHeight: height } = this.canvas;
    context.clearRect(0, 0, width, height);
    context.drawImage(this.curves, 0, 0, width, height);
    const x = this.x(time, duration);
    context.fillStyle = styleColour('alarm');
    context.fillRect(x - 0.5, 16, 1, height - 20);
    context.font = '11px system-ui, "DejaVu Sans", sans-serif';
    context.textAlign = 'left';
    context.fillStyle = styleColour('ink');
    context.fillText(this.name + ', ' + this.series[0].unit, Plot.left, 11);
    context.textAlign = 'right';
    let right = width - 2;
    for (const { rows, style, label } of [...this.series].reverse()) {
      const isKnown = rows.count > 0 && time <= rows.duration + 1 / rows.rate;
      const value = isKnown ? String(+rows.values[rows.nearest(time)].toPrecision(3)) : '–';
      const text = label + ' ' + value;
      context.fillStyle = styleColour(style === 'second' ? 'soft' : style);
      context.fillText(text, right, 11);
      right -= context.measureText(text).width + 14;
    }
  }
}
Plot.left = 46;

class Plots {
  constructor(stages, element, scrub) {
    this.element = element;
    const names = [];
    for (const stage of stages) {
      for (const series of stage.series) if (!names.includes(series.plot)) names.push(series.plot);
    }
    element.style.gridTemplateColumns = stages.map(() => 'minmax(0, 1fr)').join(' ');
    this.rows = names.map(name => stages.map(stage => {
      const plot = new Plot(name, stage, stage.series.filter(series => series.plot === name));
      element.append(plot.canvas);
      const move = event => {
        if (event.buttons & 1) scrub(plot.time(event.offsetX, this.duration));
      };
      plot.canvas.addEventListener('pointerdown', move);
      plot.canvas.addEventListener('pointermove', move);
      return plot;
    }));
    element.hidden = names.length === 0;
  }

  draw(time, duration) {
    this.duration = duration;
    if (this.element.hidden) return;
    for (const row of this.rows) {
      // One scale for all stages.
      const key = row.map(plot => plot.count).join();
      if (row.key !== key) {
        row.key = key;
        const all = row.map(plot => plot.bounds());
        row.bounds = {
          low: Math.min(...all.map(bounds => bounds.low)), high: Math.max(...all.map(bounds => bounds.high)) };
      }
      for (const plot of row) if (plot.series.length > 0) plot.draw(time, duration, row.bounds);
    }
  }

  /// For each plot that has curves: its name and how many numbers it shows.
  get summary() {
    return this.rows.flat().filter(plot => plot.series.length > 0).map(plot => ({ name: plot.name, count: plot.count }));
  }
}

/// What lies after a failure is red on the timeline, one strip a stage.
function drawMarks(canvas, stages, duration) {
  const context = fitCanvas(canvas);
  const { clientWidth: width, clientHeight: height } = canvas;
  context.clearRect(0, 0, width, height);
  stages.forEach((stage, index) => {
    if (!stage.failure || !(duration > 0)) return;
    const strip = height / stages.length;
    // The slider's knob keeps half its width from either end.
    const from = 8 + (width - 16) * stage.failure.time / duration;
    context.fillStyle = 'rgba(208, 16, 48, .25)';
    context.fillRect(from, index * strip + 1, width - 8 - from, strip - 2);
    context.fillStyle = styleColour('alarm');
    context.fillRect(from - 1, index * strip + 1, 2, strip - 2);
  });
}
