// One SVG sprite of the icons in use, and our mark.
import { readFile, readdir } from "node:fs/promises";
import path from "node:path";

const IN_TEMPLATES = [/\bicon\(\s*["']([a-z0-9-]+)["']/g, /\bicon_name\s*=\s*["']([a-z0-9-]+)["']/g];
const IN_PYTHON = [/\bicon["']?\s*[=:]\s*["']([a-z0-9-]+)["']/g];

async function filesUnder(folder, ending) {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return found.filter((f) => f.isFile() && f.name.endsWith(ending)).map((f) => path.join(f.parentPath, f.name));
}

async function named(files, patterns) {
  const texts = await Promise.all(files.map((file) => readFile(file, "utf8")));
  return texts.flatMap((text) => patterns.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1])));
}

async function wanted(root) {
  const listed = (await readFile(path.join(root, "assets/icons.txt"), "utf8")).split(/\s+/).filter(Boolean);
  const inTemplates = await named(await filesUnder(path.join(root, "templates"), ".html"), IN_TEMPLATES);
  const inPython = await named(await filesUnder(path.join(root, "app"), ".py"), IN_PYTHON);
  return [...new Set([...listed, ...inTemplates, ...inPython])].sort();
}

const inner = (svg) => svg.replace(/<!--.*?-->/gs, "").replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "")
  .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/, "").replace(/\s*\n\s*/g, "").trim();

export async function sprite(root, mark) {
  const names = await wanted(root);
  const symbols = await Promise.all(names.map(async (name) => {
    const file = path.join(root, "node_modules/@tabler/icons/icons/outline", `${name}.svg`);
    const svg = await readFile(file, "utf8").catch(() => { throw new Error(`Tabler has no icon named "${name}".`); });
    return `<symbol id="${name}" viewBox="0 0 24 24">${inner(svg)}</symbol>`;
  }));
  symbols.push(`<symbol id="mark" viewBox="0 0 32 32">${inner(mark)}</symbol>`);
  return { names, svg: `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>` };
}
