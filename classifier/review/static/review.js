// Keys, the label finder, and pages that turn without a reload. Every page works without this file.
"use strict";

const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const base = document.body.dataset.base;
const plain = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

// -- talking to the program: one request after the other, so that no key overtakes another

let queue = Promise.resolve();
let waiting = 0;
let turning = false;
const keysToCome = [];

function later(work) {
  waiting += 1;
  queue = queue.then(work).catch(trouble).finally(() => {
    waiting -= 1;
    if (waiting) return;
    turning = false;
    const key = keysToCome.shift();
    if (key) press(key);
  });
}

function trouble() {
  keysToCome.length = 0;
  const notice = one("#notice");
  notice.textContent = document.body.dataset.notSaved;
  notice.className = "trouble";
}

async function ask(url, options = {}) {
  const answer = await fetch(url, { credentials: "same-origin", ...options });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!answer.ok || !one("#main", page)) throw new Error(String(answer.status));
  return { page, path: new URL(answer.url).pathname };
}

async function load(url, options, remember = true) {
  const { page, path } = await ask(url, options);
  const moved = path !== location.pathname || !remember;
  const putBack = keepPlace();
  document.title = page.title;
  // Screen readers only hear a change of a region that stays.
  const notice = one("#notice");
  notice.textContent = one("#notice", page).textContent;
  notice.className = one("#notice", page).className;
  one("#learned").replaceWith(document.adoptNode(one("#learned", page)));
  for (const part of ["header.bar", "main"]) one(part).replaceWith(document.adoptNode(one(part, page)));
  if (moved && remember) history.pushState(null, "", path);
  if (!moved) return putBack();
  scrollTo(0, 0);
  one("main").focus({ preventScroll: true });
}

// After a change on the same page, focus and open parts are where they were.
function keepPlace() {
  const focused = document.activeElement;
  const inFinder = focused?.matches(".find, .all button");
  const name = focused?.closest("#main") && !inFinder ? focused.getAttribute("value") || focused.id : "";
  const chosen = one(".target[data-chosen]")?.dataset.target;
  const turned = focused?.closest(".finder") ? "" : active()?.dataset.target;
  const read = one(".reading")?.scrollTop;
  const open = all("details.more[open]").map((part) => part.closest("li").dataset.key);
  const contribution = one("#contribution")?.open;
  const note = one("#note")?.value;
  return () => {
    for (const key of open) {
      const part = one(`li[data-key="${CSS.escape(key)}"] details.more`);
      if (part) part.open = true;
    }
    if (contribution && one("#contribution")) one("#contribution").open = true;
    if (chosen) choose(chosen);
    if (read) one(".reading").scrollTop = read;
    if (active()?.dataset.target !== turned) show(active());
    if (note !== undefined && one("#note")) one("#note").value = note;
    const again = name && all("main button, main textarea").find((part) => part.value === name || part.id === name);
    (again || (inFinder && one("main")) || document.body).focus({ preventScroll: true });
    one("#said").textContent = one("#will")?.textContent ?? "";
  };
}

const stampOf = (root) => one('#answers input[name="stamp"]', root);

function send(form, button) {
  const fields = new URLSearchParams(new FormData(form));
  if (button?.name) fields.set(button.name, button.value);
  if (button?.id === "accept") turning = true;
  later(() => {
    // The stamp as it is by now: an earlier key may just have changed it.
    if (fields.has("stamp") && stampOf(document)) fields.set("stamp", stampOf(document).value);
    return load(form.action, { method: "POST", body: fields });
  });
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const path = form.getAttribute("action") ?? "";
  if (!["/f/", "/jump", "/learn"].some((start) => path.startsWith(base + start))) return;
  event.preventDefault();
  keepNote();
  if (event.submitter?.id !== "keep-note") send(form, event.submitter);
});

addEventListener("popstate", () => later(() => load(location.href, {}, false)));

// A note is kept as soon as its field is left. The page stays, so that no click goes astray.
const unkept = () => {
  const note = one("#note");
  return note && note.value.trim() !== note.dataset.kept.trim() ? note : null;
};
function keepNote() {
  const note = unkept();
  if (!note) return;
  const [url, words, before] = [one("#answers").action, note.value, note.dataset.kept];
  note.dataset.kept = words;
  later(async () => {
    const body = new URLSearchParams({ do: "note", note: words, stamp: stampOf(document).value });
    try {
      const { page } = await ask(url, { method: "POST", body });
      for (const stamp of all('input[name="stamp"]')) stamp.value = stampOf(page).value;
      one("#notice").textContent = one("#notice", page).textContent;
      one("#notice").className = one("#notice", page).className;
    } catch (error) {
      note.dataset.kept = before;
      throw error;
    }
  });
}
document.addEventListener("focusout", (event) => { if (event.target.id === "note") keepNote(); });
addEventListener("beforeunload", (event) => { if (waiting || unkept()) event.preventDefault(); });

// -- learning again: what came of it is told without turning the page

setInterval(async () => {
  const place = one("#learned");
  if (!place || !("busy" in place.dataset)) return;
  const answer = await fetch(`${base}/learning`, { credentials: "same-origin" }).catch(() => null);
  if (!answer?.ok || place !== one("#learned")) return;
  const { busy, said } = await answer.json();
  if (!busy) delete place.dataset.busy;
  if (place.textContent !== said) place.textContent = said;
}, 1000);

// -- words that speak for a label

function light(key) {
  for (const word of all(".word")) word.classList.toggle("lit", !!key && word.dataset.for.split(" ").includes(key));
}
const keyOf = (element) => element.closest?.("li.label")?.dataset.key;
document.addEventListener("mouseover", (event) => light(keyOf(event.target) || keyOf(document.activeElement)));
document.addEventListener("focusin", (event) => {
  light(keyOf(event.target));
  const target = event.target.closest?.(".target");
  if (target) choose(target.dataset.target);
});

// -- the label finder

function rank(item, words) {
  const name = plain(item.dataset.find);
  const text = plain(item.dataset.more);
  if (!words.every((word) => name.includes(word) || text.includes(word))) return 9;
  const id = name.split(" ", 1)[0];
  const title = name.slice(id.length + 1);
  if (id === words.join(" ")) return 0;
  if (title.startsWith(words.join(" "))) return 1;
  if (words.every((word) => ` ${title}`.includes(` ${word}`))) return 2;
  return words.every((word) => name.includes(word)) ? 3 : 4;
}

function find(input) {
  const list = one(".all", input.closest("details"));
  const words = plain(input.value).split(/\s+/).filter(Boolean);
  const items = all("li", list);
  const ranks = new Map(items.map((item) => [item, words.length ? rank(item, words) : 5]));
  const own = (item) => item.dataset.target === active()?.dataset.target;
  // Of two that fit as well, the one of the question at hand comes first.
  const fit = items.filter((item) => ranks.get(item) < 9).sort((a, b) => ranks.get(a) - ranks.get(b) || own(b) - own(a));
  for (const item of items) item.hidden = !fit.includes(item);
  list.append(...fit);
  mark(list, words.length ? fit[0] : null);
  const status = one("[role=status]", input.closest("details"));
  status.textContent = (fit.length === 1 ? status.dataset.one : status.dataset.more.replace("99", String(fit.length)))
    + (words.length && fit[0] ? `: ${one(".name", fit[0]).textContent} (${one(".of", fit[0]).textContent})` : "");
}

function mark(list, item) {
  for (const other of all(".best", list)) other.classList.remove("best");
  if (item) { item.classList.add("best"); item.scrollIntoView({ block: "nearest" }); }
}

document.addEventListener("input", (event) => { if (event.target.matches(".find")) find(event.target); });
document.addEventListener("toggle", (event) => {
  if (!event.target.matches("details.finder[open]")) return;
  one(".find").focus({ preventScroll: true });
  find(one(".find"));
  show(event.target);
}, true);

function finderKey(event, input) {
  const list = one(".all", input.closest("details"));
  const best = one(".best", list);
  if (event.key === "Enter") {
    event.preventDefault();
    if (best) one("button", best).click();
    // Nothing is called so: a second Enter notes it as a new label.
    else if (input.value.trim()) (one(`[data-act="new"][data-target="${CSS.escape(active()?.dataset.target ?? "")}"]`) ?? one('[data-act="new"]'))?.focus();
  } else if (event.key === "Escape") {
    event.preventDefault();
    input.closest("details").open = false;
    one("summary", input.closest("details")).focus();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const items = all("li", list).filter((item) => !item.hidden);
    const step = event.key === "ArrowDown" ? 1 : -1;
    mark(list, items[Math.min(items.length - 1, Math.max(0, items.indexOf(best) + step))]);
  }
}

// -- keys

const active = () => one(".target[data-active]");

function choose(name) {
  for (const target of all(".target")) {
    target.toggleAttribute("data-active", target.dataset.target === name);
    target.toggleAttribute("data-chosen", target.dataset.target === name);
  }
}

// The answers move past the text, which stays where it is.
function show(part) { part?.scrollIntoView({ block: "nearest" }); }

function openFinder() {
  const finder = one("details.finder");
  if (!finder) return;
  finder.open = true;
  // At once, so that no letter is lost.
  one(".find").focus({ preventScroll: true });
}

function readOn() {
  const text = one(".reading");
  if (!text) return;
  const end = text.scrollTop + text.clientHeight >= text.scrollHeight - 1;
  text.scrollTop = end ? 0 : text.scrollTop + text.clientHeight * 0.8;
}

function nextTarget() {
  const targets = all(".target");
  const next = targets[(targets.indexOf(active()) + 1) % targets.length];
  if (!next) return;
  choose(next.dataset.target);
  show(next);
}

const leftward = () => document.documentElement.dir === "rtl";
const click = (selector, root = document) => root && one(selector, root)?.click();
const KEYS = {
  a: () => click('[data-act="take"]', active()),
  b: () => click('[data-act="other"]', active()),
  n: () => click('[data-act="none"]', active()),
  d: () => click('[data-act="discuss"]', active()),
  k: () => (one('.target[data-active] [data-act="keep"]') || one('[data-act="keep"]'))?.click(),
  t: nextTarget,
  s: readOn,
  "/": openFinder,
  e: () => one("#note")?.focus(),
  z: () => click("#undo"),
  g: () => one("#jump")?.focus(),
  m: () => { const more = all("details.more"); const open = !more.every((d) => d.open); for (const d of more) d.open = open; },
  c: () => { const d = one("#contribution"); if (d) d.open = !d.open; },
  o: () => turn(base + (one("main").dataset.page === "overview" ? "/" : "/overview")),
  l: () => click("#learn"),
  "?": () => one("#help").showModal(),
  ArrowRight: () => turn(one(leftward() ? "#previous" : "#next")?.getAttribute("href")),
  ArrowLeft: () => turn(one(leftward() ? "#next" : "#previous")?.getAttribute("href")),
};

function turn(url) {
  keepNote();
  if (!url) return;
  turning = true;
  later(() => load(url));
}

function press(key) {
  if (key === "Enter") return click("#accept");
  const tick = one(`.tick[data-digit="${CSS.escape(key)}"]`);
  if (tick) {
    choose(tick.closest(".target").dataset.target);
    return tick.click();
  }
  if (Object.hasOwn(KEYS, key)) KEYS[key]();
}

document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  // Focus stays in a dialog that was closed until the page is drawn again.
  if (field.closest("dialog")?.open) return;
  if (field.matches(".find")) return finderKey(event, field);
  if (field.matches("input, textarea, select")) {
    if (event.key === "Escape") field.blur();
    return;
  }
  if (document.body.dataset.keys === "off" || !isOurs(event, field)) return;
  event.preventDefault();
  // Whoever has not seen the next page cannot mean it: such keys are dropped.
  if (turning) return;
  if (waiting) keysToCome.push(event.key);
  else press(event.key);
});

// Enter on what has the keyboard's focus is that thing's own; a key held down says nothing new.
function isOurs(event, field) {
  const { key, repeat } = event;
  if (key === "Enter") return !repeat && !!one("#accept") && !field.matches("a:focus-visible, button:focus-visible, summary:focus-visible");
  if (/^[1-9]$/.test(key)) return !repeat && !!one(`.tick[data-digit="${key}"]`);
  // Arrows scroll a table that has the focus.
  if (key.startsWith("Arrow")) return Object.hasOwn(KEYS, key) && !field.matches(".scroll");
  return !repeat && Object.hasOwn(KEYS, key);
}

document.addEventListener("click", (event) => {
  if (event.target.closest("#open-help")) one("#help").showModal();
  const finding = event.target.closest('[data-act="find"]');
  if (finding) {
    event.preventDefault();
    choose(finding.closest(".target").dataset.target);
    openFinder();
  }
  const found = event.target.closest(".all button");
  if (found) choose(found.closest("li").dataset.target);
  const link = event.target.closest("#next, #previous");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    turn(link.getAttribute("href"));
  }
});
