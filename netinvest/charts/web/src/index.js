// One bundle for both: a page that holds its data starts by itself, a notebook calls `render`.

import { App } from "./app.js";
import { unpack } from "./model.js";

function bytesOf(base64) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64);
  const text = atob(base64), bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

async function page() {
  const data = document.getElementById("netinvest-data"), into = document.getElementById("netinvest-chart");
  if (!data || !into) return;
  const html = document.documentElement;
  const app = new App(into, await unpack(bytesOf(data.textContent)), { drawn: () => html.setAttribute("data-drawn", "true") });
  html.classList.add("js");
  document.body.addEventListener("keydown", (event) => { if (!app.ui.root.contains(event.target)) app._key(event); });
  app.stage.fit(false);
}

async function render({ model, el }) { // anywidget
  const payload = model.get("payload"), bytes = payload instanceof DataView ? new Uint8Array(payload.buffer, payload.byteOffset, payload.byteLength) : new Uint8Array(payload);
  const frame = document.createElement("div");
  frame.className = "nic-frame";
  el.append(frame);
  let own = false;
  const host = {
    notes: model.get("notes"), kept: model.get("kept"), notice: true,
    selected: (aliases) => { own = true; model.set("selection", aliases); model.save_changes(); own = false; },
    saveNote: (note) => { model.set("notes", [...model.get("notes"), note]); model.save_changes(); },
    drawn: () => frame.setAttribute("data-drawn", "true"),
  };
  const app = new App(frame, await unpack(bytes), host);
  const chosen = () => {
    if (own) return;
    const wanted = new Set(model.get("selection"));
    const actors = [];
    app.model.actors.alias.forEach((alias, actor) => { if (wanted.has(alias)) actors.push(actor); });
    actors.forEach((actor) => app.view.bring(actor));
    const { selected } = app.host; // what Python selected is not told back to it
    app.host.selected = null;
    app.choose({ actors });
    app.host.selected = selected;
  };
  model.on("change:selection", chosen);
  if (model.get("selection").length) chosen();
  return () => { model.off("change:selection", chosen); app.kill(); };
}

export default { render };
page();
