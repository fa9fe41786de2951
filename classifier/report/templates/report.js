"use strict";
// The page reads without this: it only sorts and filters tables, and opens all parts at once.
const how = document.querySelector(".how");
const value = (row, column) => {
  const cell = row.cells[column];
  return "sort" in cell.dataset ? Number(cell.dataset.sort) : cell.textContent.trim();
};
const undefinedLast = (text) => text === "–" || text === "";
function compare(a, b, up) {
  if (undefinedLast(a) !== undefinedLast(b)) return undefinedLast(a) ? 1 : -1;
  const order = typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));
  return up ? order : -order;
}
for (const table of document.querySelectorAll("table")) {
  const body = table.tBodies[0];
  if (body.rows.length > 3) {
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const now = head.getAttribute("aria-sort"); // numbers begin with the largest
        const up = head.classList.contains("number") ? now === "descending" : now !== "ascending";
        for (const other of table.tHead.rows[0].cells) other.setAttribute("aria-sort", "none");
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        const rows = [...body.rows].sort((a, b) => compare(value(a, column), value(b, column), up));
        body.append(...rows);
      });
      head.setAttribute("aria-sort", "none");
    });
  }
  if ("filter" in table.dataset) {
    const label = document.createElement("label");
    label.className = "filter";
    const input = document.createElement("input");
    input.type = "search";
    label.append(how.dataset.filter, input);
    table.parentElement.before(label);
    input.addEventListener("input", () => {
      const wanted = input.value.toLowerCase();
      for (const row of body.rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
    });
  }
}
if (how) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = how.dataset.open;
  button.addEventListener("click", () => {
    for (const part of document.querySelectorAll("details")) part.open = true;
  });
  how.append(" ", button);
}
