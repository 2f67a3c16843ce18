// What is drawn: the actors of the view, less what the filters take away, and their links.

const MOST_EXPANDED = 40;
const MOST_TIES = 3000; // drawn at once, the strongest first: more can be neither read nor moved
const state = {
  view: "first", colour: "role", shown: new Set(), place: new Map(), hiddenRoles: new Set(), hiddenStreams: new Set(),
  least: 1, fromDay: FIRST_DAY, toDay: LAST_DAY, selected: null, selectedPair: null,
};
const drawnNodes = new vis.DataSet(), drawnEdges = new vis.DataSet();
const HULL = ["#1b5e8c", "#a86b00", "#0b7a5e", "#8a3f74", "#5b6470", "#94421e", "#4b53a8", "#5f7a1e"];
const networkColour = (network) => (network < 0 ? "#9aa5b1" : HULL[network % HULL.length]);

const passes = (link) => !state.hiddenStreams.has(links.stream[link]) && links.count[link] >= state.least
  && (links.first[link] < 0 || (links.first[link] < (state.toDay + 1) * 86400 && links.last[link] >= state.fromDay * 86400));
const isVisible = (actor) => state.shown.has(actor) && !state.hiddenRoles.has(actors.role[actor]);

// While somebody is selected, everybody else but their neighbours steps back.
const MOST_FADED = 1500;
const fades = () => state.selected !== null && isVisible(state.selected) && state.shown.size <= MOST_FADED;

function nodeOf(actor, near) {
  const style = roleOf(actor), network = actors.network[actor];
  const byNetwork = state.colour === "network";
  const fill = byNetwork ? networkColour(network) : style.fill, border = byNetwork ? "#1f2933" : style.border;
  const at = state.place.get(actor);
  return { id: actor, x: at[0], y: at[1], shape: style.shape, opacity: near && actor !== state.selected && !near.has(actor) ? 0.25 : 1, size: style.size,
    borderWidth: style.key === "protected_person" ? 2.5 : 1.5, borderWidthSelected: 4,
    color: { background: fill, border, highlight: { background: fill, border: "#111827" }, hover: { background: fill, border: "#111827" } } };
}

// One edge a pair and channel; money has a direction. A pair's channels are bowed apart so that each can be seen.
function edgesOf() {
  const edges = new Map();
  for (const actor of state.shown) {
    if (!isVisible(actor)) continue;
    for (const link of incident[actor]) {
      const start = links.start[link], end = links.end[link];
      if (start !== actor || start === end || !isVisible(end) || !passes(link)) continue;
      const channel = CHANNEL[links.stream[link]];
      const [a, b] = channel === 1 || start < end ? [start, end] : [end, start];
      const id = a + "-" + b + "-" + channel;
      const edge = edges.get(id) || { id, from: a, to: b, channel, count: 0, streams: new Set() };
      edge.count += links.count[link];
      edge.streams.add(links.stream[link]);
      edges.set(id, edge);
    }
  }
  const all = [...edges.values()];
  const many = all.length > 1500;
  state.ties = all.length;
  const mine = (edge) => edge.from === state.selected || edge.to === state.selected;
  const drawn = all.length <= MOST_TIES ? all
    : all.sort((a, b) => mine(b) - mine(a) || b.count - a.count || a.from - b.from || a.to - b.to || a.channel - b.channel).slice(0, MOST_TIES);
  const faded = fades();
  return drawn.map((edge) => {
    const apart = actors.network[edge.from] !== actors.network[edge.to]; // between networks: there, but in the background
    const opacity = mine(edge) ? 0.95 : faded ? 0.07 : many ? 0.35 : apart ? 0.25 : 0.72;
    const stream = edge.channel === 1 ? TRANSFERS : edge.channel === 2 ? ADVERTISEMENTS : edge.streams.has(CALLS) ? CALLS : MESSAGES;
    const dash = STREAM_DASH[stream];
    return { id: edge.id, from: edge.from, to: edge.to, width: Math.min(5, 0.8 + 0.45 * Math.log2(1 + edge.count)) * (apart ? 0.65 : 1),
      color: { color: STREAM_COLOUR[stream], highlight: "#111827", hover: "#111827", opacity },
      dashes: many ? false : dash || false, arrows: edge.channel === 1 && !many ? { to: { enabled: true, scaleFactor: 0.55 } } : "",
      smooth: many || edge.channel === 0 ? false : { enabled: true, type: edge.channel === 1 ? "curvedCW" : "curvedCCW", roundness: 0.14 } };
  });
}

function replaceIn(set, wanted) {
  const ids = new Set(wanted.map((item) => item.id));
  const gone = set.getIds().filter((id) => !ids.has(id));
  if (gone.length) set.remove(gone);
  set.update(wanted);
}

let network = null;
function redraw() {
  const near = fades() ? new Set(neighbours(state.selected)) : null;
  const nodes = [...state.shown].filter(isVisible).sort((a, b) => a - b).map((actor) => nodeOf(actor, near));
  const edges = edgesOf();
  const ids = new Set(nodes.map((node) => node.id));
  drawnEdges.remove(drawnEdges.getIds()); // before their nodes
  replaceIn(drawnNodes, nodes);
  drawnEdges.add(edges);
  if (state.selected !== null && ids.has(state.selected)) network.selectNodes([state.selected]);
  byId("empty").hidden = nodes.length > 0;
  byId("empty").textContent = ACTORS ? "Nothing is left by these filters." : "There is nobody in this case yet.";
  const hidden = ACTORS - nodes.length;
  byId("status").textContent = plural(nodes.length, "actor") + " and " + plural(state.ties, "tie") + " shown"
    + (state.ties > edges.length ? " (lines for the " + number(edges.length) + " strongest)" : "")
    + (hidden ? "; " + number(hidden) + " more in this file, hidden" : "")
    + (DATA.leftOut ? "; " + number(DATA.leftOut) + " actors far from any lead left out of it" : "") + ".";
  updateLegend();
}

function setView(view) {
  state.view = view;
  state.shown = new Set();
  state.place = new Map();
  if (view === "first") for (const [actor, x, y] of DATA.first) { state.shown.add(actor); state.place.set(actor, [x, y]); }
  else {
    const members = view === "all" ? actors.alias.map((_, actor) => actor) : membersOf(Number(view));
    for (const actor of members) { state.shown.add(actor); state.place.set(actor, [actors.x[actor], actors.y[actor]]); }
  }
  byId("view").value = view;
  if (state.selected !== null && !state.shown.has(state.selected)) { choose(null, null, null); showSelection(); }
  redraw();
  fit(false);
}

// A free place near (x, y): rings outward, the same for the same picture.
function freePlace(x, y) {
  const taken = [...state.place.values()];
  for (let ring = 1; ring < 60; ring++) {
    const steps = 6 * ring;
    for (let step = 0; step < steps; step++) {
      const angle = (2 * Math.PI * step) / steps + 0.4 * ring;
      const at = [Math.round(x + 92 * ring * Math.cos(angle)), Math.round(y + 70 * ring * Math.sin(angle))];
      if (taken.every((p) => Math.abs(p[0] - at[0]) >= 78 || Math.abs(p[1] - at[1]) >= 52)) return at;
    }
  }
  return [x, y];
}

function keepPlaces() { // where the reader has dragged them
  const now = network.getPositions();
  for (const id of Object.keys(now)) state.place.set(Number(id), [now[id].x, now[id].y]);
}

function bring(actor) {
  if (state.shown.has(actor)) return;
  const near = neighbours(actor).find((next) => state.shown.has(next));
  let at;
  if (near !== undefined) at = freePlace(...state.place.get(near));
  else {
    const all = [...state.place.values()];
    at = all.length ? [Math.max(...all.map((p) => p[0])) + 110, all.reduce((s, p) => s + p[1], 0) / all.length] : [0, 0];
    at = freePlace(at[0], at[1]);
  }
  state.place.set(actor, at);
  state.shown.add(actor);
}

const hiddenNeighbours = (actor) => neighbours(actor).filter((next) => !state.shown.has(next));

function expand(actor) {
  if (actor === null) return;
  keepPlaces();
  bring(actor);
  for (const next of hiddenNeighbours(actor).slice(0, MOST_EXPANDED)) {
    state.place.set(next, freePlace(...state.place.get(actor)));
    state.shown.add(next);
  }
  redraw();
  showSelection();
  fit(true);
}
