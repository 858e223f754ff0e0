// Dialogs and menus: opened by buttons that name them, closed by Escape, their button or a press outside.
export function openDialog(id) {
  const dialog = document.getElementById(id);
  if (!dialog || dialog.open || document.querySelector("dialog[open]")) return;
  dialog.showModal();
  dialog.dispatchEvent(new CustomEvent("opened"));
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(except)) menu.open = false;
}

export function startDialogs() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener) {
      document.querySelector("[popover]:popover-open")?.hidePopover();
      openDialog(opener.dataset.dialog);
    }
    event.target.closest("[data-close]")?.closest("dialog")?.close();
    if (event.target instanceof HTMLDialogElement && event.target.id !== "lock") event.target.close();
    closeMenus(event.target);
  });
  document.addEventListener("keydown", (event) => {
    if (event.code !== "Escape") return;
    const menu = document.querySelector("details.menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}
