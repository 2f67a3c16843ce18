// The lists of leads at the left, and the search.

import { el, number, said, shorten, svg } from "./elements.js";
import { KIND_LABEL } from "./model.js";
import { groundColour, tint } from "./picture.js";

const FIRST_LISTED = 12;
const OPEN_KINDS = new Set(["likely_coordinator", "possible_victim_offender", "likely_linked_victim", "network"]);

const OUTLINE = { diamond: "8,1 15,8 8,15 1,8", square: "2.5,2.5 13.5,2.5 13.5,13.5 2.5,13.5", triangleDown: "1.5,3 14.5,3 8,14.5", hexagon: "8,1 14.2,4.5 14.2,11.5 8,15 1.8,11.5 1.8,4.5" };
export function icon(style, size = 15) {
  const paint = { fill: style.fill, stroke: style.border, "stroke-width": 1.4 };
  return svg("svg", { viewBox: "0 0 16 16", width: size, height: size, class: "icon", "aria-hidden": "true" },
    OUTLINE[style.shape] ? svg("polygon", { points: OUTLINE[style.shape], ...paint }) : svg("circle", { cx: 8, cy: 8, r: style.key === "other" ? 4.2 : 6.3, ...paint }));
}
function swatch(at) {
  return svg("svg", { viewBox: "0 0 16 16", width: 15, height: 15, class: "icon", "aria-hidden": "true" },
    svg("rect", { x: 1, y: 3, width: 14, height: 10, rx: 5, fill: tint(groundColour(at), 0.3), stroke: groundColour(at), "stroke-width": 1.2 }));
}
export function rankText(finding) {
  const [low, high] = finding.interval || [null, null];
  if (finding.demoted) return "";
  return finding.rank + (low !== null && low !== high ? " (" + low + "–" + high + ")" : "") + (finding.unstable ? " unstable" : "");
}

export function fillLists(app) {
  const { model } = app;
  app.leadButtons = new Map();
  const leadButton = ([finding, at]) => {
    const button = el("button", { type: "button", class: "lead", onclick: () => app.selectFinding(at) },
      finding.actor >= 0 ? icon(model.role(finding.actor)) : finding.network >= 0 ? swatch(finding.network) : null, el("span", { class: "name", dir: "auto" }, finding.alias), el("span", { class: "rank" }, rankText(finding)));
    app.leadButtons.set(at, button);
    return button;
  };
  if (!model.findings.length) app.ui.leads.append(el("p", { class: "no-lead" }, "This analysis names no lead."));
  for (const kind of model.kinds) {
    const seen = new Set();
    const found = model.findings.flatMap((f, i) => (f.kind === kind ? [[f, i]] : [])).sort((a, b) => a[0].demoted - b[0].demoted || a[0].rank - b[0].rank || a[1] - b[1])
      .filter(([f]) => f.actor < 0 || (!seen.has(f.actor) && seen.add(f.actor))); // once each
    if (!found.length) continue;
    const list = el("div", {}, found.slice(0, FIRST_LISTED).map(leadButton)), rest = found.slice(FIRST_LISTED);
    if (rest.length) {
      const more = el("button", { type: "button", class: "more" }, "Show " + number(rest.length) + " more");
      more.addEventListener("click", () => { more.replaceWith(...rest.map(leadButton)); markLead(app); });
      list.append(more);
    }
    app.ui.leads.append(el("details", { class: "kind", open: OPEN_KINDS.has(kind) }, el("summary", {}, KIND_LABEL[kind], el("span", { class: "count" }, number(found.length))), list));
  }
}

export function markLead(app) {
  const { view, model } = app;
  for (const [at, button] of app.leadButtons) {
    const current = view.selected !== null ? model.findings[at].actor === view.selected : view.finding === at;
    if (current) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
}

// Search: letters without case or accents; numbers by their digits, so that 07700 900123 finds +447700900123.
const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

export function wireSearch(app) {
  const { model, ui, uid } = app, box = ui.search, list = ui.matches, { actors } = model;
  let index = null, matches = [], at = 0;
  const find = (query) => {
    const wanted = folded(query.trim()), digits = query.replace(/\D/g, "").replace(/^0+/, "");
    if (!wanted) return [];
    index ||= actors.alias.map((alias, actor) => [alias, ...model.identifiersOf(actor).map(([, value]) => value)].map((text) => [folded(text), text.replace(/\D/g, ""), text]));
    const numeric = digits.length >= 3 && /^[+\d\s().-]+$/.test(query), found = [];
    for (let actor = 0; actor < model.size; actor++) {
      const hit = index[actor].findIndex(([text, only]) => text.includes(wanted) || (numeric && only.includes(digits)));
      if (hit >= 0) found.push([actor, hit === 0 ? "" : index[actor][hit][2], index[actor][hit][0] === wanted ? 0 : 1]);
    }
    return found.sort((a, b) => a[2] - b[2] || model.isLead(b[0]) - model.isLead(a[0]) || actors.role[a[0]] - actors.role[b[0]] || a[0] - b[0]).slice(0, 20);
  };
  const close = () => { list.hidden = true; box.setAttribute("aria-expanded", "false"); box.removeAttribute("aria-activedescendant"); };
  const choose = (i) => { if (matches[i]) { close(); app.select(matches[i][0]); } };
  const mark = () => {
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
    box.setAttribute("aria-activedescendant", uid + "-match-" + at);
    if (list.children[at]) list.children[at].scrollIntoView({ block: "nearest" });
  };
  box.addEventListener("input", () => {
    matches = find(box.value);
    at = 0;
    list.replaceChildren(...(matches.length ? matches.map(([actor, identifier], i) => el("li", { role: "option", id: uid + "-match-" + i, onclick: () => choose(i) }, icon(model.role(actor), 13), said(shorten(actors.alias[actor], 40)), identifier ? el("small", {}, said(identifier)) : null))
      : [el("li", {}, "No actor in this file matches")]));
    list.hidden = !box.value.trim();
    box.setAttribute("aria-expanded", String(!list.hidden));
    if (matches.length) mark();
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") choose(at);
    else if (event.key === "Escape") { close(); event.stopPropagation(); } else if (matches.length && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      at = (at + (event.key === "ArrowDown" ? 1 : matches.length - 1)) % matches.length;
      mark();
      event.preventDefault();
    }
  });
  box.addEventListener("blur", () => setTimeout(close, 150));
}
