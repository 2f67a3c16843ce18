// Names and network outlines, painted by us: at a readable size at any zoom, and never over one another.

function outlines(context) {
  const members = new Map();
  for (const actor of drawnNodes.getIds()) {
    const at = actors.network[actor];
    if (at < 0) continue;
    if (members.has(at)) members.get(at).push(actor);
    else members.set(at, [actor]);
  }
  const found = [];
  const places = network.getPositions();
  for (const [at, group] of members) {
    if (group.length < 3) continue;
    const hull = convexHull(group.map((actor) => [places[actor].x, places[actor].y]));
    found.push({ at, hull, size: group.length });
  }
  if (!context) return found;
  for (const { at, hull } of found) {
    context.beginPath();
    hull.forEach(([x, y], i) => (i ? context.lineTo(x, y) : context.moveTo(x, y)));
    context.closePath();
    context.lineJoin = "round";
    context.lineWidth = 84;
    context.strokeStyle = context.fillStyle = tint(networkColour(at));
    context.stroke();
    context.fill();
  }
  return found;
}

// The colour most of the way to white: opaque, so that outline and filling do not show through each other.
function tint(colour, strength = 0.085) {
  const parts = [1, 3, 5].map((i) => Math.round(255 - (255 - parseInt(colour.slice(i, i + 2), 16)) * strength));
  return "rgb(" + parts.join(",") + ")";
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

const FONT = 'system-ui, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif';
const shorten = (text, most) => { const letters = [...text]; return letters.length > most ? letters.slice(0, most - 1).join("") + "…" : text; };

// In screen pixels: names by importance, each only where it touches no name and no symbol of another.
function names(context) {
  const ratio = context.canvas.width / context.canvas.clientWidth || 1;
  const scale = network.getScale();
  const width = context.canvas.clientWidth, height = context.canvas.clientHeight;
  const ids = drawnNodes.getIds(), places = network.getPositions(ids);
  const boxes = [];
  const screen = new Map();
  for (const id of ids) {
    const at = network.canvasToDOM(places[id]);
    if (at.x < -60 || at.y < -30 || at.x > width + 60 || at.y > height + 30) continue;
    const reach = roleOf(id).size * scale;
    screen.set(id, [at.x, at.y, reach]);
    boxes.push([at.x - reach, at.y - reach, at.x + reach, at.y + reach, id]);
  }
  const cells = new Map();
  const cellsOf = (box) => {
    const keys = [];
    for (let x = Math.floor(box[0] / 64); x <= Math.floor(box[2] / 64); x++)
      for (let y = Math.floor(box[1] / 64); y <= Math.floor(box[3] / 64); y++) keys.push(x * 65536 + y);
    return keys;
  };
  const put = (box) => { for (const key of cellsOf(box)) { if (cells.has(key)) cells.get(key).push(box); else cells.set(key, [box]); } };
  const free = (box, owner) => cellsOf(box).every((key) => (cells.get(key) || []).every((b) =>
    b[4] === owner || b[2] <= box[0] || b[0] >= box[2] || b[3] <= box[1] || b[1] >= box[3]));
  boxes.forEach(put);

  context.save();
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.textAlign = "center";
  context.textBaseline = "top";
  context.lineJoin = "round";
  const write = (text, x, y, font, colour) => {
    context.font = font;
    context.lineWidth = 3;
    context.strokeStyle = "rgba(255,255,255,.92)";
    context.strokeText(text, x, y);
    context.fillStyle = colour;
    context.fillText(text, x, y);
  };
  for (const { at, hull } of outlines(null)) {
    const text = shorten(DATA.networks[at], 30);
    const top = hull.map(([x, y]) => network.canvasToDOM({ x, y }));
    const low = Math.min(...top.map((p) => p.x)), high = Math.max(...top.map((p) => p.x));
    const x = (low + high) / 2, font = "600 12px " + FONT;
    context.font = font;
    const half = context.measureText(text).width / 2 + 4;
    const high_y = Math.min(...top.map((p) => p.y)) - 42 * scale, low_y = Math.max(...top.map((p) => p.y)) + 42 * scale;
    for (const y of scale > 0.75 ? [high_y + 3, low_y - 17] : [high_y - 15, low_y + 2]) {
      const box = [x - half, y - 1, x + half, y + 15, -1];
      if (!free(box, null)) continue;
      put(box);
      write(text, x, y, font, networkColour(at));
      break;
    }
  }
  const near = fades() ? new Set(neighbours(state.selected)) : null;
  const order = [...screen.keys()].sort((a, b) => (b === state.selected) - (a === state.selected) || (near ? near.has(b) - near.has(a) : 0)
    || (actors.findings[b].length > 0) - (actors.findings[a].length > 0) || actors.role[a] - actors.role[b] || a - b);
  let written = 0;
  for (const id of order) {
    const [x, y, reach] = screen.get(id);
    const lead = actors.findings[id].length > 0;
    if (!lead && id !== state.selected && id !== state.hovered && scale < 0.62) continue;
    if (written > 500) break;
    const font = (lead ? "600 12px " : "11px ") + FONT;
    context.font = font;
    const text = shorten(actors.alias[id], 18);
    const half = context.measureText(text).width / 2 + 2;
    const below = [x - half, y + reach + 2, x + half, y + reach + 16, id], above = [x - half, y - reach - 16, x + half, y - reach - 2, id];
    const right = [x + reach + 3, y - 7, x + reach + 3 + 2 * half, y + 7, id], left = [x - reach - 3 - 2 * half, y - 7, x - reach - 3, y + 7, id];
    const box = [below, above, right, left].find((b) => free(b, id));
    if (!box && id !== state.selected) continue;
    const at = box || below;
    put([...at.slice(0, 4), -2]);
    const back = near && id !== state.selected && !near.has(id);
    write(text, (at[0] + at[2]) / 2, at[1] + 1, font, back ? "#aab2bc" : lead ? "#1f2933" : "#52606d");
    written++;
  }
  context.restore();
}
