// Without WebGL: the same picture as SVG, that can be pressed but not dragged; the panel, lists and filters are the same.

import { svg } from "./elements.js";
import { SvgPen } from "./pen.js";
import { drawBubbles, drawGrounds, drawMarks, drawNames, drawSketches, drawSymbols, drawTies } from "./picture.js";
import { symbolScale } from "./stage.js";

const MOST_STILL = 3000;

// The picture of a view as an SVG element of the given size; `frame` is the middle and pixels a unit.
export function pictureOf(view, eye) {
  const root = svg("svg", { xmlns: "http://www.w3.org/2000/svg", viewBox: "0 0 " + eye.width + " " + eye.height, width: eye.width, height: eye.height });
  root.append(svg("rect", { width: eye.width, height: eye.height, fill: "#ffffff" }));
  const pen = new SvgPen(root);
  drawGrounds(pen, view, eye);
  drawBubbles(pen, view, eye);
  drawTies(pen, view, eye);
  drawSketches(pen, view, eye);
  drawSymbols(pen, view, eye);
  drawMarks(pen, view, eye, null);
  drawNames(pen, view, eye, null);
  return root;
}

export function frameOf(view, width, height, actors = null) {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  const take = (x, y, r) => { left = Math.min(left, x - r); right = Math.max(right, x + r); top = Math.min(top, y - r); bottom = Math.max(bottom, y + r); };
  for (const actor of actors || view.nodes) { const at = view.place.get(actor); if (at) take(at[0], at[1], 0); }
  if (!actors && view.kind === "communities") for (const c of view.model.communities) take(c.x, c.y, c.r);
  if (left > right) [left, right, top, bottom] = [-1, 1, -1, 1];
  const scale = Math.min((width - 30) / (right - left + 104), (height - 48) / (bottom - top + 96), 1.25), cx = (left + right) / 2, cy = (top + bottom) / 2;
  return { width, height, scale, symbol: symbolScale(scale), to: ([x, y]) => [width / 2 + (x - cx) * scale, height / 2 + (y - cy) * scale] };
}

export class Still {
  constructor(container, view, on) {
    Object.assign(this, { container, view, on, zoomed: 1, actors: null });
    this.container.addEventListener("click", (event) => {
      const group = event.target.closest("g");
      if (!group) on.ground();
      else if (group.dataset.actor) on.node(Number(group.dataset.actor), event);
      else if (group.dataset.tie) { const [a, b] = group.dataset.tie.split("-").map(Number); on.tie({ a, b }); } else if (group.dataset.community) on.community(Number(group.dataset.community));
    });
    new ResizeObserver(() => this.update()).observe(container);
  }
  update() {
    const width = this.container.clientWidth, height = this.container.clientHeight;
    if (!this.view.nodes || width < 80 || height < 80) return;
    if (this.view.nodes.length > MOST_STILL) {
      this.container.textContent = "This many actors cannot be drawn without WebGL. Choose another view.";
    } else this.container.replaceChildren(pictureOf(this.view, this.eye()));
    this.on.drawn();
  }
  eye() {
    const width = this.container.clientWidth, height = this.container.clientHeight, eye = frameOf(this.view, width, height, this.actors), k = this.zoomed, to = eye.to;
    return { ...eye, scale: eye.scale * k, symbol: symbolScale(eye.scale * k), to: (p) => { const [x, y] = to(p); return [width / 2 + (x - width / 2) * k, height / 2 + (y - height / 2) * k]; } };
  }
  fit(_, actors = null) { this.zoomed = 1; this.actors = actors; this.update(); }
  zoom(factor) { this.zoomed *= factor; this.update(); }
  pan() {}
  lookAt() {}
  kill() {}
}
