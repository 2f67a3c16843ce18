// Elements and words. Everything a source says is set by textContent; no attribute that could run or fetch is ever set.

const DATA = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);
const ATTRIBUTES = new Set(["id", "class", "type", "role", "title", "for", "scope", "tabindex", "dir", "hidden", "open", "value",
  "aria-label", "aria-pressed", "aria-current", "aria-selected", "aria-expanded", "aria-activedescendant", "colspan"]);

function el(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name === "onclick") element.addEventListener("click", value);
    else if (ATTRIBUTES.has(name)) { if (value !== false && value != null) element.setAttribute(name, value === true ? "" : String(value)); }
    else throw new Error("attribute not allowed: " + name);
  }
  element.append(...children.flat().filter((child) => child != null && child !== ""));
  return element;
}

// A value out of a source: isolated, so that its direction cannot reorder the words around it.
const said = (text) => el("bdi", { dir: "auto" }, String(text));

const SVG = "http://www.w3.org/2000/svg";
function svg(tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}

const SHAPE = {
  diamond: "8,1 15,8 8,15 1,8",
  square: "2.5,2.5 13.5,2.5 13.5,13.5 2.5,13.5",
  triangleDown: "1.5,3 14.5,3 8,14.5",
  hexagon: "4.5,2 11.5,2 15,8 11.5,14 4.5,14 1,8",
};
function icon(role, size) {
  const style = DATA.roles[role];
  const drawing = svg("svg", { viewBox: "0 0 16 16", width: size || 15, height: size || 15, class: "icon", "aria-hidden": "true" });
  const paint = { fill: style.fill, stroke: style.border, "stroke-width": 1.4 };
  drawing.append(SHAPE[style.shape]
    ? svg("polygon", { points: SHAPE[style.shape], ...paint })
    : svg("circle", { cx: 8, cy: 8, r: style.key === "other" ? 4.2 : 6.3, ...paint }));
  return drawing;
}

const NUMBER = new Intl.NumberFormat("en-GB");
const MEASURE = new Intl.NumberFormat("en-GB", { maximumSignificantDigits: 3 });
const number = (value) => NUMBER.format(value);
const plural = (count, one, many) => number(count) + " " + (count === 1 ? one : many || one + "s");
const day = (seconds) => (seconds < 0 ? "undated" : new Date(seconds * 1000).toISOString().slice(0, 10));
const between = (first, last) => (first < 0 ? "undated" : day(first) === day(last) ? day(first) : day(first) + " to " + day(last));
const words = (key) => key.replaceAll("_", " ");
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

// Decimal text is added as text: money is never a floating number.
function addAmounts(left, right) {
  const decimals = Math.max(...[left, right].map((text) => (text.split(".")[1] || "").length), 2);
  const whole = [left, right].map((text) => {
    const [units, rest] = text.split(".");
    return BigInt(units + (rest || "").padEnd(decimals, "0"));
  });
  const digits = (whole[0] + whole[1]).toString().padStart(decimals + 1, "0");
  return digits.slice(0, -decimals) + "." + digits.slice(-decimals);
}
function money(text) {
  const [units, rest] = text.split(".");
  return units.replace(/\B(?=(\d{3})+$)/g, ",") + "." + rest;
}
