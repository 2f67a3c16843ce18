// The legend, which is a filter too, and the filters of links.

const LEAST = [1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 500, 1000, 5000];
const chips = new Map();

function toggle(set, key, chip) {
  if (set.has(key)) set.delete(key); else set.add(key);
  chip.setAttribute("aria-pressed", String(!set.has(key)));
  keepPlaces();
  redraw();
}

function fillLegend() {
  DATA.roles.forEach((role, i) => {
    if (!actors.role.includes(i)) return;
    const count = el("span", { class: "count" });
    const chip = el("button", { type: "button", class: "chip", "aria-pressed": "true", onclick: () => toggle(state.hiddenRoles, i, chip) }, icon(i), role.label, count);
    chips.set(i, [chip, count]);
    byId("legend").append(chip);
  });
  STREAM_LABEL.forEach((label, i) => {
    if (!links.stream.includes(i)) return;
    const line = svg("svg", { viewBox: "0 0 26 10", width: 26, height: 10, class: "icon", "aria-hidden": "true" });
    line.append(svg("line", { x1: 1, y1: 5, x2: 24, y2: 5, stroke: STREAM_COLOUR[i], "stroke-width": 2.4, ...(STREAM_DASH[i] ? { "stroke-dasharray": STREAM_DASH[i].map((d) => d * 0.7).join(" ") } : {}) }));
    if (i === TRANSFERS) line.append(svg("polygon", { points: "18,1 25,5 18,9", fill: STREAM_COLOUR[i] }));
    const chip = el("button", { type: "button", class: "chip", "aria-pressed": "true", onclick: () => toggle(state.hiddenStreams, i, chip) }, line, label);
    byId("streams").append(chip);
  });
}

function updateLegend() {
  const shown = new Map();
  for (const id of drawnNodes.getIds()) shown.set(actors.role[id], (shown.get(actors.role[id]) || 0) + 1);
  for (const [role, [, count]] of chips) count.textContent = number(shown.get(role) || 0) + "/" + number(ROLE_TOTAL.get(role));
}
const ROLE_TOTAL = new Map();
for (const role of actors.role) ROLE_TOTAL.set(role, (ROLE_TOTAL.get(role) || 0) + 1);

const resets = []; // how each filter goes back to letting everything through
function clearFilters() {
  state.hiddenRoles.clear();
  state.hiddenStreams.clear();
  for (const chip of document.querySelectorAll(".chip")) chip.setAttribute("aria-pressed", "true");
  for (const reset of resets) reset();
}

function wireFilters() {
  const most = links.count.reduce((a, b) => Math.max(a, b), 1);
  const steps = LEAST.filter((value) => value <= most);
  const least = byId("least");
  least.max = String(steps.length - 1);
  const say = () => { byId("least-value").textContent = plural(state.least, "event"); };
  say();
  least.addEventListener("input", () => { state.least = steps[Number(least.value)]; say(); keepPlaces(); redraw(); });

  resets.push(() => { least.value = "0"; state.least = steps[0]; say(); });

  const from = byId("from"), to = byId("to");
  if (!dated.length) { byId("time").hidden = true; return; }
  for (const input of [from, to]) { input.min = String(FIRST_DAY); input.max = String(LAST_DAY); input.step = "1"; }
  from.value = String(FIRST_DAY);
  to.value = String(LAST_DAY);
  const tell = () => {
    byId("time-value").textContent = day(state.fromDay * 86400) + " to " + day(state.toDay * 86400);
    from.setAttribute("aria-valuetext", day(state.fromDay * 86400));
    to.setAttribute("aria-valuetext", day(state.toDay * 86400));
  };
  tell();
  resets.push(() => { from.value = String(FIRST_DAY); to.value = String(LAST_DAY); state.fromDay = FIRST_DAY; state.toDay = LAST_DAY; tell(); });
  const change = (moved) => {
    if (Number(from.value) > Number(to.value)) { if (moved === from) from.value = to.value; else to.value = from.value; }
    state.fromDay = Number(from.value);
    state.toDay = Number(to.value);
    tell();
    keepPlaces();
    redraw();
  };
  from.addEventListener("input", () => change(from));
  to.addEventListener("input", () => change(to));
  drawHistogram();
}

// How many links were active in each of up to 60 spans of the period.
function drawHistogram() {
  const days = LAST_DAY - FIRST_DAY + 1, bins = Math.min(60, days);
  const counts = new Array(bins + 1).fill(0);
  const bin = (seconds) => Math.min(bins - 1, Math.floor(((seconds / 86400 - FIRST_DAY) * bins) / days));
  for (let link = 0; link < LINKS; link++) {
    if (links.first[link] < 0) continue;
    counts[bin(links.first[link])]++;
    counts[bin(links.last[link]) + 1]--;
  }
  let active = 0;
  const heights = counts.slice(0, bins).map((change) => (active += change));
  const top = Math.max(...heights, 1);
  const drawing = byId("histogram");
  drawing.setAttribute("viewBox", "0 0 " + bins + " 20");
  heights.forEach((h, i) => drawing.append(svg("rect", { x: i + 0.1, width: 0.8, y: 20 - (20 * h) / top, height: (20 * h) / top, fill: "#b8c4d0" })));
}
