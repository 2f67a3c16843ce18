// What is drawn: the actors of a view, less what is hidden and filtered, their ties, and the communities that stand folded.

import { CHANNEL, CALLS, MESSAGES } from "./model.js";

export const MOST_EXPANDED = 40; // neighbours brought at once
export const MOST_EGO = 150;
export const MOST_OPENED = 4000; // actors drawn beside folded communities
export const WHOLE_MOST = 20000; // more cannot be moved without a graphics card
const CELL = [86, 58]; // room for a symbol and its name, as in layout.py
const MOST_UNDONE = 40;

export class View {
  constructor(model) {
    this.model = model;
    this.moved = new Map(); // places the reader gave, kept over views
    this.pinned = new Set();
    this.hidden = new Set();
    this.hiddenRoles = new Set();
    this.hiddenStreams = new Set();
    this.least = 1;
    this.from = model.firstDay;
    this.to = model.lastDay;
    this.selection = [];
    this.pair = null;
    this.finding = null;
    this.community = null;
    this.folded = new Set();
    this.showDrawn = true;
    this.sketches = [];
    this.past = [];
    this.shown = new Set();
    this.place = new Map();
    this.version = 0;
  }

  // -- undo: the whole state is small beside the case
  remember() {
    this.past.push({ kind: this.kind, shown: new Set(this.shown), place: new Map(this.place), moved: new Map(this.moved), pinned: new Set(this.pinned), hidden: new Set(this.hidden),
      hiddenRoles: new Set(this.hiddenRoles), hiddenStreams: new Set(this.hiddenStreams), least: this.least, from: this.from, to: this.to, folded: new Set(this.folded), showDrawn: this.showDrawn,
      selection: [...this.selection], pair: this.pair, finding: this.finding, community: this.community });
    if (this.past.length > MOST_UNDONE) this.past.shift();
  }
  undo() {
    const before = this.past.pop();
    if (!before) return false;
    Object.assign(this, before);
    this.version++;
    return true;
  }

  select({ actors = [], pair = null, finding = null, community = null }) {
    this.selection = actors;
    this.pair = pair;
    this.finding = finding;
    this.community = community;
  }
  get selected() { return this.selection.length === 1 ? this.selection[0] : null; }

  // -- views
  open(kind) { // "first", "communities", "whole", "network:3", "ego:17:2"
    const { model } = this, [name, of, steps] = String(kind).split(":");
    this.kind = String(kind);
    this.shown = new Set();
    this.place = new Map();
    this.folded = new Set();
    if (name === "first") for (const [actor, x, y] of model.first) this._put(actor, [x, y]);
    else if (name === "ego") this._ego(Number(of), Number(steps || 1));
    else if (name === "communities") { // folded, the leads of the first view on top of them: nobody has to open a hundred discs to find one
      model.communities.forEach((_, at) => this.folded.add(at));
      for (const actor of this._firstLeads()) this._put(actor, this._home(actor));
    }
    else for (const actor of name === "network" ? model.membersOf(Number(of)) : model.actors.role.keys()) this._put(actor, this._home(actor));
    for (const actor of this.pinned) if (!this.shown.has(actor)) this.bring(actor);
    this.version++;
  }
  _firstLeads() { return this.model.first.map(([actor]) => actor).filter((actor) => this.model.isLead(actor)); }
  _home(actor) { return [this.model.actors.x[actor], this.model.actors.y[actor]]; }
  _put(actor, at) { this.shown.add(actor); this.place.set(actor, this.moved.get(actor) || at); }

  _ego(ego, steps) { // rings: the closest contacts first, theirs behind them
    const { model } = this;
    this._put(ego, [0, 0]);
    const near = model.neighbours(ego).slice(0, MOST_EGO);
    let ring = 0, room = 0, used = 0, angle = 0;
    for (const actor of near) {
      if (used >= room) { ring++; room = Math.floor((2 * Math.PI * ring * 130) / CELL[0]); used = 0; angle = -Math.PI / 2 + ring * 0.35; room = Math.min(room, near.length - this.shown.size + 1); }
      const a = angle + (2 * Math.PI * used++) / room;
      this._put(actor, [Math.round(ring * 150 * Math.cos(a)), Math.round(ring * 120 * Math.sin(a))]);
    }
    if (steps < 2) return;
    for (const actor of near) for (const next of model.neighbours(actor).slice(0, 6)) {
      if (this.shown.size >= 2 * MOST_EGO) return;
      if (!this.shown.has(next)) this._put(next, this.freePlace(...this.place.get(actor).map((v) => v * 1.7)));
    }
  }

  // A free place near (x, y): rings outward, the same for the same picture.
  freePlace(x, y) {
    const taken = [...this.place.values()].filter((p) => Math.abs(p[0] - x) < 3000 && Math.abs(p[1] - y) < 3000);
    for (let ring = 0; ring < 40; ring++) for (let step = 0; step < Math.max(1, 6 * ring); step++) {
      const angle = (2 * Math.PI * step) / Math.max(1, 6 * ring) + 0.4 * ring;
      const at = [Math.round(x + 92 * ring * Math.cos(angle)), Math.round(y + 70 * ring * Math.sin(angle))];
      if (taken.every((p) => Math.abs(p[0] - at[0]) >= 78 || Math.abs(p[1] - at[1]) >= 52)) return at;
    }
    return [x, y];
  }

  bring(actor) {
    this.hidden.delete(actor);
    if (this.shown.has(actor)) return;
    if (this.kind === "communities" || this.kind === "whole") { this._put(actor, this._home(actor)); this.version++; return; }
    const near = this.model.neighbours(actor).find((next) => this.shown.has(next));
    let at = near !== undefined ? this.place.get(near) : null;
    if (!at) {
      let right = -Infinity, sum = 0;
      for (const [x, y] of this.place.values()) { right = Math.max(right, x); sum += y; }
      at = this.place.size ? [right + 110, sum / this.place.size] : [0, 0];
    }
    this._put(actor, this.freePlace(...at));
    this.version++;
  }
  hiddenNeighbours(actor) { return this.model.neighbours(actor).filter((next) => !this.shown.has(next) || this.hidden.has(next)); }
  expand(actor) {
    this.bring(actor);
    for (const next of this.hiddenNeighbours(actor).slice(0, MOST_EXPANDED)) {
      this.hidden.delete(next);
      if (!this.shown.has(next)) this._put(next, this.freePlace(...this.place.get(actor)));
    }
    this.version++;
  }
  unfold(at) {
    const members = this.model.inCommunity(at);
    if (this.shown.size + members.length > MOST_OPENED) return false;
    this.folded.delete(at);
    for (const actor of members) this._put(actor, this._home(actor));
    this.version++;
    return true;
  }
  fold(at) {
    this.folded.add(at);
    const kept = new Set(this._firstLeads());
    for (const actor of this.model.inCommunity(at)) if (!kept.has(actor)) { this.shown.delete(actor); this.place.delete(actor); }
    this.version++;
  }
  move(actor, at) { this.place.set(actor, at); this.moved.set(actor, at); }

  // -- filters
  _passing() { // of each link, whether the filters let it through: one pass over plain arrays
    const { count, first, last, stream } = this.model.links, { least, from, to } = this, open = Uint8Array.from({ length: 4 }, (_, s) => !this.hiddenStreams.has(s));
    const out = this.flags ||= new Uint8Array(this.model.linkCount);
    for (let link = 0; link < out.length; link++) out[link] = open[stream[link]] & (count[link] >= least) & ((first[link] < 0) | ((first[link] <= to) & (last[link] >= from)));
    return out;
  }
  isVisible(actor) { return this.shown.has(actor) && !this.hidden.has(actor) && (this.pinned.has(actor) || !this.hiddenRoles.has(this.model.actors.role[actor])); }
  clearFilters() {
    this.hiddenRoles = new Set();
    this.hiddenStreams = new Set();
    this.showDrawn = true;
    this.least = 1;
    this.from = this.model.firstDay;
    this.to = this.model.lastDay;
  }

  // Ties among the shown: one a pair and channel, money by direction; counted anew when a filter changes.
  refresh() {
    if (this._tiesOf !== this.version) this._collect();
    const { model, ties } = this, links = model.links;
    const passing = this._passing();
    for (const tie of ties) {
      let count = 0, stream = -1;
      for (const link of tie.links) if (passing[link]) {
        count += links.count[link];
        const s = links.stream[link];
        if (stream < 0 || (stream === MESSAGES && s === CALLS)) stream = s;
      }
      tie.count = count;
      tie.stream = stream;
    }
    const who = [this.version, this.hidden.size, this.pinned.size, ...this.hiddenRoles].join();
    if (this._seenFor !== who || this._hiddenBefore !== this.hidden) { // a filter of links changes nobody
      this.nodes = [...this.shown].filter((actor) => this.isVisible(actor)).sort((a, b) => a - b);
      this.seen = this.hidden.size || this.hiddenRoles.size ? new Set(this.nodes) : this.shown;
      this._seenFor = who;
      this._hiddenBefore = this.hidden;
    }
    const { seen } = this;
    this.drawn = ties.filter((tie) => tie.count && seen.has(tie.a) && seen.has(tie.b));
    this.sketches = this.showDrawn ? model.drawn.links.filter(([a, b]) => seen.has(a) && seen.has(b)).map(([a, b, by, text]) => ({ a, b, by, text, channel: 3 })) : [];
    this._bundles();
  }
  _collect() {
    const { model } = this, links = model.links, found = new Map();
    for (const actor of this.shown) for (const link of model.incident(actor)) {
      const start = links.start[link], end = links.end[link];
      if (start !== actor || start === end || !this.shown.has(end)) continue;
      const channel = CHANNEL[links.stream[link]];
      const [a, b] = channel === 1 || start < end ? [start, end] : [end, start];
      const key = (a * model.size + b) * 3 + channel;
      const tie = found.get(key);
      if (tie) tie.links.push(link);
      else found.set(key, { a, b, channel, links: [link] });
    }
    this.ties = [...found.values()];
    this._tiesOf = this.version;
  }
  // Lines between folded communities, and from them to whoever is drawn: the strongest.
  _bundles() {
    this.bundles = [];
    if (!this.folded.size) return;
    const { model, flags } = this, { start, end, count } = model.links, { community } = model.actors, C = model.communities.length;
    const folded = Uint8Array.from(model.communities, (_, at) => this.folded.has(at)), found = new Map();
    for (let link = 0; link < flags.length; link++) {
      const a = community[start[link]], b = community[end[link]];
      if (a === b || !flags[link] || !(folded[a] | folded[b])) continue;
      const key = a < b ? a * C + b : b * C + a;
      found.set(key, (found.get(key) || 0) + count[link]);
    }
    this.bundles = [...found].map(([key, events]) => ({ a: Math.floor(key / C), b: key % C, count: events })).sort((x, y) => y.count - x.count || x.a - y.a || x.b - y.b).slice(0, 250);
  }

}
