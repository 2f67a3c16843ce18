// node build.mjs: writes chart.js and chart.css; with --check it only compares them.

import { build } from "esbuild";
import { readFile, readdir, writeFile } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url)), out = join(here, "..", "page");
const target = ["es2022", "chrome111", "firefox113", "safari16.4"];
const script = await build({ entryPoints: [join(here, "src/index.js")], bundle: true, format: "esm", minify: true, charset: "ascii", target, write: false, legalComments: "none", metafile: true, absWorkingDir: here });
const style = await build({ entryPoints: [join(here, "src/chart.css")], bundle: true, minify: true, target, write: false, absWorkingDir: here });

// Every package that is in the bundle, with its licence.
const names = [...new Set(Object.keys(script.metafile.inputs).filter((path) => path.includes("node_modules")).map((path) => path.split("node_modules/").pop().split("/").slice(0, path.includes("node_modules/@") ? 2 : 1).join("/")))].sort();
const notices = ["netinvest chart, GPL-3.0-or-later; its source is netinvest/charts/web. It holds these packages, each under its own licence:", ""];
for (const name of names) {
  const folder = join(here, "node_modules", ...name.split("/")), about = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const licence = (await readdir(folder)).find((file) => /^licen[cs]e/i.test(file));
  notices.push(`== ${name} ${about.version} (${about.license})`, "", licence ? (await readFile(join(folder, licence), "utf8")).replaceAll("\r\n", "\n").trim() : `MIT License. Author: ${JSON.stringify(about.author || about.contributors || "see its repository")}`, "");
}
const safe = (text) => text.replaceAll("</script", "<\\/script").replaceAll("<script", "\\x3cscript").replaceAll("<!--", "\\x3c!--");
const made = { "chart.js": "/*!\n" + notices.join("\n").trim() + "\n*/\n" + safe(script.outputFiles[0].text.trim()) + "\n", "chart.css": style.outputFiles[0].text.trim() + "\n" };
let differs = 0;
for (const [name, text] of Object.entries(made)) {
  const path = join(out, name);
  if (process.argv.includes("--check")) {
    if ((await readFile(path, "utf8").catch(() => "")) !== text) { console.error(`${["netinvest", "charts", "page", name].join(sep)} is not what its source makes: run make web`); differs = 1; }
  } else await writeFile(path, text);
}
process.exit(differs);
