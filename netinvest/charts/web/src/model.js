// The case as the page holds it: actors by index, links by index, and who is next to whom.

export const CALLS = 0, MESSAGES = 1, TRANSFERS = 2, ADVERTISEMENTS = 3;
export const CHANNEL = [0, 0, 1, 2]; // of each stream: contact, money, shared advertisements
export const STREAM_LABEL = ["Calls", "Messages", "Transfers", "Advertisements"];
export const STREAM_COLOUR = ["#6f7c8a", "#6f7c8a", "#0b7a5e", "#a86b00"];
export const STREAM_DASH = [null, [2, 4], null, [8, 5]];
export const KIND_LABEL = { likely_coordinator: "Likely coordinators", possible_victim_offender: "Possible victim-offenders", likely_linked_victim: "Likely linked victims",
  funnel_account: "Funnel accounts", network: "Networks", ad_cluster: "Advertisement clusters", set_aside_hub: "Hubs set aside" };

export async function unpack(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

const summed = (steps) => { const out = new Int32Array(steps.length); let at = 0; for (let i = 0; i < steps.length; i++) out[i] = at += steps[i]; return out; };

export class Model {
  constructor(data) {
    Object.assign(this, data); // case, roles, kinds, kindRole, networks, sources, findings, first, leftOut, communities, coast, places, activity
    const a = data.actors, l = data.links;
    this.size = a.role.length;
    this.actors = {
      alias: Array.isArray(a.alias) ? a.alias : Array.from(summed(a.alias.steps), (n) => a.alias.prefix + String(n).padStart(a.alias.width, "0")), role: a.role, category: a.category.map((c) => data.categories[c]), protected: a.protected, network: a.network,
      community: a.community, x: a.x.map((x, i) => data.communities[a.community[i]].x + data.unit * x), y: a.y.map((y, i) => data.communities[a.community[i]].y + data.unit * y), hidden: a.hidden,
      identifiers: identifiersOf(a.identifiers), roles: spread(a.roles, this.size, []), findings: Array.from({ length: this.size }, () => []),
    };
    data.findings.forEach((finding, at) => { if (finding.actor >= 0) this.actors.findings[finding.actor].push(at); });
    const start = summed(l.start), count = l.count.length, paid = spread(l.money, count, ["", ""]);
    this.links = { start, end: Int32Array.from(l.end), stream: Uint8Array.from(l.stream), count: Int32Array.from(l.count), first: Int32Array.from(l.first),
      last: Int32Array.from(l.first, (day, i) => (day < 0 ? l.length[i] : day + l.length[i])), amount: paid.map((m) => m[0]), currency: paid.map((m) => m[1]), sources: l.sources };
    this.linkCount = count;
    this._incident();
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
  findingsOf(actor) { return this.actors.findings[actor].map((f) => this.findings[f]); }
  role(actor) { return this.roles[this.actors.role[actor]]; }
  isLead(actor) { return this.actors.findings[actor].length > 0; }
  membersOf(network) { const out = []; this.actors.network.forEach((n, actor) => { if (n === network) out.push(actor); }); return out; }
  inCommunity(at) { const out = []; this.actors.community.forEach((c, actor) => { if (c === at) out.push(actor); }); return out; }
}

// A column of which only some places are filled: the steps from place to place, and what stands there.
function spread([steps, values], size, empty) {
  const out = new Array(size).fill(empty);
  summed(steps).forEach((place, i) => { out[place] = values[i]; });
  return out;
}
function identifiersOf({ count, kinds, kind, value }) {
  let at = 0;
  return count.map((n) => Array.from({ length: n }, () => [kinds[kind[at]], value[at++]]));
}
