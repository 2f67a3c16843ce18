// The page: wires the parts together.

// Everything, or these, with room for their outlines and names.
function fit(animate, ids = drawnNodes.getIds()) {
  if (!ids.length) return;
  const places = Object.values(network.getPositions(ids)), stage = byId("network");
  state.fitted = animate ? null : ids.length;
  if (stage.clientWidth < 80 || stage.clientHeight < 80) return; // not on screen yet: it is fitted when it gets a size
  const [left, right] = [Math.min(...places.map((p) => p.x)), Math.max(...places.map((p) => p.x))];
  const [top, bottom] = [Math.min(...places.map((p) => p.y)), Math.max(...places.map((p) => p.y))];
  const scale = Math.min((stage.clientWidth - 24) / (right - left + 104), (stage.clientHeight - 44) / (bottom - top + 96), 1.25);
  network.moveTo({ position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale, animation: animate ? { duration: 250 } : false });
}
function zoom(factor) { state.fitted = null; network.moveTo({ scale: Math.max(0.03, Math.min(4, network.getScale() * factor)), animation: { duration: 120 } }); }
function pan(x, y) { state.fitted = null; const at = network.getViewPosition(), scale = network.getScale(); network.moveTo({ position: { x: at.x + x / scale, y: at.y + y / scale } }); }
function focusOn(ids) { ids.forEach(bring); redraw(); fit(true, ids); }

// Moves only when it must: a picture that jumps at every press is hard to keep in mind.
function lookAt(actor) {
  const stage = byId("network"), at = network.canvasToDOM(network.getPosition(actor)), scale = network.getScale();
  const inside = at.x > 16 && at.y > 16 && at.x < stage.clientWidth - 16 && at.y < stage.clientHeight - 24;
  if (inside && scale >= 0.3) return;
  state.fitted = null;
  network.focus(actor, { scale: Math.max(scale, 0.45), animation: { duration: 300 } });
}

function showSelection() {
  const panel = byId("panel");
  let content;
  if (state.selected !== null) content = actorPanel(state.selected);
  else if (state.selectedPair) content = pairPanel(...state.selectedPair);
  else if (state.selectedFinding != null) content = findingPanel(DATA.findings[state.selectedFinding]);
  else content = casePanel();
  panel.replaceChildren(...content.flat(3).filter(Boolean));
  panel.scrollTop = 0;
  markLead();
}
function choose(actor, pair, finding) { state.selected = actor; state.selectedPair = pair; state.selectedFinding = finding; }

// From a list, the panel or the search: bring it into the picture and look at it.
function select(actor) {
  choose(actor, null, null);
  state.hiddenRoles.delete(actors.role[actor]);
  const chip = chips.get(actors.role[actor]);
  if (chip) chip[0].setAttribute("aria-pressed", "true");
  keepPlaces();
  bring(actor);
  redraw();
  network.selectNodes([actor]);
  lookAt(actor);
  showSelection();
}
function selectFinding(index) {
  const finding = DATA.findings[index];
  if (finding.actor >= 0) { select(finding.actor); return; }
  choose(null, null, index);
  network.unselectAll();
  keepPlaces();
  redraw();
  const drawn = finding.members.filter(isVisible);
  if (drawn.length) {
    network.selectNodes(drawn, false);
    fit(true, drawn);
  }
  showSelection();
}
function selectNetwork(at) { selectFinding(DATA.findings.findIndex((f) => f.network === at && f.kind === "network")); }
function hide(actor) { keepPlaces(); state.shown.delete(actor); state.place.delete(actor); choose(null, null, null); redraw(); showSelection(); }
function clearSelection() { choose(null, null, null); network.unselectAll(); keepPlaces(); redraw(); showSelection(); }

function picture() {
  const source = byId("network").querySelector("canvas");
  const copy = document.createElement("canvas");
  copy.width = source.width;
  copy.height = source.height;
  const context = copy.getContext("2d");
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, copy.width, copy.height);
  context.drawImage(source, 0, 0);
  return copy;
}

// Paper has another shape than the screen: the picture is drawn anew for it, and the view put back afterwards.
let viewBefore = null;
function sizeStage(width, height) {
  byId("network").style.width = width;
  byId("network").style.height = height;
  network.setSize(width || "100%", height || "100%");
  network.redraw();
}
function beforePrint() {
  document.documentElement.classList.add("printing");
  viewBefore = { position: network.getViewPosition(), scale: network.getScale() };
  sizeStage("1040px", "560px");
  fit(false);
  network.redraw();
  byId("print-picture").replaceChildren(picture());
  for (const hash of document.querySelectorAll("#panel .hash[aria-expanded=false]")) hash.click(); // on paper nothing can be pressed
  for (const details of document.querySelectorAll("#panel details")) details.open = true;
}
function afterPrint() {
  sizeStage("", "");
  network.moveTo(viewBefore);
  document.documentElement.classList.remove("printing");
  showSelection();
}

function wireKeys() {
  document.addEventListener("keydown", (event) => {
    const writing = event.target.closest("input, select, textarea");
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") clearSelection();
    else if (writing) return;
    else if (event.key === "/") byId("search").focus();
    else if (event.key === "+" || event.key === "=") zoom(1.25);
    else if (event.key === "-") zoom(0.8);
    else if (event.key === "0") fit(true);
    else if (event.key.toLowerCase() === "e") expand(state.selected);
    else if (event.target.id !== "network") return;
    else if (event.key === "ArrowLeft") pan(-60, 0);
    else if (event.key === "ArrowRight") pan(60, 0);
    else if (event.key === "ArrowUp") pan(0, -60);
    else if (event.key === "ArrowDown") pan(0, 60);
    else return;
    event.preventDefault();
  });
}

const OPENING = DATA.first.length ? "first" : "all"; // a case without a lead opens on whoever is in it

function begin() {
  document.documentElement.classList.add("js");
  byId("app").hidden = false;
  network = new vis.Network(byId("network"), { nodes: drawnNodes, edges: drawnEdges }, {
    physics: false, layout: { improvedLayout: false }, autoResize: true,
    interaction: { hover: true, keyboard: false, navigationButtons: false, tooltipDelay: 1e9, hideEdgesOnDrag: ACTORS > 800, hideEdgesOnZoom: ACTORS > 800, multiselect: false },
    nodes: { shadow: false }, edges: { selectionWidth: 1.2, hoverWidth: 0.6, shadow: false },
  });
  network.on("beforeDrawing", (context) => outlines(context));
  network.on("afterDrawing", (context) => names(context));
  network.on("click", ({ nodes, edges }) => {
    if (nodes.length) choose(nodes[0], null, null);
    else if (edges.length) { const edge = drawnEdges.get(edges[0]); choose(null, [edge.from, edge.to], null); }
    else choose(null, null, null);
    if (state.ties > MOST_TIES || state.shown.size <= MOST_FADED) { keepPlaces(); redraw(); } // their ties come forward, however weak
    showSelection();
  });
  for (const event of ["zoom", "dragStart"]) network.on(event, () => { state.fitted = null; });
  network.on("resize", () => { if (state.fitted === drawnNodes.length && !document.documentElement.classList.contains("printing")) setTimeout(() => fit(false)); });
  network.on("doubleClick", ({ nodes }) => { if (nodes.length) expand(nodes[0]); });
  network.on("hoverNode", ({ node }) => { state.hovered = node; });
  network.on("blurNode", () => { state.hovered = null; });

  const views = byId("view");
  views.append(el("option", { value: "first" }, "Leads and their paths"));
  DATA.networks.forEach((name, i) => views.append(el("option", { value: i }, "All of " + shorten(name, 30))));
  views.append(el("option", { value: "all" }, "All " + number(ACTORS) + " actors"));
  views.addEventListener("change", () => setView(views.value));
  byId("colour").addEventListener("change", (event) => { state.colour = event.target.value; keepPlaces(); redraw(); });
  byId("zoom-in").addEventListener("click", () => zoom(1.25));
  byId("zoom-out").addEventListener("click", () => zoom(0.8));
  byId("fit").addEventListener("click", () => fit(true));
  byId("reset").addEventListener("click", () => { clearSelection(); clearFilters(); setView(OPENING); });
  byId("picture").addEventListener("click", () => {
    const link = document.createElement("a");
    link.download = "chart.png";
    link.href = picture().toDataURL("image/png");
    link.click();
  });
  window.addEventListener("beforeprint", beforePrint);
  window.addEventListener("afterprint", afterPrint);
  fillLists();
  fillLegend();
  wireFilters();
  wireSearch();
  wireKeys();
  setView(OPENING);
  showSelection();
  network.once("afterDrawing", () => document.documentElement.setAttribute("data-drawn", "true"));
  network.redraw();
}
begin();
