// The panel: what is known about the actor, tie or network that is selected, in sentences, with its sources.

const VICTIM_FIRST = "A victim-first assessment comes before any charging decision. People who were made to act by a trafficker are listed here, with what speaks for them first.";

function who(actor) {
  return el("button", { type: "button", class: "who", onclick: () => select(actor) }, icon(actors.role[actor], 13), said(actors.alias[actor]));
}

function hashButton(sha256) {
  const short = sha256.slice(0, 12) + "…";
  const button = el("button", { type: "button", class: "hash", "aria-expanded": "false", title: "SHA-256 of the file: press for all of it" }, short);
  button.addEventListener("click", () => {
    const open = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(open));
    button.textContent = open ? sha256 : short;
  });
  return button;
}

function sourceLine(index, more) {
  const source = DATA.sources[index];
  return el("li", {}, source.name ? said(source.name) : "A source", " ", hashButton(source.sha256), more ? el("span", { class: "measure" }, more) : null);
}

function evidenceList(evidence) {
  if (!evidence.length) return null;
  const rows = evidence.reduce((sum, e) => sum + e[3], 0);
  return el("details", {}, el("summary", {}, "Evidence: " + plural(rows, "row") + " in " + plural(new Set(evidence.map((e) => e[0])).size, "file")),
    el("ul", {}, evidence.map(([source, record, numbers, total]) => sourceLine(source,
      capital(record) + (numbers.length === 1 ? " row " : " rows ") + numbers.map(String).join(", ") + (total > numbers.length ? " … (" + number(total) + " in all)" : "")))));
}

function measure(sign) {
  const parts = [];
  if (sign.value != null) parts.push("measured " + MEASURE.format(sign.value));
  if (sign.expected != null) parts.push("expected " + MEASURE.format(sign.expected));
  if (sign.p_value != null) parts.push("p " + (sign.p_value < 0.001 ? "< 0.001" : "= " + MEASURE.format(sign.p_value)));
  return parts.length ? el("span", { class: "measure" }, words(sign.stream) + ": " + parts.join(", ")) : null;
}

function signs(title, list, none) {
  if (!list.length) return none ? [el("h3", {}, title), el("p", { class: "sub" }, none)] : [];
  return [el("h3", {}, title), el("ul", { class: "signs" }, list.map((sign) => el("li", {}, said(sign.sentence), measure(sign), evidenceList(sign.evidence))))];
}

function rankLine(finding) {
  if (finding.demoted) return null;
  return el("p", { class: "rank-line" }, "Rank " + finding.rank + " among " + KIND_LABEL[finding.kind].toLowerCase(),
    finding.interval ? "; between " + finding.interval[0] + " and " + finding.interval[1] + " in 90\u00a0% of the perturbed runs" : "; no interval was computed",
    finding.stability != null ? "; stays such a lead in " + Math.round(finding.stability * 100) + "\u00a0% of the perturbed runs. " : ". ",
    finding.unstable ? el("span", { class: "unstable" }, finding.unstable) : null);
}

function findingBlock(finding) {
  const offender = finding.kind === "possible_victim_offender";
  const [first] = offender ? finding.caveats.filter((caveat) => /victim-first/i.test(caveat)) : [];
  const caveats = finding.caveats.filter((caveat) => caveat !== first);
  const against = offender
    ? [...signs("What speaks for them: signs of exploitation", finding.indicators, "None was computed; that does not mean there is none."), ...signs("Signs of a part in offending", finding.contrary)]
    : [...signs("Why this is a lead", finding.indicators), ...signs("What speaks against it", finding.contrary, "No contrary sign was computed; that does not mean there is none.")];
  return el("section", { class: "finding" },
    el("h3", {}, (finding.actor >= 0 ? DATA.roles[DATA.kindRole[finding.kind]].label : capital(words(finding.kind))) + " (a lead to examine)"), rankLine(finding),
    offender ? el("p", { class: "note care victim-first" }, first ? said(first) : VICTIM_FIRST) : null,
    against,
    caveats.length ? [el("h3", {}, "How this can be misread"), el("ul", { class: "caveats" }, caveats.map((caveat) => el("li", {}, said(caveat))))] : null,
    finding.streams.length ? el("details", {}, el("summary", {}, "Streams"), el("table", { class: "panel-table" }, el("tbody", {},
      finding.streams.map(([stream, name, value]) => el("tr", {}, el("td", {}, words(stream)), el("td", {}, said(name)), el("td", { class: "number" }, said(value))))))) : null,
    evidenceList(finding.evidence),
    finding.decisions.length ? el("details", {}, el("summary", {}, "Identity rests on " + plural(finding.decisions.length, "decision")), el("ul", {}, finding.decisions.map((d) => el("li", {}, said(d))))) : null);
}

// Sums over links, by stream; money by direction and currency.
function tieTable(list, actor) {
  const rows = [];
  for (let stream = 0; stream < STREAM_LABEL.length; stream++) {
    const mine = list.filter((link) => links.stream[link] === stream);
    if (!mine.length) continue;
    const starts = mine.map((l) => links.first[l]).filter((s) => s >= 0);
    const first = starts.length ? Math.min(...starts) : -1, last = mine.reduce((m, l) => Math.max(m, links.last[l]), -1);
    const sums = new Map();
    for (const link of mine) {
      if (!links.amount[link]) continue;
      const key = (links.start[link] === actor ? "paid " : "received ") + (links.currency[link] || "in no stated currency");
      sums.set(key, sums.has(key) ? addAmounts(sums.get(key), links.amount[link]) : links.amount[link]);
    }
    const partners = new Set(mine.map((l) => other(l, actor))).size;
    rows.push(el("tr", {}, el("td", {}, STREAM_LABEL[stream]), el("td", { class: "number" }, number(mine.reduce((s, l) => s + links.count[l], 0))),
      el("td", { class: "number" }, number(partners)), el("td", {}, between(first, last), [...sums].map(([key, sum]) => el("span", { class: "measure" }, said(key), " " + money(sum))))));
  }
  if (!rows.length) return el("p", { class: "sub" }, "No link in the records.");
  return el("table", { class: "panel-table ties" }, el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Stream"), el("th", { scope: "col", class: "number" }, "Events"),
    el("th", { scope: "col", class: "number" }, "With"), el("th", { scope: "col" }, "Dates (UTC)"))), el("tbody", {}, rows));
}

function identifiersOf(actor) {
  const shown = actors.identifiers[actor], hidden = actors.hidden[actor];
  return [
    shown.length ? el("details", { open: shown.length <= 4 }, el("summary", {}, plural(shown.length, "identifier")), el("ul", {}, shown.map(([kind, value]) => el("li", {}, words(kind) + " ", said(value))))) : null,
    hidden ? el("p", { class: "sub" }, plural(hidden, "identifier") + " hidden: a protected person. To see them, make the chart with a reveal and its purpose.") : null,
  ];
}

function actorPanel(actor) {
  const style = roleOf(actor), next = neighbours(actor), hidden = hiddenNeighbours(actor).length;
  const named = actors.network[actor] >= 0 ? el("button", { type: "button", class: "who", onclick: () => selectNetwork(actors.network[actor]) }, said(DATA.networks[actors.network[actor]])) : "none";
  return [
    el("h2", {}, icon(actors.role[actor], 20), said(actors.alias[actor])), el("p", { class: "sub" }, style.label),
    style.key === "protected_person" ? el("p", { class: "note care" }, "Shown by alias only: a register describes this actor as a victim, a possible victim or a minor, or an advertisement names it.") : null,
    el("dl", { class: "facts" }, el("dt", {}, "Category"), el("dd", {}, said(words(actors.category[actor]))), el("dt", {}, "Network"), el("dd", {}, named),
      actors.roles[actor].length ? [el("dt", {}, "Seen as"), el("dd", {}, said(actors.roles[actor].map(words).join(", ")))] : null),
    identifiersOf(actor),
    el("div", { class: "actions" },
      el("button", { type: "button", id: "expand", onclick: () => expand(actor) }, hidden ? "Show " + plural(Math.min(hidden, MOST_EXPANDED), "hidden neighbour") : "All neighbours are shown"),
      el("button", { type: "button", onclick: () => hide(actor) }, "Hide")),
    bestFinding(actor).map(findingBlock),
    el("h3", {}, "Links"), tieTable(incident[actor], actor),
    next.length ? [el("h3", {}, "Closest contacts"), el("table", { class: "panel-table" }, el("tbody", {}, next.slice(0, 12).map((n) => {
      const shared = incident[actor].filter((link) => other(link, actor) === n);
      return el("tr", {}, el("td", {}, who(n)), el("td", {}, [...new Set(shared.map((l) => STREAM_LABEL[links.stream[l]].toLowerCase()))].join(", ")),
        el("td", { class: "number" }, number(shared.reduce((s, l) => s + links.count[l], 0))));
    })))] : null,
  ];
}

function pairPanel(a, b) {
  const shared = incident[a].filter((link) => other(link, a) === b);
  const sources = [...new Set(shared.flatMap((link) => links.sources[link]))].sort((x, y) => x - y);
  return [el("h2", {}, "Tie"), el("p", {}, who(a), " and ", who(b)), tieTable(shared, a), el("h3", {}, "By direction"),
    el("table", { class: "panel-table" }, el("tbody", {}, shared.map((link) => el("tr", {}, el("td", {}, STREAM_LABEL[links.stream[link]]),
      el("td", {}, said(actors.alias[links.start[link]]), " to ", said(actors.alias[links.end[link]]), el("span", { class: "measure" }, between(links.first[link], links.last[link])),
        links.amount[link] ? el("span", { class: "measure" }, money(links.amount[link]) + " ", said(links.currency[link])) : null), el("td", { class: "number" }, number(links.count[link])))))),
    sources.length ? [el("h3", {}, "Sources"), el("ul", {}, sources.map((s) => sourceLine(s)))] : null];
}

function findingPanel(finding) {
  const members = finding.members;
  const leads = members.filter((m) => actors.findings[m].length);
  return [el("h2", {}, said(finding.alias)), el("p", { class: "sub" }, capital(words(finding.kind))),
    members.length ? el("p", {}, plural(members.length, "member") + " in this file, " + plural(leads.length, "lead") + " among them.") : null,
    members.length ? el("div", { class: "actions" }, el("button", { type: "button", onclick: () => (finding.network >= 0 ? setView(String(finding.network)) : focusOn(members)) }, "Show all members"),
      el("button", { type: "button", onclick: () => focusOn(leads.length ? leads : members) }, "Zoom to its leads")) : null,
    findingBlock(finding),
    leads.length ? [el("h3", {}, "Leads in it"), el("ul", { class: "plain" }, leads.map((m) => el("li", {}, who(m), " ", roleOf(m).label.toLowerCase())))] : null];
}

const MOST_GAPS = 4;
function gapList(gaps) {
  const lines = gaps.map((gap) => el("li", {}, said(gap)));
  return gaps.length <= MOST_GAPS + 1 ? el("ul", {}, lines)
    : [el("ul", {}, lines.slice(0, MOST_GAPS)), el("details", {}, el("summary", {}, number(gaps.length - MOST_GAPS) + " more"), el("ul", {}, lines.slice(MOST_GAPS)))];
}

function casePanel() {
  const c = DATA.case;
  return [el("h2", {}, "How to read this chart"),
    el("p", {}, "The chart opens on the leads and the shortest paths of evidence between them. Shapes and colours are kinds of lead; shaded areas are networks; the thicker a line, the more events."),
    el("p", {}, "Press an actor to read why it is a lead, what speaks against it and in which rows of which file it stands. Press it twice to show its neighbours."),
    c.revealed ? el("p", { class: "note" }, "This chart shows identifiers of protected persons. Handle it accordingly.") : el("p", { class: "note care" }, "Victims, possible victims and minors appear by alias only."),
    el("h3", {}, "Gaps"), c.gaps.length ? gapList(c.gaps) : el("p", { class: "sub" }, "None was stated."),
    el("h3", {}, "Sources"), el("ul", {}, DATA.sources.map((source, i) => sourceLine(i, [words(source.kind), source.rows != null ? plural(source.rows, "row") : ""].filter(Boolean).join(", ")))),
    el("details", {}, el("summary", {}, "Run and parameters"), el("dl", { class: "facts" }, [["Run", c.run], ["Seed", c.seed], ["Version", c.version], ["Times", "UTC" + (c.timeZone ? "; case in " + c.timeZone : "")], ...c.parameters]
      .map(([name, value]) => [el("dt", {}, said(name)), el("dd", {}, said(value))]))),
    el("h3", {}, "Keys"), el("p", { class: "sub" }, "/ search, + and − zoom, 0 fit, arrows move, E neighbours, Esc clear.")];
}
