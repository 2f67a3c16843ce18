// The chart: wires the parts together. `host` is who shows it: a page by itself, or a notebook.

import { download, el, number, plural, said, shorten } from "./elements.js";
import { fillFilters } from "./filters.js";
import { fillLists, markLead, rankText, wireSearch } from "./lists.js";
import { drawMap } from "./map.js";
import { KIND_LABEL, Model } from "./model.js";
import { readNotes, saveNotes, saveSelection } from "./notes.js";
import { fillPanel } from "./panel.js";
import { CanvasPen } from "./pen.js";
import { drawBubbles, drawGrounds, drawMarks, drawNames, drawSketches, drawSymbols, drawTies } from "./picture.js";
import { Stage, hasWebGL } from "./stage.js";
import { Still, frameOf, pictureOf } from "./still.js";
import { drawTimeline } from "./timeline.js";
import { View, WHOLE_MOST } from "./view.js";

const COLLAPSED_FROM = 5000; // more actors than this are never all drawn at once unless asked for
let charts = 0;

function scaffold(uid) {
  const ui = {}, part = (name, element) => { ui[name] = element; return element; };
  const button = (name, text, attributes = {}) => part(name, el("button", { type: "button", ...attributes }, text));
  const root = el("div", { class: "nic" },
    el("nav", { class: "left", "aria-label": "Leads" },
      el("div", { class: "search-box" },
        part("search", el("input", { class: "search", type: "search", autocomplete: "off", spellcheck: "false", dir: "auto", placeholder: "Find alias or identifier  ( / )", role: "combobox", "aria-label": "Search by alias or identifier", "aria-expanded": "false", "aria-controls": uid + "-matches", "aria-autocomplete": "list" })),
        part("matches", el("ul", { class: "matches", id: uid + "-matches", role: "listbox", "aria-label": "Matches", hidden: true }))),
      part("leads", el("div", { class: "leads", tabindex: "-1", id: uid + "-leads" }))),
    el("section", { class: "middle", "aria-label": "Chart" },
      el("div", { class: "bar" },
        part("views", el("select", { class: "views", "aria-label": "View", title: "What is drawn" })),
        el("span", { class: "grow" }),
        button("undo", "Undo", { class: "undo", title: "Take the last step back (Ctrl+Z)" }), button("reset", "Reset", { class: "reset", title: "Back to the first view, without filters" }),
        button("lasso", "Lasso", { class: "lasso", title: "Draw around several actors to select them (L, or Shift and drag)", "aria-pressed": "false" }),
        button("table", "Table", { class: "table", title: "The leads as a table (T)", "aria-pressed": "false" }),
        button("dockButton", "Time and map", { class: "dock-button", title: "When and where, for whoever is selected", "aria-pressed": "false" }),
        part("save", el("select", { class: "save", "aria-label": "Save", title: "Save the picture or the notes" }, ["Save…", "Picture (PNG)", "Picture (SVG)", "Notes (JSON)", "Open notes…", "Selection (JSON)"].map((text, i) => el("option", { value: i }, text)))),
        part("file", el("input", { type: "file", accept: ".json,application/json", class: "sr", tabindex: "-1", "aria-label": "Notes to open" })),
        el("span", { class: "group", role: "group", "aria-label": "Zoom" },
          button("zoomOut", "−", { "aria-label": "Zoom out", title: "Zoom out (−)" }), button("fit", "Fit", { class: "fit", title: "Fit everything (0)" }), button("zoomIn", "+", { "aria-label": "Zoom in", title: "Zoom in (+)" })),
        button("full", "Full", { class: "full", "aria-label": "Full screen", title: "Full screen (F)" })),
      el("div", { class: "stage" },
        part("network", el("div", { class: "network", tabindex: "0", role: "application", "aria-label": "Network chart. Arrow keys move, plus and minus zoom, 0 fits, N goes from actor to actor, E shows the neighbours of the selected actor, T shows the leads as a table." })),
        part("printed", el("div", { class: "printed", "aria-hidden": "true" })),
        part("tableView", el("div", { class: "table-view", tabindex: "0", role: "region", "aria-label": "Table of leads", hidden: true })),
        part("empty", el("p", { class: "empty", hidden: true }, "Nothing is left by these filters.")),
        part("tip", el("p", { class: "tip", hidden: true }))),
      part("dock", el("div", { class: "dock", hidden: true }, part("timeline", el("div", { class: "timeline" })), part("map", el("div", { class: "map" })))),
      el("div", { class: "key" },
        part("legend", el("div", { class: "legend", role: "group", "aria-label": "Actors: press to hide or show" })),
        part("streams", el("div", { class: "streams", role: "group", "aria-label": "Links: press to hide or show" })),
        part("colour", el("select", { class: "colour", "aria-label": "Colour", title: "What colours mean" }, el("option", { value: "role" }, "Colour by lead"), el("option", { value: "network" }, "Colour by network")))),
      el("div", { class: "filters" },
        el("div", { class: "filter" }, el("label", { for: uid + "-least" }, "At least ", part("leastValue", el("output", { class: "least-value" }))),
          part("least", el("input", { class: "least", id: uid + "-least", type: "range", min: "0", max: "12", step: "1", value: "0" }))),
        part("time", el("div", { class: "filter time", title: "Links active at some time in this period" },
          el("div", { class: "time-head" }, button("play", "▶", { class: "play", "aria-label": "Play through time", title: "Play through time" }), part("timeValue", el("span", { class: "time-value", "aria-live": "polite" }))),
          el("div", { class: "time-track" }, part("histogram", document.createElementNS("http://www.w3.org/2000/svg", "svg")),
            part("from", el("input", { class: "from", type: "range", "aria-label": "Links active from" })), part("to", el("input", { class: "to", type: "range", "aria-label": "Links active to" })))))),
      part("status", el("p", { class: "status", role: "status", "aria-live": "polite" }))),
    part("panel", el("aside", { class: "panel", "aria-label": "Details", tabindex: "-1" })));
  ui.histogram.setAttribute("class", "histogram");
  ui.histogram.setAttribute("aria-hidden", "true");
  ui.histogram.setAttribute("preserveAspectRatio", "none");
  ui.root = root;
  return ui;
}

export class App {
  constructor(into, data, host) {
    this.host = host;
    this.uid = "nic" + ++charts;
    this.model = new Model(data);
    if (this.model.activity) this.model.active = new Set(this.model.activity.actors);
    this.notes = [...(host.notes || [])];
    this.view = new View(this.model);
    this.ui = scaffold(this.uid);
    if (host.notice) this.ui.leads.before(el("p", { class: "notice" }, this.model.case.notice, " ", el("strong", {}, said(this.model.case.label)))); // a page says so in its head
    into.append(this.ui.root);
    this.view.colour = "role";
    const { view } = this;
    const on = {
      node: (actor, event) => (event && event.ctrlKey ? this.selectMany(view.selection.includes(actor) ? view.selection.filter((a) => a !== actor) : [...view.selection, actor]) : this.choose({ actors: [actor] })),
      tie: ({ a, b }) => this.choose({ pair: [a, b] }), ground: () => this.choose({}), open: (actor) => this.expand(actor), community: (at) => this.pressCommunity(at),
      beforeMove: () => view.remember(), moved: () => this.redraw(), lasso: (actors) => { this.setLasso(false); this.selectMany(actors); }, hover: (actor) => this.tip(actor),
      drawn: () => { if (!this._drawn) { this._drawn = true; host.drawn?.(); } },
    };
    this.stage = hasWebGL() ? new Stage(this.ui.network, view, on) : new Still(this.ui.network, view, on);
    if (this.stage instanceof Still) this.ui.root.classList.add("still");
    this._views();
    fillLists(this);
    fillFilters(this);
    wireSearch(this);
    this._wire();
    this.large = this.model.size > COLLAPSED_FROM;
    this.first = this.model.first.length ? "first" : this.large ? "communities" : "whole"; // a case without a lead opens on whoever is in it
    view.open(this.first);
    this.redraw();
    this.stage.fit(false);
    this.showSelection();
  }

  // -- what everything ends in
  redraw() {
    const { view, ui, model } = this;
    view.refresh();
    this.stage.update();
    this.showFilters();
    const folded = view.folded.size ? plural(view.folded.size, "folded community", "folded communities") : "";
    ui.empty.hidden = view.nodes.length > 0 || view.folded.size > 0;
    ui.empty.textContent = model.size ? "Nothing is left by these filters." : "There is nobody in this case yet.";
    const rest = model.size - view.nodes.length;
    ui.status.textContent = plural(view.nodes.length, "actor") + " and " + plural(view.drawn.length, "tie") + " shown" + (folded ? ", and " + folded : "") + (rest && !folded ? "; " + number(rest) + " more in this file, hidden" : "")
      + (model.leftOut ? "; " + number(model.leftOut) + " actors far from any lead left out of it" : "") + ".";
    ui.undo.disabled = !view.past.length;
    if (ui.views.value !== view.kind) {
      let option = [...ui.views.options].find((o) => o.value === view.kind);
      if (!option) { ui.views.querySelector(".ego")?.remove(); option = el("option", { value: view.kind, class: "ego" }, "Around " + shorten(model.actors.alias[Number(view.kind.split(":")[1])] || "", 24)); ui.views.append(option); }
      ui.views.value = view.kind;
    }
    this._dock();
  }
  _dock() {
    if (this.ui.dock.hidden) return;
    drawTimeline(this, this.ui.timeline);
    drawMap(this, this.ui.map);
  }
  showSelection() {
    fillPanel(this);
    markLead(this);
    this.host.selected?.(this.view.selection.map((actor) => this.model.actors.alias[actor]));
  }
  change(what, kind = null) { // a filter moved: one step of undo for one movement of a slider
    const now = Date.now();
    if (!kind || kind !== this._changing || now - this._changedAt > 1500) this.view.remember();
    this._changing = kind;
    this._changedAt = now;
    what();
    this.redraw();
  }

  // -- selection
  choose(what) { this.view.select(what); this.redraw(); this.showSelection(); }
  select(actor) { // from a list, the panel or the search: bring it into the picture and look at it
    const { view } = this;
    this.setTable(false);
    if (!view.isVisible(actor)) view.remember();
    view.hiddenRoles = new Set([...view.hiddenRoles].filter((role) => role !== this.model.actors.role[actor]));
    view.bring(actor);
    this.choose({ actors: [actor] });
    this.stage.lookAt(actor);
  }
  selectMany(actors) { this.choose({ actors }); }
  selectPair(a, b) { this.view.bring(b); this.choose({ pair: [a, b] }); }
  selectFinding(at) {
    const finding = this.model.findings[at];
    if (finding.actor >= 0) { this.select(finding.actor); return; }
    this.setTable(false);
    this.choose({ finding: at });
    const drawn = finding.members.filter((actor) => this.view.isVisible(actor));
    if (drawn.length) this.stage.fit(true, drawn);
  }
  selectNetwork(at) { this.selectFinding(this.model.findings.findIndex((f) => f.network === at && f.kind === "network")); }
  clear() { this.choose({}); }

  // -- views
  open(kind) {
    if (kind === "whole" && this.model.size > WHOLE_MOST) kind = "communities";
    const { view } = this;
    view.remember();
    view.open(kind);
    const kept = view.selection.filter((actor) => view.shown.has(actor));
    view.select({ actors: kept, pair: null, finding: kept.length ? null : view.finding });
    this.redraw();
    this.stage.fit(false);
    this.showSelection();
  }
  expand(actor) {
    if (actor === null) return;
    this.view.remember();
    this.view.expand(actor);
    this.view.select({ actors: [actor] });
    this.redraw();
    this.showSelection();
    this.stage.fit(true);
  }
  focusOn(actors) { this.view.remember(); actors.forEach((actor) => this.view.bring(actor)); this.redraw(); this.stage.fit(true, actors); }
  pressCommunity(at) {
    if (this.view.folded.has(at)) { this.view.remember(); this.view.unfold(at); }
    this.choose({ community: at });
  }
  toggleCommunity(at) {
    const { view } = this;
    view.remember();
    if (view.folded.has(at)) view.unfold(at); else view.fold(at);
    this.choose({ community: at });
  }
  hide(actors) { this.view.remember(); this.view.hidden = new Set([...this.view.hidden, ...actors]); for (const a of actors) this.view.pinned.delete(a); this.choose({}); }
  keepOnly(actors) { const keep = new Set(actors); this.view.remember(); this.view.hidden = new Set([...this.view.hidden, ...this.view.nodes.filter((a) => !keep.has(a))]); this.redraw(); this.stage.fit(true); }
  pin(actor) { this.view.remember(); if (this.view.pinned.has(actor)) this.view.pinned.delete(actor); else this.view.pinned.add(actor); this.choose({ actors: [actor] }); }
  pinAll(actors) { this.view.remember(); actors.forEach((actor) => this.view.pinned.add(actor)); this.redraw(); }
  undo() { if (this.view.undo()) { this.redraw(); this.stage.fit(true); this.showSelection(); } }
  step(by) { // from actor to actor, the leads first
    const order = [...this.view.nodes].sort((a, b) => this.model.isLead(b) - this.model.isLead(a) || this.model.actors.role[a] - this.model.actors.role[b] || a - b);
    if (!order.length) return;
    const at = order.indexOf(this.view.selected);
    const next = order[at < 0 ? (by > 0 ? 0 : order.length - 1) : (at + by + order.length) % order.length];
    this.choose({ actors: [next] });
    this.stage.lookAt(next);
    this.ui.status.textContent = this.model.actors.alias[next] + ", " + this.model.role(next).label + ", " + plural(this.model.neighbours(next).length, "contact") + ".";
  }
  tip(actor) {
    const { tip } = this.ui;
    tip.hidden = actor === null;
    if (actor !== null) tip.replaceChildren(said(this.model.actors.alias[actor]), ": " + this.model.role(actor).label);
  }

  // -- modes
  setLasso(on) { this.stage.lassoing = on; this.ui.lasso.setAttribute("aria-pressed", String(on)); this.ui.network.classList.toggle("drawing", on); }
  setTable(on) {
    const { ui, model } = this;
    if (ui.tableView.hidden === !on) return;
    ui.tableView.hidden = !on;
    ui.table.setAttribute("aria-pressed", String(on));
    if (!on) return;
    if (!ui.tableView.firstChild) {
      const rows = model.kinds.flatMap((kind) => model.findings.flatMap((f, at) => (f.kind === kind ? [[f, at]] : []))).map(([f, at]) => el("tr", {}, el("td", {}, f.actor >= 0 ? model.roles[model.kindRole[f.kind]].label : KIND_LABEL[f.kind]), el("td", { class: "number" }, rankText(f)),
        el("td", {}, el("button", { type: "button", class: "who", onclick: () => this.selectFinding(at) }, said(f.alias))), el("td", {}, said(f.category.replaceAll("_", " "))), el("td", {}, said(f.indicators.map((i) => i.sentence).join(" "))), el("td", {}, said(f.contrary.map((i) => i.sentence).join(" ")))));
      ui.tableView.append(el("table", { class: "panel-table" }, el("thead", {}, el("tr", {}, ["Lead", "Rank", "Alias", "Category", "Signs", "Other side"].map((h) => el("th", { scope: "col" }, h)))), el("tbody", {}, rows)));
    }
    ui.tableView.focus();
  }

  // -- notes and pictures
  addNote(note) {
    this.notes.push(note);
    this.host.saveNote?.(note);
    this.showSelection();
  }
  _eye() { const eye = this.stage.eye(); return eye.width > 80 ? eye : frameOf(this.view, 1200, 800); }
  svgText() { return '<?xml version="1.0" encoding="UTF-8"?>\n' + new XMLSerializer().serializeToString(pictureOf(this.view, this._eye())); }
  png() {
    const { view } = this, eye = this._eye(), canvas = document.createElement("canvas"), times = 2;
    canvas.width = eye.width * times;
    canvas.height = eye.height * times;
    const context = canvas.getContext("2d");
    context.scale(times, times);
    context.fillStyle = "#ffffff";
    context.fillRect(0, 0, eye.width, eye.height);
    const pen = new CanvasPen(context);
    for (const draw of [drawGrounds, drawBubbles, drawTies, drawSketches, drawSymbols, drawMarks, drawNames]) draw(pen, view, eye);
    canvas.toBlob((blob) => download("chart.png", "image/png", blob));
  }
  saveAs(which) {
    if (which === 1) this.png();
    else if (which === 2) download("chart.svg", "image/svg+xml", this.svgText());
    else if (which === 3) saveNotes(this);
    else if (which === 4) this.ui.file.click();
    else if (which === 5) saveSelection(this);
  }
  async openNotes(file) {
    try { readNotes(this, await file.text()); this.redraw(); this.showSelection(); this.ui.status.textContent = plural(this.notes.length, "note") + " in this page."; } catch (error) {
      this.ui.status.textContent = error instanceof SyntaxError ? "This file is not a file of notes." : error.message;
    }
  }

  _views() {
    const { model, ui } = this, option = (value, text) => ui.views.append(el("option", { value }, text));
    if (model.first.length) option("first", "Leads and their paths");
    if (model.communities.length) option("communities", model.first.length ? "Leads, others folded" : "Communities, folded");
    model.networks.forEach((name, i) => option("network:" + i, "All of " + shorten(name, 30)));
    if (model.size <= WHOLE_MOST) option("whole", "All " + number(model.size) + " actors");
  }
  _wire() {
    const { ui, view } = this, press = (name, what) => ui[name].addEventListener("click", what);
    ui.views.addEventListener("change", () => this.open(ui.views.value));
    ui.colour.addEventListener("change", () => { view.colour = ui.colour.value; this.redraw(); });
    ui.save.addEventListener("change", () => { const which = Number(ui.save.value); ui.save.value = "0"; this.saveAs(which); });
    ui.file.addEventListener("change", () => { if (ui.file.files[0]) this.openNotes(ui.file.files[0]); ui.file.value = ""; });
    press("zoomIn", () => this.stage.zoom(1.3));
    press("zoomOut", () => this.stage.zoom(1 / 1.3));
    press("fit", () => this.stage.fit(true));
    press("undo", () => this.undo());
    press("lasso", () => this.setLasso(!this.stage.lassoing));
    press("table", () => this.setTable(ui.tableView.hidden));
    press("full", () => this.full());
    press("reset", () => { view.remember(); view.clearFilters(); view.hidden = new Set(); view.pinned = new Set(); view.moved = new Map(); view.select({}); view.open(this.first); this.setTable(false); this.redraw(); this.stage.fit(false); this.showSelection(); });
    press("dockButton", () => { ui.dock.hidden = !ui.dock.hidden; ui.dockButton.setAttribute("aria-pressed", String(!ui.dock.hidden)); this._dock(); this.stage.fit(false); });
    ui.full.hidden = !document.fullscreenEnabled;
    ui.lasso.hidden = this.stage instanceof Still;
    ui.root.addEventListener("keydown", (event) => this._key(event));
    this._paper();
  }
  full() { if (document.fullscreenElement) document.exitFullscreen(); else this.ui.root.requestFullscreen?.(); }
  _key(event) {
    const { view, ui, stage } = this, writing = event.target.closest("input:not([type=range]), select, textarea");
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !writing) { this.undo(); event.preventDefault(); event.stopPropagation(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const one = view.selected, key = event.key.toLowerCase();
    const onStage = { arrowleft: () => stage.pan(-60, 0), arrowright: () => stage.pan(60, 0), arrowup: () => stage.pan(0, -60), arrowdown: () => stage.pan(0, 60) };
    const anywhere = {
      "/": () => ui.search.focus(), "+": () => stage.zoom(1.3), "=": () => stage.zoom(1.3), "-": () => stage.zoom(1 / 1.3), 0: () => stage.fit(true), e: () => this.expand(one), o: () => one !== null && this.open("ego:" + one + ":1"),
      p: () => one !== null && this.pin(one), h: () => view.selection.length && this.hide(view.selection), l: () => !ui.lasso.hidden && this.setLasso(!stage.lassoing), f: () => this.full(), t: () => this.setTable(ui.tableView.hidden), n: () => this.step(event.shiftKey ? -1 : 1),
    };
    if (event.key === "Escape") { this.setLasso(false); this.setTable(false); this.clear(); } else if (writing) { event.stopPropagation(); return; } else if (event.target === ui.network && onStage[key]) onStage[key]();
    else if (Object.hasOwn(anywhere, key)) anywhere[key]();
    else return;
    event.preventDefault();
    event.stopPropagation(); // a notebook has keys of its own
  }
  // Paper has another shape than the screen: the picture is drawn anew for it.
  _paper() {
    const { ui } = this;
    this._before = () => {
      ui.printed.replaceChildren(pictureOf(this.view, frameOf(this.view, 1040, 560)));
      for (const hash of ui.panel.querySelectorAll(".hash[aria-expanded=false]")) hash.click(); // on paper nothing can be pressed
      for (const details of ui.panel.querySelectorAll("details")) details.open = true;
    };
    this._after = () => { ui.printed.replaceChildren(); this.showSelection(); };
    addEventListener("beforeprint", this._before);
    addEventListener("afterprint", this._after);
  }
  kill() {
    removeEventListener("beforeprint", this._before);
    removeEventListener("afterprint", this._after);
    this.stage.kill();
    this.ui.root.remove();
  }
}
