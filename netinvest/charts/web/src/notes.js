// Notes of the investigator: kept by the host (the case, in a notebook) or by a file that the reader saves and opens again.

import { download, el, said } from "./elements.js";

const MOST = 4000; // characters of a note
const MOST_NOTES = 2000;

export function noteBox(app, about, subject) {
  const mine = app.notes.filter((note) => note.about === about && note.subject === subject);
  const text = el("textarea", { rows: 2, placeholder: "Write a note", "aria-label": "Note", dir: "auto" });
  const save = el("button", { type: "button", class: "add-note", onclick: () => {
    if (!text.value.trim()) return;
    app.addNote({ about, subject, text: text.value.trim().slice(0, MOST), at: new Date().toISOString().slice(0, 19) + "Z" });
  } }, "Add note");
  return el("details", { class: "notes", open: mine.length > 0 }, el("summary", {}, mine.length ? "Notes (" + mine.length + ")" : "Notes"),
    el("ul", { class: "plain" }, mine.map((note) => el("li", {}, said(note.text), el("span", { class: "measure" }, note.at.slice(0, 16).replace("T", " ") + " UTC", note.who ? [", ", said(note.who)] : null)))), text, save,
    el("p", { class: "sub" }, app.host.kept ? "Notes are kept in the case." : "Notes stay in this page until you save them to a file."));
}

// What the reader did to the page, to be opened again on the same case.
export function saveNotes(app) {
  const alias = app.model.actors.alias;
  download("notes.json", "application/json", JSON.stringify({
    format: "netinvest notes 1", case: app.model.case.name, run: app.model.case.run, notes: app.notes,
    pinned: [...app.view.pinned].map((a) => alias[a]), moved: [...app.view.moved].map(([a, at]) => [alias[a], ...at]),
  }, null, 1));
}

// Who is selected, or else whoever is drawn: for `netinvest subcase --selection`.
export function saveSelection(app) {
  const { model, view } = app, chosen = view.selection.length ? view.selection : view.nodes;
  download("selection.json", "application/json", JSON.stringify({ format: "netinvest selection 1", case: model.case.name, run: model.case.run, selected: chosen.map((a) => model.actors.alias[a]) }, null, 1));
}

export function readNotes(app, text) {
  const found = JSON.parse(text);
  if (found.format !== "netinvest notes 1") throw new Error("This file holds no notes of a netinvest chart.");
  if (found.run !== app.model.case.run || found.case !== app.model.case.name) throw new Error("These notes belong to another case or analysis; they were not opened.");
  const line = (value, most) => (typeof value === "string" ? value.slice(0, most) : "");
  const place = new Map(app.model.actors.alias.map((alias, actor) => [alias, actor]));
  const known = new Set(app.notes.map((n) => JSON.stringify([n.about, n.subject, n.text, n.at])));
  for (const note of (Array.isArray(found.notes) ? found.notes : []).slice(0, MOST_NOTES)) {
    const clean = { about: line(note?.about, 20), subject: line(note?.subject, 200), text: line(note?.text, MOST), at: line(note?.at, 20), who: line(note?.who, 80) };
    if (clean.text && !known.has(JSON.stringify([clean.about, clean.subject, clean.text, clean.at]))) app.notes.push(clean);
  }
  for (const alias of Array.isArray(found.pinned) ? found.pinned : []) if (place.has(alias)) app.view.pinned.add(place.get(alias));
  for (const [alias, x, y] of Array.isArray(found.moved) ? found.moved : []) if (place.has(alias) && Number.isFinite(x) && Number.isFinite(y)) {
    app.view.moved.set(place.get(alias), [x, y]);
    if (app.view.shown.has(place.get(alias))) app.view.place.set(place.get(alias), [x, y]);
  }
  for (const actor of app.view.pinned) app.view.bring(actor);
  app.view.version++;
}
