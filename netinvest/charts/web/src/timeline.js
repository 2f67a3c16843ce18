// When: the events of whoever is selected, by stream and day; of the whole case while nobody is.

import { date, number, plural, svg } from "./elements.js";
import { STREAM_COLOUR, STREAM_LABEL } from "./model.js";

const LANE = 34, TOP = 16, LEFT = 96;

export function drawTimeline(app, into) {
  const { model, view } = app, days = model.lastDay - model.firstDay + 1, width = Math.max(320, into.clientWidth - 8), bins = Math.min(days, Math.floor((width - LEFT - 8) / 4));
  if (!model.dated) { into.textContent = "No event is dated."; return; }
  const bin = (day) => Math.max(0, Math.min(bins - 1, Math.floor(((day - model.firstDay) * bins) / days)));
  const lanes = STREAM_LABEL.map(() => new Array(bins).fill(0)), chosen = new Set(view.selection), a = model.activity;
  let about = "everybody in the case", exact = true;
  if (chosen.size && a) {
    about = chosen.size === 1 ? model.actors.alias[view.selection[0]] : plural(chosen.size, "selected actor");
    for (let i = 0; i < a.actor.length; i++) if (chosen.has(a.actor[i])) lanes[a.stream[i]][bin(a.day[i])] += a.count[i];
    exact = view.selection.every((actor) => model.active.has(actor));
  } else if (model.daily) for (const [day, stream, count] of model.daily) lanes[stream][bin(day)] += count;
  if ((chosen.size && !exact) || (!chosen.size && !model.daily) || (chosen.size && !a)) { // only first and last are in the file
    lanes.forEach((lane) => lane.fill(0));
    const links = model.links;
    for (let link = 0; link < model.linkCount; link++) {
      if (links.first[link] < 0 || (chosen.size && !chosen.has(links.start[link]) && !chosen.has(links.end[link]))) continue;
      lanes[links.stream[link]][bin(links.first[link])]++;
      lanes[links.stream[link]][bin(links.last[link])]++;
    }
    exact = false;
    if (chosen.size) about = chosen.size === 1 ? model.actors.alias[view.selection[0]] : plural(chosen.size, "selected actor");
  }
  const used = lanes.map((lane, i) => [lane, i]).filter(([lane]) => lane.some(Boolean));
  const height = TOP + LANE * Math.max(1, used.length) + 18, step = (width - LEFT - 8) / bins;
  const root = svg("svg", { width, height, viewBox: "0 0 " + width + " " + height, role: "img" });
  const label = (text, x, y, anchor = "start", fill = "#52606d") => { const t = svg("text", { x, y, "font-size": 11, "text-anchor": anchor, fill }); t.textContent = text; root.append(t); };
  label((exact ? "Events of " : "First and last events of the links of ") + about, 2, 11, "start", "#1f2933");
  const x = (day) => LEFT + ((day - model.firstDay) / days) * (width - LEFT - 8);
  root.append(svg("rect", { x: x(view.from), y: TOP, width: Math.max(1, x(view.to + 1) - x(view.from)), height: height - TOP - 16, fill: "#eef5fb" }));
  used.forEach(([lane, stream], row) => {
    const base = TOP + LANE * (row + 1) - 2, top = Math.max(...lane, 1);
    label(STREAM_LABEL[stream], 2, base - 12);
    label("up to " + number(top), 2, base, "start", "#7b8794");
    root.append(svg("line", { x1: LEFT, y1: base, x2: width - 8, y2: base, stroke: "#d5dbe3" }));
    lane.forEach((count, i) => {
      if (!count) return;
      const h = Math.max(1.5, ((LANE - 8) * count) / top), from = model.firstDay + Math.floor((i * days) / bins);
      const bar = svg("rect", { x: LEFT + i * step, y: base - h, width: Math.max(1, step - 0.6), height: h, fill: STREAM_COLOUR[stream] }), title = svg("title");
      title.textContent = date(from) + ": " + number(count);
      bar.append(title);
      root.append(bar);
    });
  });
  label(date(model.firstDay), LEFT, height - 4);
  label(date(model.lastDay), width - 8, height - 4, "end");
  if (!used.length) label("No event of theirs is dated.", LEFT, TOP + 20);
  root.setAttribute("aria-label", "Timeline of " + about);
  into.replaceChildren(root);
}
