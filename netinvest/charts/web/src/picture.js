// The drawing: grounds of networks, folded communities, ties, symbols and names, with either pen, in screen pixels.

import { number, plural, shorten } from "./elements.js";
import { DRAWN_COLOUR, DRAWN_DASH, STREAM_COLOUR, STREAM_DASH, STREAM_LABEL } from "./model.js";
import { textWidth } from "./pen.js";

export const MOST_BOWED = 1500; // ties drawn one by one, with bows, dashes and arrows; more are left to the graphics card
const MOST_FADED = 1500;
const MOST_WORDED = 200;
const BOW = [0, 0.16, -0.16, 0.3]; // of each channel, so that ties of two actors do not cover each other
const GROUND = ["#1b5e8c", "#a86b00", "#0b7a5e", "#8a3f74", "#5b6470", "#94421e", "#4b53a8", "#5f7a1e"];
export const groundColour = (at) => (at < 0 ? "#9aa5b1" : GROUND[at % GROUND.length]);

// The colour most of the way to white: opaque, so that outline and filling do not show through each other.
export function tint(colour, strength = 0.085) {
  const parts = [1, 3, 5].map((i) => Math.round(255 - (255 - parseInt(colour.slice(i, i + 2), 16)) * strength));
  return "#" + parts.map((p) => p.toString(16).padStart(2, "0")).join("");
}

// While somebody is selected, everybody else but their neighbours steps back.
export function nearOf(view) {
  if (view.pair) return new Set(view.pair);
  if (!view.selection.length || view.shown.size > MOST_FADED || !view.selection.some((a) => view.seen.has(a))) return null;
  return new Set(view.selection.length === 1 ? [...view.selection, ...view.model.neighbours(view.selection[0])] : view.selection);
}

export function paintOf(view, actor, near) {
  const style = view.model.role(actor);
  const byNetwork = view.colour === "network";
  let fill = byNetwork ? groundColour(view.model.actors.network[actor]) : style.fill, border = byNetwork ? "#1f2933" : style.border;
  if (near && !near.has(actor)) { fill = tint(fill, 0.3); border = tint(border, 0.3); }
  if (view.selection.includes(actor)) border = "#111827";
  return { fill, border, shape: style.shape, size: style.size };
}

function convexHull(points) {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const half = (list) => {
    const chain = [];
    for (const p of list) {
      while (chain.length > 1) {
        const [a, b] = chain.slice(-2);
        if ((b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]) > 0) break;
        chain.pop();
      }
      chain.push(p);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half([...sorted].reverse())];
}

function hulls(view, eye) {
  const members = new Map();
  for (const actor of view.nodes) {
    const at = view.model.actors.network[actor];
    if (at < 0) continue;
    if (members.has(at)) members.get(at).push(actor);
    else members.set(at, [actor]);
  }
  return [...members].filter(([, group]) => group.length > 2).map(([at, group]) => ({ at, hull: convexHull(group.map((actor) => eye.to(view.place.get(actor)))) }));
}

export function drawGrounds(pen, view, eye) {
  const shades = view.kind === "communities" || view.kind === "whole" ? [] : hulls(view, eye);
  for (const { at, hull } of shades) {
    const colour = tint(groundColour(at));
    pen.polygon(hull, { fill: colour, stroke: colour, width: 84 * eye.scale });
  }
}

// A folded community: as large as it is when opened, with what it holds of each kind of lead.
export function drawBubbles(pen, view, eye) {
  const { model } = view;
  if (view.kind !== "communities") return;
  const middle = (at) => eye.to([model.communities[at].x, model.communities[at].y]);
  const drawn = new Map(); // leads that stand there by themselves are not counted in the disc too
  for (const actor of view.nodes) if (model.isLead(actor)) { const key = model.actors.community[actor] + ":" + model.actors.role[actor]; drawn.set(key, (drawn.get(key) || 0) + 1); }
  const most = Math.log2(1 + (view.bundles.length ? view.bundles[0].count : 1));
  for (const { a, b, count } of view.bundles) pen.line([middle(a), middle(b)], { stroke: "#8c97a3", width: 0.6 + (3 * Math.log2(1 + count)) / most, opacity: 0.42 });
  model.communities.forEach((community, at) => {
    const [x, y] = middle(at), r = Math.max(4, community.r * eye.scale), open = !view.folded.has(at);
    if (x + r < 0 || y + r < 0 || x - r > eye.width || y - r > eye.height) return;
    const colour = community.network >= 0 ? groundColour(community.network) : "#6b7683", chosen = view.community === at;
    pen.begin(community.name + ": " + plural(community.members, "actor"), { "data-community": at });
    pen.circle(x, y, r, { fill: open ? tint(colour, 0.05) : tint(colour, 0.2), stroke: chosen ? "#111827" : colour, width: chosen ? 3 : 1.2 });
    if (!open && r > 9) {
      const parts = community.leads.map((n, role) => [n - (drawn.get(at + ":" + role) || 0), model.roles[role]]).filter(([n]) => n > 0);
      const size = Math.min(7, r / 3.2), step = 2 * size + 5, across = parts.length * step;
      if (across < 1.9 * r) parts.forEach(([, style], i) => drawSymbol(pen, x - across / 2 + step * (i + 0.5), y + (r > 20 ? Math.min(r * 0.45, 18) : 4), size, { ...style }));
    }
    pen.end();
  });
}

const SHAPE = { // in units of the radius, y downward; the same outlines as in shape_program.js
  diamond: [[0, -1], [1, 0], [0, 1], [-1, 0]],
  square: [[-0.8, -0.8], [0.8, -0.8], [0.8, 0.8], [-0.8, 0.8]],
  hexagon: [[0, -1.04], [0.9, -0.52], [0.9, 0.52], [0, 1.04], [-0.9, 0.52], [-0.9, -0.52]],
  triangleDown: [[-0.91, -0.72], [0.91, -0.72], [0, 0.86]],
};
export function drawSymbol(pen, x, y, r, { shape, fill, border }) {
  const style = { fill, stroke: border, width: Math.max(1, r * 0.13) };
  if (SHAPE[shape]) pen.polygon(SHAPE[shape].map(([u, v]) => [x + u * r, y + v * r]), style);
  else pen.circle(x, y, r * 0.9, style);
}

export function bend(view, tie, eye) { // start, the point the bow is drawn to, end
  const a = eye.to(view.place.get(tie.a)), b = eye.to(view.place.get(tie.b));
  const k = BOW[tie.channel];
  return [a, [(a[0] + b[0]) / 2 + (b[1] - a[1]) * k, (a[1] + b[1]) / 2 - (b[0] - a[0]) * k], b];
}
export const tieColour = (tie) => STREAM_COLOUR[tie.stream];

export function drawTies(pen, view, eye) {
  const near = nearOf(view), network = view.model.actors.network, alias = view.model.actors.alias, many = view.drawn.length > 400;
  const pair = view.pair;
  for (const tie of view.drawn) {
    const [a, c, b] = bend(view, tie, eye);
    if (Math.max(a[0], b[0]) < -50 || Math.max(a[1], b[1]) < -50 || Math.min(a[0], b[0]) > eye.width + 50 || Math.min(a[1], b[1]) > eye.height + 50) continue;
    const mine = pair ? pair.includes(tie.a) && pair.includes(tie.b) : near && (view.selection.length > 1 ? near.has(tie.a) && near.has(tie.b) : view.selection.includes(tie.a) || view.selection.includes(tie.b));
    const apart = network[tie.a] !== network[tie.b];
    const opacity = mine ? 0.95 : near ? 0.1 : many ? 0.4 : apart ? 0.35 : 0.75;
    const width = Math.min(5, 0.8 + 0.45 * Math.log2(1 + tie.count)) * (apart ? 0.7 : 1) * Math.min(1.2, 0.45 + 0.75 * eye.symbol);
    const colour = tieColour(tie), style = { stroke: colour, width, opacity, dash: STREAM_DASH[tie.stream] };
    pen.begin(alias[tie.a] + " and " + alias[tie.b] + ", " + STREAM_LABEL[tie.stream].toLowerCase() + ": " + number(tie.count), { "data-tie": tie.a + "-" + tie.b });
    if (tie.channel === 0) pen.line([a, b], style);
    else pen.bow(a, c, b, style);
    if (tie.channel === 1) arrow(pen, c, b, view.model.role(tie.b).size * eye.symbol + 1, 4 + 1.1 * width, { fill: colour, opacity });
    pen.end();
  }
}
// What somebody drew by hand: dotted, in a colour of its own, with its words; never to be taken for evidence.
export function drawSketches(pen, view, eye) {
  const near = nearOf(view), { alias } = view.model.actors, { drawings } = view.model.drawn;
  for (const sketch of view.sketches) {
    const [a, c, b] = bend(view, sketch, eye);
    if (Math.max(a[0], b[0]) < -50 || Math.max(a[1], b[1]) < -50 || Math.min(a[0], b[0]) > eye.width + 50 || Math.min(a[1], b[1]) > eye.height + 50) continue;
    const opacity = near && !(near.has(sketch.a) && near.has(sketch.b)) ? 0.15 : 0.95;
    pen.begin(alias[sketch.a] + " and " + alias[sketch.b] + ": " + shorten(sketch.text, 200) + " (drawn by " + drawings[sketch.by].author + ", not evidence)", { "data-tie": sketch.a + "-" + sketch.b });
    pen.bow(a, c, b, { stroke: DRAWN_COLOUR, width: 2, opacity, dash: DRAWN_DASH });
    pen.end();
  }
}
function arrow(pen, from, to, gap, size, style) {
  const dx = to[0] - from[0], dy = to[1] - from[1], length = Math.hypot(dx, dy);
  if (length < gap + size) return;
  const [u, v] = [dx / length, dy / length], [x, y] = [to[0] - u * gap, to[1] - v * gap];
  pen.polygon([[x, y], [x - u * size * 1.5 - v * size * 0.6, y - v * size * 1.5 + u * size * 0.6], [x - u * size * 1.5 + v * size * 0.6, y - v * size * 1.5 - u * size * 0.6]], style);
}

export function drawSymbols(pen, view, eye) {
  const near = nearOf(view);
  for (const actor of [...view.nodes].sort((a, b) => rankOf(view, b) - rankOf(view, a))) {
    const [x, y] = eye.to(view.place.get(actor)), paint = paintOf(view, actor, near);
    pen.begin(view.model.actors.alias[actor] + ": " + view.model.role(actor).label, { "data-actor": actor });
    drawSymbol(pen, x, y, reachOf(view, actor, eye), paint);
    pen.end();
  }
}
export const LEAD_LEAST = 7; // pixels of a lead among folded communities, however far away
const fewLeads = (view) => view.folded.size > 0 && view.nodes.length <= MOST_WORDED;
export const leastOf = (view, actor) => (view.folded.size && view.model.isLead(actor) ? LEAD_LEAST : 1.2);
const reachOf = (view, actor, eye) => Math.max(leastOf(view, actor), view.model.role(actor).size * eye.symbol);
export const rankOf = (view, actor) => view.model.actors.role[actor] + (view.model.isLead(actor) ? 0 : 10); // low is drawn last, on top

export function drawMarks(pen, view, eye, hovered) {
  for (const actor of new Set([...view.selection, ...(hovered != null && view.seen.has(hovered) ? [hovered] : [])])) {
    if (!view.seen.has(actor)) continue;
    const [x, y] = eye.to(view.place.get(actor));
    pen.circle(x, y, reachOf(view, actor, eye) + 4, { stroke: actor === hovered && !view.selection.includes(actor) ? "#52606d" : "#111827", width: 2 });
  }
  if (view.showDrawn) for (const [actor] of view.model.drawn.notes) if (view.seen.has(actor)) {
    const [x, y] = eye.to(view.place.get(actor)), r = reachOf(view, actor, eye);
    pen.circle(x - r * 0.7 - 4, y - r * 0.7 - 4, 3, { fill: "#ffffff", stroke: DRAWN_COLOUR, width: 1.8 });
  }
  for (const actor of view.pinned) if (view.seen.has(actor)) {
    const [x, y] = eye.to(view.place.get(actor)), r = reachOf(view, actor, eye);
    pen.line([[x + r * 0.7, y - r * 0.7], [x + r * 0.7 + 5, y - r * 0.7 - 5]], { stroke: "#111827", width: 1.6 });
    pen.circle(x + r * 0.7 + 6, y - r * 0.7 - 6, 2.6, { fill: "#111827" });
  }
}

// Names by importance, each only where it touches no name and no symbol of another.
export function drawNames(pen, view, eye, hovered) {
  const { model } = view, near = nearOf(view), cells = new Map(), screen = new Map();
  const cellsOf = (box) => {
    const keys = [];
    for (let x = Math.floor(box[0] / 64); x <= Math.floor(box[2] / 64); x++) for (let y = Math.floor(box[1] / 64); y <= Math.floor(box[3] / 64); y++) keys.push(x * 65536 + y);
    return keys;
  };
  const put = (box) => { for (const key of cellsOf(box)) { if (cells.has(key)) cells.get(key).push(box); else cells.set(key, [box]); } };
  const free = (box, owner) => cellsOf(box).every((key) => (cells.get(key) || []).every((b) => b[4] === owner || b[2] <= box[0] || b[0] >= box[2] || b[3] <= box[1] || b[1] >= box[3]));
  const must = new Set([...view.selection, ...(hovered != null && view.seen.has(hovered) ? [hovered] : [])].filter((actor) => view.seen.has(actor)));
  const few = fewLeads(view), wanted = (actor) => must.has(actor) || (few && model.isLead(actor)) || eye.scale >= (model.isLead(actor) ? 0.16 : 0.62);
  for (const actor of eye.scale < 0.16 && !few ? must : view.nodes) { // from far away nobody has a name
    const [x, y] = eye.to(view.place.get(actor));
    if (x < -60 || y < -30 || x > eye.width + 60 || y > eye.height + 30) continue;
    const reach = reachOf(view, actor, eye);
    screen.set(actor, [x, y, reach]);
    put([x - reach, y - reach, x + reach, y + reach, actor]);
  }
  if (view.kind === "communities") bubbleNames(pen, view, eye, free, put);
  else for (const { at, hull } of view.kind === "whole" ? [] : hulls(view, eye)) {
    const text = shorten(model.networks[at], 30), half = textWidth(text, 12, true) / 2 + 4;
    const xs = hull.map((p) => p[0]), ys = hull.map((p) => p[1]), x = Math.min(eye.width - half - 4, Math.max(half + 4, (Math.min(...xs) + Math.max(...xs)) / 2));
    const above = Math.min(...ys) - 42 * eye.scale, below = Math.max(...ys) + 42 * eye.scale;
    for (const y of [Math.max(13, above - 4), below + 13, above + 14, below - 5]) {
      const box = [x - half, y - 11, x + half, y + 4, -1];
      if (!free(box, null)) continue;
      put(box);
      pen.text(text, x, y, { size: 12, bold: true, fill: groundColour(at) });
      break;
    }
  }
  const order = [...screen.keys()].sort((a, b) => view.selection.includes(b) - view.selection.includes(a) || (b === hovered) - (a === hovered)
    || (near ? near.has(b) - near.has(a) : 0) || rankOf(view, a) - rankOf(view, b) || a - b);
  let written = 0;
  for (const actor of order) {
    const [x, y, reach] = screen.get(actor), lead = model.isLead(actor);
    if (!wanted(actor)) continue;
    if (written > 500) break;
    const text = shorten(model.actors.alias[actor], 18), half = textWidth(text, lead ? 12 : 11, lead) / 2 + 2;
    const below = [x - half, y + reach + 2, x + half, y + reach + 16, actor], above = [x - half, y - reach - 16, x + half, y - reach - 2, actor];
    const right = [x + reach + 3, y - 7, x + reach + 3 + 2 * half, y + 7, actor], left = [x - reach - 3 - 2 * half, y - 7, x - reach - 3, y + 7, actor];
    const box = [below, above, right, left].find((b) => free(b, actor));
    if (!box && !must.has(actor)) continue;
    const at = box || below, back = near && !near.has(actor);
    put([...at.slice(0, 4), -2]);
    pen.text(text, (at[0] + at[2]) / 2, at[1] + 11, { size: lead ? 12 : 11, bold: lead, fill: back ? "#aab2bc" : lead ? "#1f2933" : "#52606d" });
    written++;
  }
  if (eye.scale > 0.3) for (const sketch of view.sketches.slice(0, MOST_WORDED)) sketchWords(pen, view, eye, sketch, near, free, put);
}
// The words of a link drawn by hand, somewhere along it where they cover nothing.
function sketchWords(pen, view, eye, sketch, near, free, put) {
  if (near && !(near.has(sketch.a) && near.has(sketch.b))) return;
  const [a, c, b] = bend(view, sketch, eye), text = shorten(sketch.text || "drawn by hand", 24), half = textWidth(text, 10.5, false) / 2 + 2;
  for (const t of [0.5, 0.38, 0.62, 0.26, 0.74]) {
    const s = 1 - t, [x, y] = [0, 1].map((i) => s * s * a[i] + 2 * s * t * c[i] + t * t * b[i]), box = [x - half, y - 10, x + half, y + 4, -3];
    if (!free(box, null)) continue;
    put(box);
    pen.text(text, x, y, { size: 10.5, fill: DRAWN_COLOUR });
    return;
  }
}

function bubbleNames(pen, view, eye, free, put) {
  const order = view.model.communities.map((c, at) => [c, at]).sort((a, b) => (b[0].network >= 0) - (a[0].network >= 0) || b[0].members - a[0].members);
  for (const [community, at] of order) {
    const [x, y] = eye.to([community.x, community.y]), r = community.r * eye.scale, open = !view.folded.has(at);
    if (x + r < 0 || y + r < 0 || x - r > eye.width || y - r > eye.height) continue;
    const lead = community.network >= 0, text = shorten(community.name, 26), half = textWidth(text, 12, true) / 2 + 3, inside = !open && r > half;
    if (!open && r > 13) {
      const many = number(community.members), wide = textWidth(many, 11, false) / 2 + 2;
      for (const up of inside ? [-12] : [-2, -0.55 * r, 0.75 * r]) {
        const at = [x - wide, y + up - 10, x + wide, y + up + 4, -1];
        if (!free(at, null)) continue;
        put(at);
        pen.text(many, x, y + up, { size: 11, fill: "#3d4853" });
        break;
      }
    }
    if (!lead && !inside && !open && view.community !== at) continue; // its name is in the panel, and inside once zoomed in
    for (const top of inside ? [y + 2, y - r - 4, y + r + 13] : [open ? y - r - 4 : y + r + 13]) {
      const box = [x - half, top - 12, x + half, top + 4, -1];
      if (!free(box, null)) continue;
      put(box);
      pen.text(text, x, top, { size: 12, bold: lead, fill: lead ? groundColour(community.network) : "#3d4853" });
      break;
    }
  }
}
