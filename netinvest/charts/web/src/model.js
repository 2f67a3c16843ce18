// The case as the page holds it: actors by index, links by index, and who is next to whom.

export const CALLS = 0, MESSAGES = 1, TRANSFERS = 2, ADVERTISEMENTS = 3;
export const CHANNEL = [0, 0, 1, 2]; // of each stream: contact, money, shared advertisements
export const STREAM_LABEL = ["Calls", "Messages", "Transfers", "Advertisements"];
export const STREAM_COLOUR = ["#6f7c8a", "#6f7c8a", "#0b7a5e", "#a86b00"];
export const STREAM_DASH = [null, [2, 4], null, [8, 5]];
export const DRAWN_COLOUR = "#9c2f7f", DRAWN_DASH = [9, 4, 1.5, 4]; // what somebody drew by hand: neither colour nor dash of any evidence
export const KIND_LABEL = { likely_coordinator: "Likely coordinators", possible_victim_offender: "Possible victim-offenders", likely_linked_victim: "Likely linked victims",
  funnel_account: "Funnel accounts", network: "Networks", ad_cluster: "Advertisement clusters", set_aside_hub: "Hubs set aside" };

export async function unpack(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

const summed = (steps) => { const out = new Int32Array(steps.length); let at = 0; for (let i = 0; i < steps.length; i++) out[i] = at += steps[i]; return out; };

export class Model {
  constructor(data) {
    Object.assign(this, data); // case, roles, kinds, kindRole, networks, sources, findings, first, leftOut, communities, coast, places, activity, drawn
    const a = data.actors, l = data.links;
    this.size = a.role.length;
    const community = new Int32Array(a.community);
    const home = (axis) => { const out = new Float64Array(a[axis]); for (let i = 0; i < out.length; i++) out[i] = data.communities[community[i]][axis] + data.unit * out[i]; return out; };
    this.actors = {
      alias: Array.isArray(a.alias) ? a.alias : Array.from(summed(a.alias.steps), (n) => a.alias.prefix + String(n).padStart(a.alias.width, "0")), role: new Uint8Array(a.role), category: a.category, protected: a.protected,
      network: new Int32Array(a.network), community, x: home("x"), y: home("y"), hidden: a.hidden, roles: spread(a.roles, this.size),
    };
    this._identifiers = { ...a.identifiers, from: summed([0].concat(a.identifiers.count)) }; // taken apart when somebody asks
    this._findings = new Map();
    data.findings.forEach(({ actor }, at) => { if (actor >= 0) this._findings.set(actor, [...(this._findings.get(actor) || []), at]); });
    const start = summed(l.start), count = l.count.length, first = new Int32Array(l.first), last = new Int32Array(l.length);
    for (let i = 0; i < count; i++) if (first[i] >= 0) last[i] += first[i];
    this.links = { start, end: new Int32Array(l.end), stream: new Uint8Array(l.stream), count: new Int32Array(l.count), first, last, money: spread(l.money, count), sources: l.sources };
    this.linkCount = count;
    this._incident();
    this._drawn = new Map(); // of each actor: what somebody drew by hand, [other or null, drawing, text]
    const about = (actor, said) => { if (this._drawn.has(actor)) this._drawn.get(actor).push(said); else this._drawn.set(actor, [said]); };
    for (const [a, b, by, text] of this.drawn.links) { about(a, [b, by, text]); about(b, [a, by, text]); }
    for (const [actor, by, text] of this.drawn.notes) about(actor, [null, by, text]);
    let low = Infinity, high = -Infinity;
    for (let i = 0; i < count; i++) if (this.links.first[i] >= 0) { low = Math.min(low, this.links.first[i]); high = Math.max(high, this.links.last[i]); }
    this.dated = low <= high;
    this.firstDay = this.dated ? low : 0;
    this.lastDay = this.dated ? high : 0;
  }

  // Links of each actor, one after the other: offsets into one array.
  _incident() {
    const { start, end } = this.links, offset = new Int32Array(this.size + 2);
    for (let i = 0; i < this.linkCount; i++) { offset[start[i] + 2]++; if (end[i] !== start[i]) offset[end[i] + 2]++; }
    for (let i = 1; i < offset.length; i++) offset[i] += offset[i - 1];
    const list = new Int32Array(offset[this.size + 1]);
    for (let i = 0; i < this.linkCount; i++) { list[offset[start[i] + 1]++] = i; if (end[i] !== start[i]) list[offset[end[i] + 1]++] = i; }
    this._offset = offset;
    this._list = list;
  }
  incident(actor) { return this._list.subarray(this._offset[actor], this._offset[actor + 1]); }
  other(link, actor) { return this.links.start[link] === actor ? this.links.end[link] : this.links.start[link]; }

  neighbours(actor) {
    const events = new Map();
    for (const link of this.incident(actor)) {
      const next = this.other(link, actor);
      if (next !== actor) events.set(next, (events.get(next) || 0) + this.links.count[link]);
    }
    return [...events].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([next]) => next);
  }
  drawnOf(actor) { return this._drawn.get(actor) || []; }
  findingsOf(actor) { return (this._findings.get(actor) || []).map((f) => this.findings[f]); }
  categoryOf(actor) { return this.categories[this.actors.category[actor]]; }
  identifiersOf(actor) {
    const { from, kinds, kind, value } = this._identifiers, out = [];
    for (let at = from[actor]; at < from[actor + 1]; at++) out.push([kinds[kind[at]], value[at]]);
    return out;
  }
  role(actor) { return this.roles[this.actors.role[actor]]; }
  isLead(actor) { return this._findings.has(actor); }
  membersOf(network) { const out = []; this.actors.network.forEach((n, actor) => { if (n === network) out.push(actor); }); return out; }
  inCommunity(at) { const out = []; this.actors.community.forEach((c, actor) => { if (c === at) out.push(actor); }); return out; }
}

// A column of which only some places are filled: the steps from place to place, and what stands there.
function spread([steps, values], size) {
  const out = new Array(size);
  summed(steps).forEach((place, i) => { out[place] = values[i]; });
  return out;
}
