// On a phone a row of a table stands as a block, each cell beside the heading of its column; without script it scrolls sideways.
// Blocks are no table to a screen reader any more, so the roles are said.
const ROLES = [["thead, tbody, tfoot", "rowgroup"], ["tr", "row"], ["td", "cell"], ["thead th", "columnheader"], ["tbody th, tfoot th", "rowheader"]];

const heading = (cell) => (cell.querySelector(".visually-hidden") ? "" : cell.textContent.trim());

export function stackTables(root) {
  const inside = root.closest?.(".data-table");
  for (const table of inside ? [inside] : root.querySelectorAll(".data-table")) stack(table);
}

function stack(table) {
  const headings = [...table.querySelectorAll("thead th")].map(heading);
  for (const row of table.querySelectorAll("tbody tr, tfoot tr")) label(row, headings);
  table.setAttribute("role", "table");
  for (const [parts, role] of ROLES) for (const part of table.querySelectorAll(parts)) part.setAttribute("role", role);
  table.dataset.stacked = "";
}

function label(row, headings) {
  let at = 0;
  for (const cell of row.cells) {
    if (at > 0 && cell.colSpan === 1 && headings[at]) cell.dataset.label = headings[at];
    at += cell.colSpan;
  }
}
