// Files that are sent as soon as they are dropped or chosen, and pages that follow the work.
// Every page works without this file.
"use strict";

const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

document.documentElement.classList.add("scripted");

// -- dropping files

for (const form of all("form.drop")) {
  const field = one('input[type="file"]', form);
  const send = () => {
    if (!field.files.length) return;
    const said = one(".sending", form);
    said.textContent = said.dataset.sending;
    form.requestSubmit();
  };
  form.classList.add("sends-itself");
  field.addEventListener("change", send);
  form.addEventListener("dragover", (event) => {
    event.preventDefault();
    form.classList.add("over");
  });
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("over");
    field.files = event.dataTransfer.files;
    send();
  });
}

// A file that misses its place would otherwise be opened instead of the page.
for (const name of ["dragover", "drop"]) addEventListener(name, (event) => event.preventDefault());

// -- following the work: it is drawn anew where it stood, and at its end the whole page is

function renew(event) {
  const page = new DOMParser().parseFromString(event.data, "text/html");
  const [before, after] = [one(".job[data-job]"), one(".job[data-job]", page)];
  if (!before || before.dataset.job !== after?.dataset.job) return location.reload();
  const focused = before.contains(document.activeElement);
  before.replaceWith(document.adoptNode(after));
  if (focused) one("button", after)?.focus({ preventScroll: true });
}

if (one(".job[data-job]")) {
  const { changed, tab } = document.body.dataset;
  const address = `/jobs/changes?since=${changed}&page=${encodeURIComponent(tab)}`;
  let changes = null;
  // A browser allows six connections to a program: a page that nobody sees holds none.
  const follow = () => {
    changes?.close();
    changes = document.hidden ? null : new EventSource(address);
    if (changes) changes.onmessage = renew;
  };
  follow();
  addEventListener("visibilitychange", follow);
  addEventListener("pagehide", () => changes?.close());
}

// -- how many rows: a slider beside the field, and what so many tell

const rows = one("#look-at");
if (rows) {
  const [slider, told] = [one("#look-at-slide"), all("[data-rows]")];
  const tell = () => {
    const few = told.filter((line) => Number(line.dataset.rows) <= Number(rows.value));
    for (const line of told) line.hidden = line !== (few.at(-1) ?? told[0]);
  };
  slider.hidden = false;
  slider.addEventListener("input", () => { rows.value = slider.value; tell(); });
  rows.addEventListener("input", () => { slider.value = rows.value; tell(); });
  tell();
}

// -- what was written and not saved is not lost by a slip

let written = false;
addEventListener("input", (event) => { if (event.target.matches(".book textarea, .book input, .book select")) written = true; });
addEventListener("submit", () => { written = false; });
addEventListener("beforeunload", (event) => { if (written) event.preventDefault(); });

// -- the editor of a label: advice follows what is written, what was seen comes by itself

async function into(place, address, options) {
  const answer = await fetch(address, options).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  place.replaceChildren(...[...page.body.childNodes].map((node) => document.adoptNode(node)));
}

const label = one("#label-form");
if (label) {
  let waiting = 0;
  label.addEventListener("input", () => {
    clearTimeout(waiting);
    const body = new URLSearchParams(new FormData(label));
    waiting = setTimeout(() => into(one("#advice"), label.dataset.advice, { method: "POST", body }), 600);
  });
  const seen = one("#seen[data-address]");
  if (seen) into(seen, seen.dataset.address);
  one("#wrongs")?.focus();
  const [list, shown] = [one(".book nav"), one('.book nav [aria-current="true"]')];
  if (shown) list.scrollTop = shown.offsetTop - list.clientHeight / 2;
}
