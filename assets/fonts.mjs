// The font, cut to the Arabic and Latin that clinics in Oman write.
import { readFile } from "node:fs/promises";
import path from "node:path";
import subsetFont from "subset-font";

const NAMES = { 400: "Regular", 600: "SemiBold" };
// Latin with the accents of names, Arabic letters and marks, Persian and Urdu letters met in names, both Indic digits,
// punctuation, joiners and direction marks.
const RANGES = [
  [0x20, 0x7e], [0xa0, 0xff], [0x2010, 0x2026], [0x2212, 0x2212], [0x2190, 0x2193], [0x20ac, 0x20ac],
  [0x600, 0x61f], [0x621, 0x65f], [0x660, 0x671], [0x67e, 0x67e], [0x686, 0x686], [0x6a9, 0x6a9], [0x6af, 0x6af],
  [0x6cc, 0x6cc], [0x6f0, 0x6f9], [0x200c, 0x200f], [0x2066, 0x2069],
];

// Joining, marks and kerning; not `locl`, which draws the same digits two ways on one Arabic page.
const FEATURES = ["calt", "ccmp", "init", "medi", "fina", "rlig", "liga", "kern", "mark", "mkmk"];

export async function font(root, weight) {
  const place = path.join(root, "node_modules/@ibm/plex-sans-arabic/fonts/complete/woff2");
  const whole = await readFile(path.join(place, `IBMPlexSansArabic-${NAMES[weight]}.woff2`));
  const letters = RANGES.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i)));
  return subsetFont(whole, letters.join(""), { targetFormat: "woff2", noHinting: true, keepFeatures: FEATURES });
}
