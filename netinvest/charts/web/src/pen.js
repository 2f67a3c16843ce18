// Two pens with the same strokes: one draws on a canvas, one writes SVG. Screen, PNG and SVG come from one drawing.

import { svg } from "./elements.js";

export const FONT = 'system-ui, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif';
const ruler = document.createElement("canvas").getContext("2d");
export function textWidth(text, size, bold) {
  ruler.font = (bold ? "600 " : "") + size + "px " + FONT;
  return ruler.measureText(text).width;
}

export class CanvasPen {
  constructor(context) { this.context = context; }
  _paint({ fill, stroke, width, dash, opacity }) {
    const c = this.context;
    c.globalAlpha = opacity ?? 1;
    if (fill) { c.fillStyle = fill; c.fill(); }
    if (stroke) { c.strokeStyle = stroke; c.lineWidth = width || 1; c.lineJoin = "round"; c.setLineDash(dash || []); c.stroke(); c.setLineDash([]); }
    c.globalAlpha = 1;
  }
  polygon(points, style) {
    this.context.beginPath();
    points.forEach(([x, y], i) => (i ? this.context.lineTo(x, y) : this.context.moveTo(x, y)));
    this.context.closePath();
    this._paint(style);
  }
  line(points, style) {
    this.context.beginPath();
    points.forEach(([x, y], i) => (i ? this.context.lineTo(x, y) : this.context.moveTo(x, y)));
    this._paint(style);
  }
  bow([x0, y0], [cx, cy], [x1, y1], style) {
    this.context.beginPath();
    this.context.moveTo(x0, y0);
    this.context.quadraticCurveTo(cx, cy, x1, y1);
    this._paint(style);
  }
  circle(x, y, r, style) {
    this.context.beginPath();
    this.context.arc(x, y, r, 0, 2 * Math.PI);
    this._paint(style);
  }
  text(text, x, y, { size, bold, fill }) {
    const c = this.context;
    c.font = (bold ? "600 " : "") + size + "px " + FONT;
    c.textAlign = "center";
    c.textBaseline = "alphabetic";
    c.lineJoin = "round";
    c.lineWidth = 3;
    c.strokeStyle = "rgba(255,255,255,.92)";
    c.strokeText(text, x, y);
    c.fillStyle = fill;
    c.fillText(text, x, y);
  }
  begin() {}
  end() {}
}

const fixed = (value) => Math.round(value * 10) / 10;
const points = (list) => list.map(([x, y]) => fixed(x) + "," + fixed(y)).join(" ");
const painted = ({ fill, stroke, width, dash, opacity }) => ({ fill: fill || "none", stroke: stroke || null, "stroke-width": stroke ? fixed(width || 1) : null,
  "stroke-dasharray": dash ? dash.join(" ") : null, opacity: opacity ?? null, "stroke-linejoin": stroke ? "round" : null });

export class SvgPen {
  constructor(root) { this.root = this.into = root; }
  polygon(list, style) { this.into.append(svg("polygon", { points: points(list), ...painted(style) })); }
  line(list, style) { this.into.append(svg("polyline", { points: points(list), ...painted(style) })); }
  bow(a, c, b, style) { this.into.append(svg("path", { d: "M" + points([a]) + " Q" + points([c]) + " " + points([b]), ...painted(style) })); }
  circle(x, y, r, style) { this.into.append(svg("circle", { cx: fixed(x), cy: fixed(y), r: fixed(r), ...painted(style) })); }
  text(text, x, y, { size, bold, fill }) {
    const element = svg("text", { x: fixed(x), y: fixed(y), "font-family": FONT, "font-size": size, "font-weight": bold ? 600 : null, "text-anchor": "middle", fill,
      stroke: "#ffffff", "stroke-width": 3, "paint-order": "stroke", "stroke-linejoin": "round" });
    element.textContent = text;
    this.into.append(element);
  }
  begin(title, attributes) { // what follows belongs together, and says what it is
    this.into = svg("g", attributes || {});
    if (title) { const t = svg("title"); t.textContent = title; this.into.append(t); }
    this.root.append(this.into);
  }
  end() { this.into = this.root; }
}
