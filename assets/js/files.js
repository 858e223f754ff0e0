// A file's own button is hidden behind ours: this tells which file was chosen.
function tell(box) {
  const files = box.querySelector("input[type=file]").files;
  const line = box.querySelector("[data-chosen]");
  line.textContent = files.length > 1 ? line.dataset.some.replace("{0}", files.length) : files[0]?.name ?? line.dataset.none;
}

const tellAll = () => document.querySelectorAll("[data-file]").forEach(tell);

export function startFiles() {
  document.addEventListener("change", (event) => {
    const box = event.target.closest?.("[data-file]");
    if (box) tell(box);
  });
  document.addEventListener("reset", () => setTimeout(tellAll));
  // A browser that comes back to a page may still hold the file.
  addEventListener("pageshow", tellAll);
  tellAll();
}
