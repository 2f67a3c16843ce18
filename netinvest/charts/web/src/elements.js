// Elements and words. What a source says is set as text; no attribute that could run or fetch is ever set.

const ATTRIBUTES = new Set(["class", "type", "role", "title", "scope", "tabindex", "dir", "hidden", "open", "value", "id", "for", "min", "max", "step", "rows",
  "placeholder", "autocomplete", "spellcheck", "accept", "colspan", "disabled", "aria-label", "aria-pressed", "aria-current", "aria-selected",
  "aria-expanded", "aria-controls", "aria-activedescendant", "aria-live", "aria-hidden", "aria-autocomplete", "aria-valuetext"]);

export function el(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name === "onclick") element.addEventListener("click", value);
    else if (name === "oninput") element.addEventListener("input", value);
    else if (name === "onchange") element.addEventListener("change", value);
    else if (ATTRIBUTES.has(name)) { if (value !== false && value != null) element.setAttribute(name, value === true ? "" : String(value)); }
    else throw new Error("attribute not allowed: " + name);
  }
  element.append(...children.flat(4).filter((child) => child != null && child !== false && child !== ""));
  return element;
}

// A value out of a source: isolated, so that its direction cannot reorder the words around it.
export const said = (text) => el("bdi", { dir: "auto" }, String(text));

const SVG = "http://www.w3.org/2000/svg";
const DRAWN = new Set(["svg", "g", "line", "path", "polygon", "polyline", "circle", "rect", "text", "title"]);
export function svg(tag, attributes, ...children) {
  if (!DRAWN.has(tag)) throw new Error("not drawn: " + tag);
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes || {})) if (value != null) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

const NUMBER = new Intl.NumberFormat("en-GB");
export const MEASURE = new Intl.NumberFormat("en-GB", { maximumSignificantDigits: 3 });
export const number = (value) => NUMBER.format(value);
export const plural = (count, one, many) => number(count) + " " + (count === 1 ? one : many || one + "s");
export const date = (day) => (day < 0 ? "undated" : new Date(day * 86400000).toISOString().slice(0, 10));
export const between = (first, last) => (first < 0 ? "undated" : first === last ? date(first) : date(first) + " to " + date(last));
export const words = (key) => key.replaceAll("_", " ");
export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
// A mark of the direction of what was cut, so that the dots stand at its end.
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]$/;
export const shorten = (text, most) => {
  const letters = [...text];
  if (letters.length <= most) return text;
  const kept = letters.slice(0, most - 1).join("").trimEnd();
  return kept + (RIGHT_TO_LEFT.test(kept) ? "…\u200f" : "…");
};

// Decimal text is added as text: money is never a floating number.
export function addAmounts(left, right) {
  const decimals = Math.max(...[left, right].map((text) => (text.split(".")[1] || "").length), 2);
  const whole = [left, right].map((text) => {
    const [units, rest] = text.split(".");
    return BigInt(units + (rest || "").padEnd(decimals, "0"));
  });
  const digits = (whole[0] + whole[1]).toString().padStart(decimals + 1, "0");
  return digits.slice(0, -decimals) + "." + digits.slice(-decimals);
}
export function money(text) {
  const [units, rest] = text.split(".");
  return units.replace(/\B(?=(\d{3})+$)/g, ",") + "." + rest;
}

export function download(name, type, content) {
  const link = document.createElement("a");
  link.download = name;
  link.href = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
