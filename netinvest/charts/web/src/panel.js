// The panel: what is known about whoever or whatever is selected, in sentences, with its sources.

import { MEASURE, addAmounts, between, capital, el, money, number, plural, said, words } from "./elements.js";
import { icon } from "./lists.js";
import { KIND_LABEL, STREAM_LABEL } from "./model.js";
import { noteBox } from "./notes.js";
import { MOST_EXPANDED, MOST_OPENED } from "./view.js";

const VICTIM_FIRST = "A victim-first assessment comes before any charging decision. People who were made to act by a trafficker are listed here, with what speaks for them first.";
const MOST_LISTED = 60;
const MOST_SHOWN_DRAWN = 150;

export function fillPanel(app) {
  const { view, ui } = app;
  let content;
  if (view.selection.length === 1) content = actorPanel(app, view.selection[0]);
  else if (view.selection.length > 1) content = groupPanel(app, view.selection);
  else if (view.pair) content = pairPanel(app, ...view.pair);
  else if (view.finding !== null) content = findingPanel(app, app.model.findings[view.finding]);
  else if (view.community !== null) content = communityPanel(app, view.community);
  else content = casePanel(app);
  ui.panel.replaceChildren(...content.flat(3).filter(Boolean));
  ui.panel.scrollTop = 0;
}

const press = (text, onclick, attributes = {}) => el("button", { type: "button", onclick, ...attributes }, text);
const who = (app, actor) => press([icon(app.model.role(actor), 13), said(app.model.actors.alias[actor])], () => app.select(actor), { class: "who" });

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
function sourceLine(app, at, more) {
  const source = app.model.sources[at];
  return el("li", {}, source.name ? said(source.name) : "A source", " ", hashButton(source.sha256), more ? el("span", { class: "measure" }, more) : null);
}
function evidenceList(app, evidence) {
  if (!evidence.length) return null;
  const rows = evidence.reduce((sum, e) => sum + e[3], 0);
  return el("details", {}, el("summary", {}, "Evidence: " + plural(rows, "row") + " in " + plural(new Set(evidence.map((e) => e[0])).size, "file")),
    el("ul", {}, evidence.map(([source, record, numbers, total]) => sourceLine(app, source,
      capital(record) + (numbers.length === 1 ? " row " : " rows ") + numbers.map(String).join(", ") + (total > numbers.length ? " … (" + number(total) + " in all)" : "")))));
}
function measure(sign) {
  const parts = [];
  if (sign.value != null) parts.push("measured " + MEASURE.format(sign.value));
  if (sign.expected != null) parts.push("expected " + MEASURE.format(sign.expected));
  if (sign.p_value != null) parts.push("p " + (sign.p_value < 0.001 ? "< 0.001" : "= " + MEASURE.format(sign.p_value)));
  return parts.length ? el("span", { class: "measure" }, words(sign.stream) + ": " + parts.join(", ")) : null;
}
function signs(app, title, list, none) {
  if (!list.length) return none ? [el("h3", {}, title), el("p", { class: "sub" }, none)] : [];
  return [el("h3", {}, title), el("ul", { class: "signs" }, list.map((sign) => el("li", {}, said(sign.sentence), measure(sign), evidenceList(app, sign.evidence))))];
}
function rankLine(finding) {
  if (finding.demoted) return null;
  return el("p", { class: "rank-line" }, "Rank " + finding.rank + " among " + KIND_LABEL[finding.kind].toLowerCase(),
    finding.interval ? "; between " + finding.interval[0] + " and " + finding.interval[1] + " in 90\u00a0% of the perturbed runs" : "; no interval was computed",
    finding.stability != null ? "; stays such a lead in " + Math.round(finding.stability * 100) + "\u00a0% of the perturbed runs. " : ". ",
    finding.unstable ? el("span", { class: "unstable" }, finding.unstable) : null);
}
function findingBlock(app, finding) {
  const { model } = app, offender = finding.kind === "possible_victim_offender";
  const [first] = offender ? finding.caveats.filter((caveat) => /victim-first/i.test(caveat)) : [];
  const caveats = finding.caveats.filter((caveat) => caveat !== first);
  const both = offender
    ? [...signs(app, "What speaks for them: signs of exploitation", finding.indicators, "None was computed; that does not mean there is none."), ...signs(app, "Signs of a part in offending", finding.contrary)]
    : [...signs(app, "Why this is a lead", finding.indicators), ...signs(app, "What speaks against it", finding.contrary, "No contrary sign was computed; that does not mean there is none.")];
  return el("section", { class: "finding" },
    el("h3", {}, (finding.actor >= 0 ? model.roles[model.kindRole[finding.kind]].label : capital(words(finding.kind))) + " (a lead to examine)"), rankLine(finding),
    offender ? el("p", { class: "note care victim-first" }, first ? said(first) : VICTIM_FIRST) : null,
    both,
    caveats.length ? [el("h3", {}, "How this can be misread"), el("ul", { class: "caveats" }, caveats.map((caveat) => el("li", {}, said(caveat))))] : null,
    finding.streams.length ? el("details", {}, el("summary", {}, "Streams"), el("table", { class: "panel-table" }, el("tbody", {},
      finding.streams.map(([stream, name, value]) => el("tr", {}, el("td", {}, words(stream)), el("td", {}, said(name)), el("td", { class: "number" }, said(value))))))) : null,
    evidenceList(app, finding.evidence),
    finding.decisions.length ? el("details", {}, el("summary", {}, "Identity rests on " + plural(finding.decisions.length, "decision")), el("ul", {}, finding.decisions.map((d) => el("li", {}, said(d))))) : null);
}

// Sums over links, by stream; money by direction and currency.
function tieTable(app, list, actor) {
  const { links } = app.model, rows = [];
  for (let stream = 0; stream < STREAM_LABEL.length; stream++) {
    const mine = list.filter((link) => links.stream[link] === stream);
    if (!mine.length) continue;
    let first = -1, last = -1, events = 0;
    const sums = new Map();
    for (const link of mine) {
      events += links.count[link];
      if (links.first[link] >= 0) { first = first < 0 ? links.first[link] : Math.min(first, links.first[link]); last = Math.max(last, links.last[link]); }
      if (!links.money[link]) continue;
      const [amount, currency] = links.money[link], key = (links.start[link] === actor ? "paid " : "received ") + (currency || "in no stated currency");
      sums.set(key, sums.has(key) ? addAmounts(sums.get(key), amount) : amount);
    }
    const partners = new Set(mine.map((l) => app.model.other(l, actor))).size;
    rows.push(el("tr", {}, el("td", {}, STREAM_LABEL[stream]), el("td", { class: "number" }, number(events)), el("td", { class: "number" }, number(partners)),
      el("td", {}, between(first, last), [...sums].map(([key, sum]) => el("span", { class: "measure" }, said(key), " " + money(sum))))));
  }
  if (!rows.length) return el("p", { class: "sub" }, "No link in the records.");
  return el("table", { class: "panel-table ties" }, el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Stream"), el("th", { scope: "col", class: "number" }, "Events"),
    el("th", { scope: "col", class: "number" }, "With"), el("th", { scope: "col" }, "Dates (UTC)"))), el("tbody", {}, rows));
}
function identifiersOf(app, actor) {
  const shown = app.model.identifiersOf(actor), hidden = app.model.actors.hidden[actor];
  return [
    shown.length ? el("details", { open: shown.length <= 4 }, el("summary", {}, plural(shown.length, "identifier")), el("ul", {}, shown.map(([kind, value]) => el("li", {}, words(kind) + " ", said(value))))) : null,
    hidden ? el("p", { class: "sub" }, plural(hidden, "identifier") + " hidden: a protected person. To see them, make the chart with a reveal and its purpose.") : null,
  ];
}

// What somebody drew by hand: always with who did, and that it is no evidence.
function drawnBy(app, by) {
  const drawing = app.model.drawn.drawings[by];
  return el("span", { class: "measure" }, "drawn by ", said(drawing.author), ", not evidence; taken in ", drawing.at.slice(0, 10));
}
function drawnList(app, list) {
  if (!list.length || !app.view.showDrawn) return null;
  return el("section", { class: "drawn" }, el("h3", {}, "Drawn by hand, not evidence"),
    el("ul", {}, list.slice(0, MOST_LISTED).map(([other, by, text]) => el("li", {}, other === null ? null : ["With ", who(app, other), text ? ": " : ""], said(text), drawnBy(app, by)))),
    list.length > MOST_LISTED ? el("p", { class: "sub" }, "and " + number(list.length - MOST_LISTED) + " more") : null);
}
function drawingsOf(app) {
  const { drawings, links, notes, left_out: leftOut } = app.model.drawn;
  if (!drawings.length && !leftOut) return [];
  const count = (by) => plural(links.filter((l) => l[2] === by).length, "link") + ", " + plural(notes.filter((n) => n[1] === by).length, "note");
  const whom = (by) => [...new Set([...links.filter((l) => l[2] === by).flatMap(([a, b]) => [a, b]), ...notes.filter((n) => n[1] === by).map(([a]) => a)])].slice(0, MOST_SHOWN_DRAWN);
  return [el("h3", {}, "Drawn by hand, not evidence"), el("p", { class: "sub" }, "Links and notes that somebody drew in another tool. No analysis read them; the legend hides them."),
    el("ul", {}, drawings.map((drawing, by) => el("li", {}, said(drawing.author), ": ", count(by), el("span", { class: "measure" }, said(drawing.file), " ", hashButton(drawing.sha256), ", taken in " + drawing.at.slice(0, 10)),
      el("div", { class: "actions" }, press("Show them", () => app.focusOn(whom(by))))))),
    leftOut ? el("p", { class: "sub" }, plural(leftOut, "annotation") + " about actors that this file does not hold.") : null];
}

function actorPanel(app, actor) {
  const { model, view } = app, { actors, links } = model, style = model.role(actor), next = model.neighbours(actor), hidden = view.hiddenNeighbours(actor).length;
  const list = [...model.incident(actor)], pinned = view.pinned.has(actor);
  const named = actors.network[actor] >= 0 ? press(said(model.networks[actors.network[actor]]), () => app.selectNetwork(actors.network[actor]), { class: "who" }) : "none";
  return [
    el("h2", {}, icon(style, 20), said(actors.alias[actor])), el("p", { class: "sub" }, style.label),
    style.key === "protected_person" ? el("p", { class: "note care" }, "Shown by alias only: a register describes this actor as a victim, a possible victim or a minor, or an advertisement names it.") : null,
    el("dl", { class: "facts" }, el("dt", {}, "Category"), el("dd", {}, said(words(model.categoryOf(actor)))), el("dt", {}, "Network"), el("dd", {}, named),
      actors.roles[actor] ? [el("dt", {}, "Seen as"), el("dd", {}, said(actors.roles[actor].map(words).join(", ")))] : null),
    identifiersOf(app, actor),
    el("div", { class: "actions" },
      press(hidden ? "Show " + plural(Math.min(hidden, MOST_EXPANDED), "hidden neighbour") : "All neighbours are shown", () => app.expand(actor), { class: "expand" }),
      press("Only surroundings", () => app.open("ego:" + actor + ":1"), { title: "Whoever is tied to this actor, and nobody else" }), press("Two steps", () => app.open("ego:" + actor + ":2")),
      press(pinned ? "Unpin" : "Pin", () => app.pin(actor), { title: "A pinned actor stays in every view (P)", "aria-pressed": String(pinned) }), press("Hide", () => app.hide([actor]), { title: "Take it out of the picture (H); undo brings it back" })),
    noteBox(app, "actor", actors.alias[actor]),
    drawnList(app, model.drawnOf(actor)),
    model.findingsOf(actor).map((finding) => findingBlock(app, finding)),
    el("h3", {}, "Links"), tieTable(app, list, actor),
    next.length ? [el("h3", {}, "Closest contacts"), el("table", { class: "panel-table" }, el("tbody", {}, next.slice(0, 12).map((n) => {
      const shared = list.filter((link) => model.other(link, actor) === n);
      return el("tr", {}, el("td", {}, who(app, n)), el("td", {}, press([...new Set(shared.map((l) => STREAM_LABEL[links.stream[l]].toLowerCase()))].join(", "), () => app.selectPair(actor, n), { class: "who" })),
        el("td", { class: "number" }, number(shared.reduce((s, l) => s + links.count[l], 0))));
    })))] : null,
  ];
}

function pairPanel(app, a, b) {
  const { model } = app, { links, actors } = model, shared = [...model.incident(a)].filter((link) => model.other(link, a) === b);
  const sources = [...new Set(shared.flatMap((link) => model.sourceSets[links.sources[link]]))].sort((x, y) => x - y);
  return [el("h2", {}, "Tie"), el("p", {}, who(app, a), " and ", who(app, b)), tieTable(app, shared, a), el("h3", {}, "By direction"),
    el("table", { class: "panel-table" }, el("tbody", {}, shared.map((link) => el("tr", {}, el("td", {}, STREAM_LABEL[links.stream[link]]),
      el("td", {}, said(actors.alias[links.start[link]]), " to ", said(actors.alias[links.end[link]]), el("span", { class: "measure" }, between(links.first[link], links.last[link])),
        links.money[link] ? el("span", { class: "measure" }, money(links.money[link][0]) + " ", said(links.money[link][1])) : null), el("td", { class: "number" }, number(links.count[link])))))),
    sources.length ? [el("h3", {}, "Sources"), el("ul", {}, sources.map((s) => sourceLine(app, s)))] : null,
    drawnList(app, model.drawnOf(a).filter(([other]) => other === b)), noteBox(app, "tie", actors.alias[a] + " and " + actors.alias[b])];
}

function listOf(app, actors) {
  const { model } = app, order = [...actors].sort((a, b) => model.isLead(b) - model.isLead(a) || model.actors.role[a] - model.actors.role[b] || a - b);
  return [el("table", { class: "panel-table" }, el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Actor"), el("th", { scope: "col" }, "Drawn as"))),
    el("tbody", {}, order.slice(0, MOST_LISTED).map((actor) => el("tr", {}, el("td", {}, who(app, actor)), el("td", {}, model.role(actor).label))))),
  order.length > MOST_LISTED ? el("p", { class: "sub" }, "and " + number(order.length - MOST_LISTED) + " more") : null];
}

function groupPanel(app, group) {
  const inside = new Set(group), { links } = app.model, shared = new Set(group.flatMap((actor) => [...app.model.incident(actor)].filter((link) => inside.has(links.start[link]) && inside.has(links.end[link]))));
  const events = [...shared].reduce((sum, link) => sum + links.count[link], 0);
  return [el("h2", {}, plural(group.length, "actor") + " selected"), el("p", { class: "sub" }, plural(events, "event") + " among them."),
    el("div", { class: "actions" }, press("Keep only these", () => app.keepOnly(group)), press("Hide", () => app.hide(group)), press("Pin", () => app.pinAll(group)), press("Zoom to them", () => app.stage.fit(true, group))),
    app.host.selected ? el("p", { class: "sub" }, "In Python: chart.selected, chart.selection.case(\"part.case\").") : el("p", { class: "sub" }, "Save, Selection (JSON), makes a case of them: netinvest subcase."), listOf(app, group)];
}

function communityPanel(app, at) {
  const { model, view } = app, community = model.communities[at], folded = view.folded.has(at), members = model.inCommunity(at);
  const full = folded && view.shown.size + members.length > MOST_OPENED;
  return [el("h2", {}, said(community.name)), el("p", { class: "sub" }, community.network >= 0 ? "A network that is a lead" : "A community: actors tied more closely to each other than to the rest. It is a group of links, not an organisation."),
    el("p", {}, plural(community.members, "actor") + ", " + plural(members.filter((m) => model.isLead(m)).length, "lead") + " among them."),
    el("div", { class: "actions" }, full ? el("p", { class: "note" }, "Too many actors to draw beside what is open. Close another community first.") : press(folded ? "Open" : "Close", () => app.toggleCommunity(at), { class: "unfold" })),
    listOf(app, members)];
}

function findingPanel(app, finding) {
  const members = finding.members, leads = members.filter((m) => app.model.isLead(m));
  return [el("h2", {}, said(finding.alias)), el("p", { class: "sub" }, capital(words(finding.kind))),
    members.length ? el("p", {}, plural(members.length, "member") + " in this file, " + plural(leads.length, "lead") + " among them.") : null,
    members.length ? el("div", { class: "actions" }, press("Show all members", () => (finding.network >= 0 ? app.open("network:" + finding.network) : app.focusOn(members))),
      press("Zoom to its leads", () => app.focusOn(leads.length ? leads : members))) : null,
    noteBox(app, "finding", finding.id),
    findingBlock(app, finding),
    leads.length ? [el("h3", {}, "Leads in it"), el("ul", { class: "plain" }, leads.map((m) => el("li", {}, who(app, m), " ", app.model.role(m).label.toLowerCase())))] : null];
}

const MOST_GAPS = 4;
function gapList(gaps) {
  const lines = gaps.map((gap) => el("li", {}, said(gap)));
  return gaps.length <= MOST_GAPS + 1 ? el("ul", {}, lines)
    : [el("ul", {}, lines.slice(0, MOST_GAPS)), el("details", {}, el("summary", {}, number(gaps.length - MOST_GAPS) + " more"), el("ul", {}, lines.slice(MOST_GAPS)))];
}

function casePanel(app) {
  const c = app.model.case;
  return [el("h2", {}, "How to read this chart"),
    el("p", {}, app.view.kind === "communities" ? "So many actors are drawn folded: each disc is a community, its number says how many it holds. The leads stand where they belong. Press a disc to open it. "
      : app.model.first.length ? "The chart opens on the leads and the shortest paths of evidence between them. " : "This analysis names no lead: everybody is drawn. That does not mean that there is nothing to find. ", "Shapes and colours are kinds of lead; shaded areas are networks; the thicker a line, the more events; arrows are money."),
    el("p", {}, "Press an actor to read why it is a lead, what speaks against it and in which rows of which file it stands. Press it twice to show its neighbours. Drag it to move it. Hold Shift and draw around several to select them."),
    app.large && app.view.kind === "first" ? el("div", { class: "actions" }, press("Show everybody, folded", () => app.open("communities"), { class: "everybody" })) : "",
    c.revealed ? el("p", { class: "note" }, "This chart shows identifiers of protected persons. Handle it accordingly.") : el("p", { class: "note care" }, "Victims, possible victims and minors appear by alias only."),
    noteBox(app, "case", c.name),
    ...drawingsOf(app),
    el("h3", {}, "Gaps"), c.gaps.length ? gapList(c.gaps) : el("p", { class: "sub" }, "None was stated."),
    el("h3", {}, "Sources"), el("ul", {}, app.model.sources.map((source, i) => sourceLine(app, i, [words(source.kind), source.rows != null ? plural(source.rows, "row") : ""].filter(Boolean).join(", ")))),
    el("details", {}, el("summary", {}, "Run and parameters"), el("dl", { class: "facts" }, [["Run", c.run], ["Seed", c.seed], ["Version", c.version], ["Times", "UTC" + (c.timeZone ? "; case in " + c.timeZone : "")], ...c.parameters]
      .map(([name, value]) => [el("dt", {}, said(name)), el("dd", {}, said(value))]))),
    el("details", {}, el("summary", {}, "Keys"), el("dl", { class: "facts" }, [["/", "search"], ["+ −", "zoom"], ["0", "fit"], ["arrows", "move"], ["N, Shift+N", "next and previous actor in the picture"], ["E", "neighbours"], ["O", "only surroundings"], ["P", "pin"], ["H", "hide"],
      ["L", "lasso"], ["Ctrl+Z", "undo"], ["F", "full screen"], ["T", "table of leads"], ["Esc", "clear the selection"]].map(([key, what]) => [el("dt", {}, key), el("dd", {}, what)])))];
}
