// The legend, which is a filter too, and the filters of links: stream, weight, time.

import { date, el, number, plural, svg } from "./elements.js";
import { icon } from "./lists.js";
import { DRAWN_COLOUR, STREAM_COLOUR, STREAM_DASH, STREAM_LABEL, TRANSFERS } from "./model.js";

const LEAST = [1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 500, 1000, 5000];

export function fillFilters(app) {
  const { model, view, ui } = app, chips = new Map(), streamChips = new Map(), totals = new Map();
  for (const role of model.actors.role) totals.set(role, (totals.get(role) || 0) + 1);
  const toggle = (name, key) => app.change(() => { const set = new Set(view[name]); if (set.has(key)) set.delete(key); else set.add(key); view[name] = set; });
  model.roles.forEach((role, i) => {
    if (!totals.has(i)) return;
    const count = el("span", { class: "count" });
    const chip = el("button", { type: "button", class: "chip", "aria-pressed": "true", title: "Press to hide or show", onclick: () => toggle("hiddenRoles", i) }, icon(role), role.label, count);
    chips.set(i, [chip, count]);
    ui.legend.append(chip);
  });
  STREAM_LABEL.forEach((label, i) => {
    if (!model.links.stream.includes(i)) return;
    const line = svg("svg", { viewBox: "0 0 26 10", width: 26, height: 10, class: "icon", "aria-hidden": "true" },
      svg("line", { x1: 1, y1: 5, x2: 24, y2: 5, stroke: STREAM_COLOUR[i], "stroke-width": 2.4, "stroke-dasharray": STREAM_DASH[i] ? STREAM_DASH[i].map((d) => d * 0.7).join(" ") : null }));
    if (i === TRANSFERS) line.append(svg("polygon", { points: "18,1 25,5 18,9", fill: STREAM_COLOUR[i] }));
    const chip = el("button", { type: "button", class: "chip", "aria-pressed": "true", title: "Press to hide or show", onclick: () => toggle("hiddenStreams", i) }, line, label);
    streamChips.set(i, chip);
    ui.streams.append(chip);
  });

  let drawnChip = null;
  if (model.drawn.links.length + model.drawn.notes.length) {
    drawnChip = el("button", { type: "button", class: "chip drawn-chip", "aria-pressed": "true", title: "Drawn in another tool by whoever is named beside it. Press to hide or show", onclick: () => { app.change(() => { view.showDrawn = !view.showDrawn; }); app.showSelection(); } },
      svg("svg", { viewBox: "0 0 26 10", width: 26, height: 10, class: "icon", "aria-hidden": "true" }, svg("line", { x1: 2, y1: 5, x2: 24, y2: 5, stroke: DRAWN_COLOUR, "stroke-width": 2.4, "stroke-dasharray": "9 3 1.5 3" })), "Drawn by hand, not evidence");
    ui.streams.append(drawnChip);
  }

  const most = model.links.count.reduce((a, b) => Math.max(a, b), 1), steps = LEAST.filter((value) => value <= most);
  ui.least.max = String(steps.length - 1);
  ui.least.addEventListener("input", () => app.change(() => { view.least = steps[Number(ui.least.value)]; }, "least"));
  const { from, to } = ui;
  for (const input of [from, to]) { input.min = String(model.firstDay); input.max = String(model.lastDay); input.step = "1"; }
  if (!model.dated) ui.time.hidden = true;
  const moved = (which) => app.change(() => {
    let [a, b] = [Number(from.value), Number(to.value)];
    if (a > b) { if (which === from) a = b; else b = a; }
    view.from = a;
    view.to = b;
  }, "time");
  from.addEventListener("input", () => moved(from));
  to.addEventListener("input", () => moved(to));
  drawHistogram(model, ui.histogram);
  wirePlay(app);

  app.showFilters = () => {
    const shown = new Map();
    for (const actor of view.nodes) shown.set(model.actors.role[actor], (shown.get(model.actors.role[actor]) || 0) + 1);
    for (const [role, [chip, count]] of chips) {
      count.textContent = number(shown.get(role) || 0) + "/" + number(totals.get(role));
      chip.setAttribute("aria-pressed", String(!view.hiddenRoles.has(role)));
    }
    for (const [stream, chip] of streamChips) chip.setAttribute("aria-pressed", String(!view.hiddenStreams.has(stream)));
    drawnChip?.setAttribute("aria-pressed", String(view.showDrawn));
    ui.least.value = String(Math.max(0, steps.indexOf(view.least)));
    ui.leastValue.textContent = plural(view.least, "event");
    from.value = String(view.from);
    to.value = String(view.to);
    ui.timeValue.textContent = date(view.from) + " to " + date(view.to);
    from.setAttribute("aria-valuetext", date(view.from));
    to.setAttribute("aria-valuetext", date(view.to));
  };
}

// A window of an eighth of the period walks through it.
function wirePlay(app) {
  const { model, view, ui } = app, days = model.lastDay - model.firstDay + 1;
  let timer = null;
  const stop = () => { clearInterval(timer); timer = null; ui.play.textContent = "▶"; ui.play.setAttribute("aria-label", "Play through time"); };
  ui.play.addEventListener("click", () => {
    if (timer) { stop(); return; }
    const span = Math.max(1, Math.round(days / 8)), step = Math.max(1, Math.round(days / 60));
    if (view.to >= model.lastDay || view.to - view.from > span) { view.remember(); view.from = model.firstDay; view.to = model.firstDay + span - 1; } else view.remember();
    ui.play.textContent = "❚❚";
    ui.play.setAttribute("aria-label", "Pause");
    timer = setInterval(() => {
      if (view.to >= model.lastDay || !ui.play.isConnected) { stop(); return; }
      view.to = Math.min(model.lastDay, view.to + step);
      view.from = Math.min(model.lastDay, Math.max(model.firstDay, view.to - span + 1));
      app.redraw();
    }, 350);
    app.redraw();
  });
}

// Events a span of the period; where events are not in the file, how many links were active.
function drawHistogram(model, drawing) {
  const days = model.lastDay - model.firstDay + 1, bins = Math.min(90, days), counts = new Array(bins + 1).fill(0);
  const bin = (day) => Math.max(0, Math.min(bins - 1, Math.floor(((day - model.firstDay) * bins) / days)));
  if (model.histogram) model.histogram.forEach(([day, count]) => { counts[bin(day)] += count; });
  else {
    for (let link = 0; link < model.linkCount; link++) if (model.links.first[link] >= 0) { counts[bin(model.links.first[link])]++; counts[bin(model.links.last[link]) + 1]--; }
    for (let i = 1; i < bins; i++) counts[i] += counts[i - 1];
  }
  const top = Math.max(...counts.slice(0, bins), 1);
  drawing.setAttribute("viewBox", "0 0 " + bins + " 20");
  counts.slice(0, bins).forEach((c, i) => drawing.append(svg("rect", { x: i + 0.1, width: 0.8, y: 20 - (20 * c) / top, height: (20 * c) / top, fill: "#9fb0c1" })));
}
