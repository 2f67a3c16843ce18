// The lists of leads at the left, and the search.

const FIRST_LISTED = 12;
const KIND_LABEL = { likely_coordinator: "Likely coordinators", possible_victim_offender: "Possible victim-offenders", likely_linked_victim: "Likely linked victims",
  funnel_account: "Funnel accounts", network: "Networks", ad_cluster: "Advertisement clusters", set_aside_hub: "Hubs set aside" };
const OPEN_KINDS = new Set(["likely_coordinator", "possible_victim_offender", "likely_linked_victim", "network"]);
const leadButtons = new Map();

function rankText(finding) {
  const [low, high] = finding.interval || [null, null];
  if (finding.demoted) return "";
  return finding.rank + (low !== null && low !== high ? " (" + low + "–" + high + ")" : "") + (finding.unstable ? " unstable" : "");
}

function swatch(at) {
  const drawing = svg("svg", { viewBox: "0 0 16 16", width: 15, height: 15, class: "icon", "aria-hidden": "true" });
  drawing.append(svg("rect", { x: 1, y: 3, width: 14, height: 10, rx: 5, fill: tint(networkColour(at), 0.3), stroke: networkColour(at), "stroke-width": 1.2 }));
  return drawing;
}

function leadButton(finding, index) {
  const button = el("button", { type: "button", class: "lead", onclick: () => selectFinding(index) },
    finding.actor >= 0 ? icon(actors.role[finding.actor]) : finding.network >= 0 ? swatch(finding.network) : null, el("span", { class: "name", dir: "auto" }, finding.alias), el("span", { class: "rank" }, rankText(finding)));
  leadButtons.set(index, button);
  return button;
}

function fillLists() {
  for (const kind of DATA.kinds) {
    const found = DATA.findings.flatMap((f, i) => (f.kind === kind ? [[f, i]] : [])).sort((a, b) => a[0].demoted - b[0].demoted || a[0].rank - b[0].rank || a[1] - b[1])
      .filter(([f], at, all) => f.actor < 0 || all.findIndex(([g]) => g.actor === f.actor) === at); // once each
    if (!found.length) continue;
    const list = el("div", {}, found.slice(0, FIRST_LISTED).map(([f, i]) => leadButton(f, i)));
    const rest = found.slice(FIRST_LISTED);
    if (rest.length) {
      const more = el("button", { type: "button", class: "more" }, "Show " + number(rest.length) + " more");
      more.addEventListener("click", () => { more.replaceWith(...rest.map(([f, i]) => leadButton(f, i))); markLead(); });
      list.append(more);
    }
    byId("leads").append(el("details", { class: "kind", open: OPEN_KINDS.has(kind) }, el("summary", {}, KIND_LABEL[kind], el("span", { class: "count" }, number(found.length))), list));
  }
}

function markLead() {
  for (const [index, button] of leadButtons) {
    const current = state.selected !== null ? DATA.findings[index].actor === state.selected : state.selectedFinding === index;
    if (current) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
}

// Search: letters without case or accents; numbers by their digits, so that 07700 900123 finds +447700900123.
const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const index = actors.alias.map((alias, actor) => [alias, ...actors.identifiers[actor].map(([, value]) => value)].map((text) => [folded(text), text.replace(/\D/g, ""), text]));

function findMatches(query) {
  const wanted = folded(query.trim()), digits = query.replace(/\D/g, "").replace(/^0+/, "");
  if (!wanted) return [];
  const numeric = digits.length >= 3 && /^[+\d\s().-]+$/.test(query);
  const found = [];
  for (let actor = 0; actor < ACTORS; actor++) {
    const at = index[actor].findIndex(([text, only]) => text.includes(wanted) || (numeric && only.includes(digits)));
    if (at >= 0) found.push([actor, at === 0 ? "" : index[actor][at][2], index[actor][at][0] === wanted ? 0 : 1]);
  }
  return found.sort((a, b) => a[2] - b[2] || (actors.findings[b[0]].length > 0) - (actors.findings[a[0]].length > 0) || actors.role[a[0]] - actors.role[b[0]] || a[0] - b[0]).slice(0, 20);
}

function wireSearch() {
  const box = byId("search"), list = byId("matches");
  let matches = [], at = 0;
  const close = () => { list.hidden = true; box.setAttribute("aria-expanded", "false"); box.removeAttribute("aria-activedescendant"); };
  const choose = (i) => { if (matches[i]) { close(); select(matches[i][0]); } };
  const mark = () => { [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === at))); box.setAttribute("aria-activedescendant", "match-" + at); if (list.children[at]) list.children[at].scrollIntoView({ block: "nearest" }); };
  box.addEventListener("input", () => {
    matches = findMatches(box.value);
    at = 0;
    list.replaceChildren(...(matches.length ? matches.map(([actor, identifier], i) => el("li", { role: "option", id: "match-" + i, onclick: () => choose(i) }, icon(actors.role[actor], 13), said(actors.alias[actor]), identifier ? el("small", {}, said(identifier)) : null))
      : [el("li", {}, "No actor in this file matches")]));
    list.hidden = !box.value.trim();
    box.setAttribute("aria-expanded", String(!list.hidden));
    if (matches.length) mark();
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") choose(at);
    else if (event.key === "Escape") { close(); event.stopPropagation(); }
    else if (matches.length && (event.key === "ArrowDown" || event.key === "ArrowUp")) { at = (at + (event.key === "ArrowDown" ? 1 : matches.length - 1)) % matches.length; mark(); event.preventDefault(); }
  });
  box.addEventListener("blur", () => setTimeout(close, 150));
}
