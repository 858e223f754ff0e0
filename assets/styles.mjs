// The style sheets: Tabler cut to what we use, then our own; the same own rules serve both directions.
import { readFile } from "node:fs/promises";
import path from "node:path";
import * as esbuild from "esbuild";
import { PurgeCSS } from "purgecss";

const WHERE_CLASSES_STAND = ["templates/**/*.html", "assets/js/*.js", "app/**/forms.py", "app/kernel/pagewords.py"];
// A class counts as used only where it can stand in markup or script; words of prose must not keep half of Tabler.
const classNames = (text) => text.match(/[A-Za-z][\w-]*/g) ?? [];

async function bundle(entry) {
  const built = await esbuild.build({ entryPoints: [entry], bundle: true, write: false });
  return built.outputFiles[0].text;
}

const faceRules = (faces) => faces.map(({ weight, file }) =>
  `@font-face{font-family:"Maqbul Sans";font-weight:${weight};font-display:swap;src:url("${file}") format("woff2")}`).join("");

async function minified(css) {
  return (await esbuild.transform(css, { loader: "css", minify: true, legalComments: "none" })).code;
}

// The policy allows images from this site only, so pictures inside the sheet would never show.
const withoutDataImages = (css) => css.replace(/url\((["'])data:.*?\1\)/g, "none");

async function tabler(root, sheet) {
  const raw = await readFile(path.join(root, "node_modules/@tabler/core/dist/css", sheet), "utf8");
  const [purged] = await new PurgeCSS().purge({
    content: WHERE_CLASSES_STAND.map((glob) => path.join(root, glob)),
    css: [{ raw: withoutDataImages(raw) }],
    defaultExtractor: classNames,
    blocklist: [/^is-invalid$/, /^theme-/, /^navbar/, /^page$/, /^data-bs-navbar/, /^timeline/, /^progress/, /^steps/, /^dropdown/, /^badge/, /^chip/, /^status/, /^avatar/, /^nav-/, /^modal/, /^alert/, /^toast/, /^list-/, /^accordion/, /^carousel/, /^offcanvas/, /^hr-/, /^bg-/, /^text-/, /^tag/],
    keyframes: true,
    variables: true,
  });
  return purged.css;
}

export async function screenStyles(root, faces) {
  const own = await bundle(path.join(root, "assets/css/app.css"));
  const [ltr, rtl] = await Promise.all(["tabler.min.css", "tabler.rtl.min.css"].map((sheet) => tabler(root, sheet)));
  return { ltr: await minified(faceRules(faces) + ltr + own), rtl: await minified(faceRules(faces) + rtl + own) };
}

export async function printStyles(root, faces) {
  return minified(faceRules(faces) + (await bundle(path.join(root, "assets/css/print.css"))));
}
