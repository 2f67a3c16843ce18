// The stage: sigma draws symbols with WebGL, lines.js very many ties; canvases under and over them carry the rest.

import { MultiUndirectedGraph } from "graphology";
import Sigma from "sigma";
import { Lines } from "./lines.js";
import { STREAM_COLOUR } from "./model.js";
import { CanvasPen } from "./pen.js";
import { MOST_BOWED, bend, drawBubbles, drawGrounds, drawMarks, drawNames, drawSketches, drawTies, leastOf, nearOf, paintOf, rankOf, tieColour, tint } from "./picture.js";
import { SHAPES, ShapeProgram } from "./shape_program.js";

const NEAREST = 1.25, FARTHEST = 0.9; // pixels a unit at most when fitted
const PALE = STREAM_COLOUR.map((colour) => tint(colour, 0.34));
export const symbolScale = (scale) => (scale < 0.3 ? 0.34 * Math.pow(scale / 0.3, 0.6) : Math.min(1.25, 0.34 + (scale - 0.3) * 1.1));

export function hasWebGL() {
  try {
    const context = document.createElement("canvas").getContext("webgl2") || document.createElement("canvas").getContext("webgl");
    const lose = context && context.getExtension("WEBGL_lose_context");
    if (lose) lose.loseContext();
    return Boolean(context);
  } catch { return false; }
}

export class Stage {
  constructor(container, view, on) { // on: node, tie, community, ground, open, moved, hover, lasso
    this.view = view;
    this.on = on;
    this.container = container;
    this.hovered = null;
    const { x, y } = view.model.actors;
    let reach = 4000;
    for (let i = 0; i < x.length; i++) reach = Math.max(reach, Math.abs(x[i]), Math.abs(y[i]));
    for (const [, px, py] of view.model.first) reach = Math.max(reach, Math.abs(px), Math.abs(py));
    this.span = 2 * reach;
    this.graph = new MultiUndirectedGraph();
    this.sigma = new Sigma(this.graph, container, {
      allowInvalidContainer: true, renderLabels: false, renderEdgeLabels: false, enableEdgeEvents: false, enableCameraRotation: false, zIndex: true, stagePadding: 0,
      defaultNodeType: "shape", nodeProgramClasses: { shape: ShapeProgram }, nodeHoverProgramClasses: {},
      defaultDrawNodeHover: () => {}, doubleClickZoomingRatio: 1.6, inertiaDuration: 0, minEdgeThickness: 1, minCameraRatio: 0.0002, maxCameraRatio: 40,
      zoomToSizeRatioFunction: (ratio) => 1 / symbolScale(this.base / ratio),
      nodeReducer: (_, data) => this._node(data),
    });
    this.lines = new Lines(this.sigma.getCanvases().edges);
    this.sigma.setCustomBBox({ x: [-reach, reach], y: [-reach, reach] });
    this.sigma.createCanvasContext("under", { beforeLayer: "edges" });
    this.under = this._context("under");
    this.sigma.createCanvasContext("over", { afterLayer: "hoverNodes" });
    this.over = this._context("over");
    this.sigma.resize(true);
    this.sigma.on("afterRender", () => this._draw());
    this.sigma.on("resize", () => { if (this.fitted) setTimeout(() => this.fit(false)); });
    this._wire();
  }
  _context(name) { return this.sigma.getCanvases()[name].getContext("2d"); }
  get base() { const d = this.container; return Math.max(1, Math.min(d.clientWidth, d.clientHeight)) / this.span; } // pixels a unit at camera ratio 1
  get scale() { return this.base / this.sigma.getCamera().ratio; }

  eye() {
    const { width, height } = this.sigma.getDimensions(), camera = this.sigma.getCamera(), scale = this.scale;
    const cx = (camera.x - 0.5) * this.span, cy = -(camera.y - 0.5) * this.span;
    return { width, height, scale, cx, cy, symbol: symbolScale(scale), to: ([x, y]) => [width / 2 + (x - cx) * scale, height / 2 + (y - cy) * scale],
      from: ([x, y]) => [cx + (x - width / 2) / scale, cy + (y - height / 2) / scale] };
  }

  // -- what is drawn
  _node(data) {
    const { view } = this, actor = data.actor;
    if (!view.seen.has(actor)) return { ...data, hidden: true };
    const paint = paintOf(view, actor, this.near);
    return { x: data.x, y: data.y, size: paint.size, color: paint.fill, border: paint.border, shape: SHAPES.indexOf(paint.shape) + (leastOf(view, actor) > 2 ? 10 : 0), type: "shape", zIndex: 20 - rankOf(view, actor), hidden: false };
  }
  update() {
    const { view, graph } = this, before = this._drawnFor;
    this.near = nearOf(view);
    this.many = view.drawn.length > MOST_BOWED;
    if (this._built !== view.version) {
      graph.clear();
      for (const actor of view.shown) { const at = view.place.get(actor); graph.addNode(actor, { actor, x: at[0], y: -at[1] }); } // y grows downward here, upward in sigma
      this._built = view.version;
    }
    this._fill();
    const ordered = view.shown.size < 3000; // sorting tens of thousands takes longer than drawing them
    if (this.sigma.getSetting("zIndex") !== ordered) this.sigma.setSetting("zIndex", ordered);
    this._drawnFor = { seen: view.seen, version: view.version, selection: view.selection, colour: view.colour, near: this.near };
    if (before && before.version === view.version && before.colour === view.colour && !before.near && !this.near) {
      this.sigma.refresh({ partialGraph: { nodes: this._changed(before) }, skipIndexation: true });
    } else this.sigma.refresh();
  }
  // Actors that look otherwise than they did: who came into sight or left it, who is or was selected.
  _changed(before) {
    const { view } = this, changed = new Set([...before.selection, ...view.selection].filter((actor) => view.shown.has(actor)));
    if (before.seen !== view.seen) for (const actor of view.shown) if (before.seen.has(actor) !== view.seen.has(actor)) changed.add(actor);
    return [...changed];
  }
  _fill() { // the ties, where they are too many to be drawn one by one; those of the selected on top
    const { view } = this, chosen = new Set(view.selection), of = (tie) => chosen.has(tie.a) || chosen.has(tie.b);
    if (!this.many) { this.lines.count = 0; return; }
    const mine = chosen.size ? view.drawn.filter(of) : [], rest = chosen.size ? view.drawn.filter((tie) => !of(tie)) : view.drawn, on = new Set(mine);
    this.lines.fill([rest, mine], view.place, (tie) => (on.has(tie) ? tieColour(tie) : PALE[tie.stream]));
  }
  _draw() {
    const { view } = this;
    if (!view.nodes) return;
    const eye = this.eye(), under = this.under, over = this.over;
    for (const context of [under, over]) context.clearRect(0, 0, eye.width, eye.height);
    const below = new CanvasPen(under), above = new CanvasPen(over);
    drawGrounds(below, view, eye);
    drawBubbles(below, view, eye);
    if (this.many) this.lines.draw(eye);
    else drawTies(below, view, eye);
    drawSketches(below, view, eye);
    drawMarks(above, view, eye, this.hovered);
    if (!this._moving || view.nodes.length < 2000) drawNames(above, view, eye, this.hovered);
    if (this.loop) above.polygon(this.loop, { fill: "#1b5e8c", stroke: null, opacity: 0.12 });
    if (this.loop) above.polygon(this.loop, { stroke: "#1b5e8c", width: 1.5, dash: [5, 4] });
    this.on.drawn();
  }

  // -- camera
  fit(animate, actors = null) {
    const { view } = this, width = this.container.clientWidth, height = this.container.clientHeight;
    this.fitted = !actors;
    if (width < 80 || height < 80) return;
    let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
    const take = (x, y, r) => { left = Math.min(left, x - r); right = Math.max(right, x + r); top = Math.min(top, y - r); bottom = Math.max(bottom, y + r); };
    for (const actor of actors || view.nodes) { const at = view.place.get(actor); if (at) take(at[0], at[1], 0); }
    if (!actors && view.kind === "communities") for (const c of view.model.communities) take(c.x, c.y, c.r);
    if (left > right) return;
    const scale = Math.min((width - 30) / (right - left + 104), (height - 48) / (bottom - top + 96), actors && actors.length < 12 ? FARTHEST : NEAREST);
    this.sigma.resize();
    this._go({ x: 0.5 + (left + right) / 2 / this.span, y: 0.5 - (top + bottom) / 2 / this.span, ratio: this.base / scale }, animate);
  }
  _go(state, animate) {
    const camera = this.sigma.getCamera();
    if (animate && !matchMedia("(prefers-reduced-motion: reduce)").matches) camera.animate(state, { duration: 220 });
    else camera.setState(state);
  }
  zoom(factor) { this.fitted = false; const camera = this.sigma.getCamera(); this._go({ ratio: camera.ratio / factor }, true); }
  pan(dx, dy) { this.fitted = false; const camera = this.sigma.getCamera(), unit = 1 / this.scale / this.span; camera.setState({ x: camera.x + dx * unit, y: camera.y - dy * unit }); }
  lookAt(actor) { // moves only when it must: a picture that jumps at every press is hard to keep in mind
    const at = this.view.place.get(actor);
    if (!at) return;
    const eye = this.eye(), [x, y] = eye.to(at);
    if (x > 16 && y > 16 && x < eye.width - 16 && y < eye.height - 24 && eye.scale >= 0.16) return;
    this.fitted = false;
    this._go({ x: 0.5 + at[0] / this.span, y: 0.5 - at[1] / this.span, ratio: this.base / Math.max(eye.scale, 0.5) }, true);
  }

  // -- the reader's hand
  _wire() {
    const { sigma, view, on } = this, mouse = sigma.getMouseCaptor();
    sigma.on("clickNode", ({ node, event }) => { if (!this._dragged) on.node(Number(node), event.original); });
    sigma.on("doubleClickNode", (e) => { e.preventSigmaDefault(); on.open(Number(e.node)); });
    sigma.on("clickStage", ({ event }) => {
      if (this._dragged || this.lassoing) return;
      const at = this._hit([event.x, event.y]);
      if (at.tie) on.tie(at.tie);
      else if (at.community != null) on.community(at.community);
      else on.ground();
    });
    sigma.on("enterNode", ({ node }) => this._hover(Number(node)));
    sigma.on("leaveNode", () => this._hover(null));
    sigma.on("downNode", ({ node, event }) => {
      if (this.lassoing || event.original.shiftKey) return;
      this._held = Number(node);
      this._dragged = false;
    });
    mouse.on("mousemovebody", (event) => {
      if (this._held != null) {
        if (!this._dragged) on.beforeMove(this._held);
        this._dragged = true;
        const at = this.eye().from([event.x, event.y]).map(Math.round);
        view.move(this._held, at);
        if (this.many) this._fill();
        this.graph.mergeNodeAttributes(this._held, { x: at[0], y: -at[1] });
        event.preventSigmaDefault();
        event.original.preventDefault();
      } else if (this.loop) {
        this.loop.push([event.x, event.y]);
        event.preventSigmaDefault();
        sigma.scheduleRender();
      } else if (mouse.isMouseDown) this.fitted = false;
    });
    mouse.on("mousedown", (event) => {
      this._dragged = false;
      if (this.lassoing || (event.original.shiftKey && this._held == null)) { this.loop = [[event.x, event.y]]; event.preventSigmaDefault(); }
    });
    mouse.on("mouseup", () => {
      if (this._held != null && this._dragged) { on.moved(this._held); setTimeout(() => { this._dragged = false; }, 50); }
      this._held = null;
      if (!this.loop) return;
      const loop = this.loop;
      this.loop = null;
      if (loop.length > 3) { this._dragged = true; setTimeout(() => { this._dragged = false; }, 50); on.lasso(this._inside(loop)); } else sigma.scheduleRender();
    });
    mouse.on("wheel", () => { this.fitted = false; });
    sigma.getCamera().on("updated", () => {
      this._moving = true;
      clearTimeout(this._rest);
      this._rest = setTimeout(() => { this._moving = false; if (view.nodes && view.nodes.length >= 2000) sigma.scheduleRender(); }, 140);
    });
  }
  _hover(actor) { this.hovered = actor; this.on.hover(actor); this.sigma.scheduleRender(); }
  _inside(loop) {
    const eye = this.eye();
    return this.view.nodes.filter((actor) => {
      const [x, y] = eye.to(this.view.place.get(actor));
      let inside = false;
      for (let i = 0, j = loop.length - 1; i < loop.length; j = i++) {
        const [xi, yi] = loop[i], [xj, yj] = loop[j];
        if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
      }
      return inside;
    });
  }
  _hit([x, y]) {
    const { view } = this, eye = this.eye();
    let best = 6, tie = null;
    for (const candidate of this.many ? view.sketches : [...view.drawn, ...view.sketches]) {
      const [a, c, b] = bend(view, candidate, eye);
      if (x < Math.min(a[0], b[0], c[0]) - 6 || x > Math.max(a[0], b[0], c[0]) + 6 || y < Math.min(a[1], b[1], c[1]) - 6 || y > Math.max(a[1], b[1], c[1]) + 6) continue;
      for (let t = 0; t < 1; t += 0.04) {
        const s = 1 - t, px = s * s * a[0] + 2 * s * t * c[0] + t * t * b[0], py = s * s * a[1] + 2 * s * t * c[1] + t * t * b[1], d = Math.hypot(px - x, py - y);
        if (d < best) { best = d; tie = candidate; }
      }
    }
    if (tie) return { tie };
    if (view.kind !== "communities") return {};
    const [wx, wy] = eye.from([x, y]);
    const found = view.model.communities.findIndex((c) => Math.hypot(c.x - wx, c.y - wy) <= Math.max(c.r, 4 / eye.scale));
    return { community: found < 0 ? null : found };
  }
  kill() { this.sigma.kill(); }
}
