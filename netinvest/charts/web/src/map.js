// Where: cell sites and places of advertisements, and the way somebody moved. No tiles: a request would tell where the case is.

import { date, el, plural, svg } from "./elements.js";

const CELL = "#1b5e8c", AD = "#a86b00", MOST_STEPS = 400;
const mercator = (lat) => (Math.log(Math.tan(Math.PI / 4 + (Math.max(-84, Math.min(84, lat)) * Math.PI) / 360)) * 180) / Math.PI;

export function drawMap(app, into) {
  const { model, view } = app, { places, sightings } = model;
  if (!places || !places.latitude.length) { into.replaceChildren(el("p", { class: "sub" }, "No record of this chart names a place with its coordinates.")); return; }
  const chosen = new Set(view.selection), count = new Map(), way = new Map();
  for (let i = 0; i < sightings.actor.length; i++) {
    if (sightings.day[i] < view.from || sightings.day[i] > view.to || (chosen.size && !chosen.has(sightings.actor[i]))) continue;
    const place = sightings.place[i];
    count.set(place, (count.get(place) || 0) + sightings.count[i]);
    if (chosen.size && chosen.size <= 5) { if (!way.has(sightings.actor[i])) way.set(sightings.actor[i], []); way.get(sightings.actor[i]).push([sightings.day[i], place]); }
  }
  const width = Math.max(320, into.clientWidth - 8), height = Math.max(180, into.clientHeight - 64), used = count.size ? [...count.keys()] : places.latitude.map((_, i) => i);
  const xs = used.map((i) => places.longitude[i]), ys = used.map((i) => mercator(places.latitude[i]));
  let [x0, x1, y0, y1] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const grow = Math.max(0.05, 0.12 * Math.max(x1 - x0, y1 - y0));
  [x0, x1, y0, y1] = [x0 - grow, x1 + grow, y0 - grow, y1 + grow];
  const scale = Math.min(width / (x1 - x0), height / (y1 - y0)), cx = (x0 + x1) / 2, cy = (y0 + y1) / 2;
  const to = (lon, lat) => [width / 2 + (lon - cx) * scale, height / 2 - (mercator(lat) - cy) * scale];
  const root = svg("svg", { width, height, viewBox: "0 0 " + width + " " + height, role: "img", "aria-label": "Map of " + plural(used.length, "place") });
  root.append(svg("rect", { width, height, fill: "#eef3f7" }));
  for (const ring of model.coast || []) {
    const points = [];
    let lon = 0, lat = 0;
    for (let i = 0; i < ring.length; i += 2) { lon += ring[i]; lat += ring[i + 1]; const [x, y] = to(lon / 1000, lat / 1000); points.push(x.toFixed(1) + "," + y.toFixed(1)); }
    root.append(svg("polygon", { points: points.join(" "), fill: "#ffffff", stroke: "#b8c4d0", "stroke-width": 0.8 }));
  }
  for (const [actor, steps] of way) {
    steps.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    const stops = steps.filter(([, place], i) => !i || place !== steps[i - 1][1]).slice(0, MOST_STEPS).map(([, place]) => to(places.longitude[place], places.latitude[place]));
    if (stops.length > 1) root.append(svg("polyline", { points: stops.map((p) => p.map((v) => v.toFixed(1)).join(",")).join(" "), fill: "none", stroke: model.role(actor).border, "stroke-width": 1.3, "stroke-opacity": 0.55, "stroke-linejoin": "round" }));
  }
  const most = Math.max(1, ...count.values()), taken = [];
  for (const place of used.sort((a, b) => (count.get(b) || 0) - (count.get(a) || 0) || a - b)) {
    const [x, y] = to(places.longitude[place], places.latitude[place]), n = count.get(place) || 0, r = n ? 3 + 9 * Math.sqrt(n / most) : 2, ad = places.kind[place] === "advertisement";
    const mark = ad ? svg("rect", { x: x - r, y: y - r, width: 2 * r, height: 2 * r, fill: AD, "fill-opacity": n ? 0.6 : 0.2, stroke: AD }) : svg("circle", { cx: x, cy: y, r, fill: CELL, "fill-opacity": n ? 0.5 : 0.2, stroke: CELL });
    const title = svg("title"), name = places.name[place];
    title.textContent = (name || "unnamed") + ": " + plural(n, ad ? "advertisement" : "call") + (n ? "" : " in this selection");
    mark.append(title);
    root.append(mark);
    const box = [x - name.length * 3, y + r, x + name.length * 3, y + r + 12];
    if (name && n && taken.length < 40 && taken.every((b) => b[2] < box[0] || b[0] > box[2] || b[3] < box[1] || b[1] > box[3])) {
      taken.push(box);
      const text = svg("text", { x, y: y + r + 10, "font-size": 10.5, "text-anchor": "middle", fill: "#1f2933", stroke: "#ffffff", "stroke-width": 2.5, "paint-order": "stroke" });
      text.textContent = name.slice(0, 28);
      root.append(text);
    }
  }
  const whose = chosen.size === 1 ? model.actors.alias[view.selection[0]] : chosen.size ? plural(chosen.size, "selected actor") : "everybody shown";
  into.replaceChildren(el("p", { class: "sub" }, "Places of ", whose, ", " + date(view.from) + " to " + date(view.to) + ": ● cell site of a call, ■ place of an advertisement" + (way.size ? "; the line joins them by day." : "."),
    count.size ? "" : " None for this selection."), root);
}
export const hasPlaces = (model) => Boolean(model.places && model.places.latitude.length);
