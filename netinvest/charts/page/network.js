// The network: actors by index, links by index, and who is next to whom.

const actors = DATA.actors, links = DATA.links;
const ACTORS = actors.alias.length, LINKS = links.start.length;
const CALLS = 0, MESSAGES = 1, TRANSFERS = 2, ADVERTISEMENTS = 3;
const CHANNEL = [0, 0, 1, 2]; // of each stream: contact, money, shared advertisements
const STREAM_LABEL = ["Calls", "Messages", "Transfers", "Advertisements"];
const STREAM_COLOUR = ["#7b8794", "#7b8794", "#0b7a5e", "#a86b00"];
const STREAM_DASH = [null, [2, 4], null, [8, 5]];

const incident = Array.from({ length: ACTORS }, () => []);
for (let link = 0; link < LINKS; link++) {
  incident[links.start[link]].push(link);
  if (links.end[link] !== links.start[link]) incident[links.end[link]].push(link);
}
const other = (link, actor) => (links.start[link] === actor ? links.end[link] : links.start[link]);

function neighbours(actor) {
  const events = new Map();
  for (const link of incident[actor]) {
    const next = other(link, actor);
    if (next !== actor) events.set(next, (events.get(next) || 0) + links.count[link]);
  }
  return [...events].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([next]) => next);
}

const bestFinding = (actor) => actors.findings[actor].map((f) => DATA.findings[f]);
const roleOf = (actor) => DATA.roles[actors.role[actor]];
const membersOf = (network) => actors.network.flatMap((n, actor) => (n === network ? [actor] : []));

const dated = links.first.filter((s) => s >= 0);
const FIRST_DAY = dated.length ? Math.floor(dated.reduce((a, b) => Math.min(a, b)) / 86400) : 0;
const LAST_DAY = dated.length ? Math.floor(links.last.reduce((a, b) => Math.max(a, b)) / 86400) : 0;
