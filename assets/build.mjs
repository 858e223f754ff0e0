// Builds static/build/: styles, script, font, icons; hashed names, compressed siblings, a manifest, budgets.
import { createHash } from "node:crypto";
import { constants as fileConstants } from "node:fs";
import { copyFile, mkdir, readFile, rename, rm, watch, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import * as esbuild from "esbuild";
import { font } from "./fonts.mjs";
import { sprite } from "./icons.mjs";
import { printStyles, screenStyles } from "./styles.mjs";

const ROOT = path.resolve(import.meta.dirname, "..");
const TARGET = path.join(ROOT, "static", "build");
const MODULES = path.join(ROOT, "node_modules");
const KB = 1000;
const BUDGETS = { css: 45 * KB, js: 60 * KB, firstVisit: 200 * KB, html: 14 * KB, requests: 8 };

const gzipped = (bytes) => promisify(gzip)(bytes, { level: 9 });
const brotlied = (bytes) =>
  promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });

class Output {
  constructor(folder) {
    this.folder = folder;
    this.files = {};
    this.sizes = {};
  }

  // Writes one file under a name that carries its content's hash; returns that name.
  async add(name, content, compress = true) {
    const bytes = Buffer.from(content);
    const { name: stem, ext } = path.parse(name);
    const hashed = `${stem}.${createHash("sha256").update(bytes).digest("hex").slice(0, 10)}${ext}`;
    const place = path.join(this.folder, hashed);
    await writeFile(place, bytes);
    this.files[name] = hashed;
    this.sizes[name] = bytes.length;
    if (compress) {
      const small = await gzipped(bytes);
      this.sizes[name] = small.length;
      await Promise.all([writeFile(`${place}.gz`, small), brotlied(bytes).then((b) => writeFile(`${place}.br`, b))]);
    }
    return hashed;
  }
}

async function script() {
  const built = await esbuild.build({
    entryPoints: [path.join(ROOT, "assets/js/app.js")],
    bundle: true, minify: true, write: false, format: "iife", target: "es2022", legalComments: "none",
  });
  return built.outputFiles[0].contents;
}

async function licences(out) {
  const texts = [
    ["IBM Plex Sans Arabic", "@ibm/plex-sans-arabic/LICENSE.txt"], ["Tabler and Tabler Icons", "@tabler/icons/LICENSE"], ["htmx", "htmx.org/LICENSE"], ["Tom Select", "tom-select/LICENSE"],
  ];
  const parts = await Promise.all(texts.map(async ([name, file]) => {
    const text = await readFile(path.join(MODULES, file), "utf8");
    return `${name}\n${"=".repeat(name.length)}\n\n${text.trim()}\n`;
  }));
  await writeFile(path.join(out.folder, "licences.txt"), parts.join("\n\n"));
}

function report(sizes) {
  const css = Math.max(sizes["app.css"], sizes["app.rtl.css"]);
  const fonts = sizes["sans-400.woff2"] + sizes["sans-600.woff2"];
  const firstVisit = BUDGETS.html + css + sizes["app.js"] + fonts + sizes["icons.svg"] + sizes["mark.svg"];
  const requests = 1 + 1 + 1 + 2 + 1 + 1; // page, style, script, two fonts, icons, mark
  const rows = [
    ["all CSS of a page", css, BUDGETS.css], ["all JavaScript", sizes["app.js"], BUDGETS.js],
    ["first visit, with a page of 14 kB", firstVisit, BUDGETS.firstVisit],
  ];
  for (const [name, size] of Object.entries(sizes)) console.log(`  ${name.padEnd(36)} ${(size / KB).toFixed(1).padStart(7)} kB`);
  for (const [name, size, most] of rows) {
    console.log(`${name.padEnd(38)} ${(size / KB).toFixed(1).padStart(7)} kB of ${most / KB} kB${size > most ? "  OVER BUDGET" : ""}`);
  }
  console.log(`${"requests of a first visit".padEnd(38)} ${String(requests).padStart(7)} of ${BUDGETS.requests}`);
  return rows.every(([, size, most]) => size <= most) && requests <= BUDGETS.requests;
}

// The files of the build before this one stay for a while: a running server still names them.
async function keepFormer(folder) {
  const former = await readFile(path.join(TARGET, "manifest.json"), "utf8").catch(() => null);
  if (former === null) return;
  for (const name of Object.values(JSON.parse(former).files)) {
    for (const file of [name, `${name}.gz`, `${name}.br`]) {
      await copyFile(path.join(TARGET, file), path.join(folder, file), fileConstants.COPYFILE_EXCL).catch(() => {});
    }
  }
}

export async function build() {
  const folder = `${TARGET}.new`;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const out = new Output(folder);
  const faces = [];
  for (const weight of [400, 600]) faces.push({ weight, file: await out.add(`sans-${weight}.woff2`, await font(ROOT, weight), false) });
  const mark = await readFile(path.join(ROOT, "static/img/mark.svg"), "utf8");
  const icons = await sprite(ROOT, mark);
  await out.add("icons.svg", icons.svg);
  await out.add("mark.svg", mark);
  const styles = await screenStyles(ROOT, faces);
  await out.add("app.css", styles.ltr);
  await out.add("app.rtl.css", styles.rtl);
  await out.add("print.css", await printStyles(ROOT, faces));
  await out.add("app.js", await script());
  await licences(out);
  await writeFile(path.join(folder, "manifest.json"), JSON.stringify({ files: out.files, icons: icons.names }, null, 1));
  const good = report(out.sizes);
  await keepFormer(folder);
  // Swapped in whole, so that a running server never sees half a build.
  await rm(TARGET, { recursive: true, force: true });
  await rename(folder, TARGET);
  return good;
}

async function rebuildOnChange() {
  for (const place of ["assets", "templates"]) {
    (async () => {
      for await (const _ of watch(path.join(ROOT, place), { recursive: true })) await build().catch((fault) => console.error(fault.message));
    })();
  }
}

try {
  if (!(await build())) process.exitCode = 1;
} catch (fault) {
  console.error(`The assets were not built: ${fault.message}`);
  process.exitCode = 1;
}
if (process.argv.includes("--watch")) await rebuildOnChange();
