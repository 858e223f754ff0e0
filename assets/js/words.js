// The page's sentences, in its own language, and the line a screen reader listens to.
const sentences = JSON.parse(document.getElementById("words")?.textContent ?? "{}");

export const say = (key) => sentences[key] ?? key;

export function announce(sentence) {
  const line = document.getElementById("announcer");
  if (!line) return;
  line.textContent = "";
  // A change in a later frame is what makes a repeated sentence heard again.
  requestAnimationFrame(() => { line.textContent = sentence; });
}
