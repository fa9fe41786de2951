"""How many keys a review takes, with suggestions and without.

    python eval/review_keys.py --model models/sample data/harvest-3.xlsx

A scripted coder, with nothing but a keyboard, reviews the first 100 fragments in Chromium and gives
each the codes that stand in the file (the model has not seen them). It knows the keys and takes the
cheapest way it sees: Enter where what is likely is right, else digits, or “a” and digits, or the
finder with as few letters as put the right label first. Without suggestions (blind mode) there is
only the finder. At the end every answer is compared with what was meant. It counts keys, not
reading or thinking, and a person does not always find the cheapest way. Writes
eval/review_keys.md beside itself.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from bench_review import SWITCHES, running

from classifier.harvest import read_harvest
from classifier.review.answers import Answers, Log
from classifier.store import load_model

if TYPE_CHECKING:
    from playwright.sync_api import Page

    Truth = dict[tuple[str, str], frozenset[str]]

N_FRAGMENTS = 100
_PATIENCE = 400


class Keyboard:
    """A keyboard that counts, and waits until the page has answered."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.presses: Counter[str] = Counter()

    def press(self, key: str, why: str) -> None:
        """Press a key and wait until nothing is under way."""
        self.page.keyboard.press(key)
        self.presses[why] += 1
        self.until("waiting === 0 && !turning")

    def until(self, question: str) -> None:
        """Wait until ``question`` is true; the page forbids the eval that Playwright would use."""
        for _ in range(_PATIENCE):
            if self.page.evaluate(question):
                return
            self.page.wait_for_timeout(5)
        raise RuntimeError(f"never true: {question}")


class Coder:
    """Gives the codes that are meant, by keys alone."""

    def __init__(self, keyboard: Keyboard, truth: Truth, *, sighted: bool) -> None:
        self._keys, self._page, self._truth = keyboard, keyboard.page, truth
        self._sighted = sighted

    def review(self, fragment: str) -> None:
        """Answer the fragment on the page and go on."""
        targets = self._page.eval_on_selector_all(
            ".target", "all => all.map(one => one.dataset.target)"
        )
        for target in targets:
            self._answer(target, self._truth[fragment, target])
        if not self._sighted:
            self._keys.press("Enter", "show the suggestions")
        self._keys.press("Enter", "go on")
        self._keys.until(f"document.querySelector('h1')?.textContent !== {fragment!r}")

    def _answer(self, target: str, meant: frozenset[str]) -> None:
        labels = self._labels(target)
        likely = {name for name, (_, on) in labels.items() if on}
        if self._sighted and self._sure(target) and likely == meant:
            return  # Enter accepts it
        if not meant:
            self._go_to(target)
            self._keys.press("n", "none fits")
            return
        # Ticking what is likely and mending it, where that takes fewer keys.
        mend = likely ^ meant
        if likely and mend and len(mend) + 1 < len(meant) and mend <= labels.keys():
            self._go_to(target)
            self._keys.press("a", "tick what is likely")
            meant = frozenset(mend)
        for name in sorted(meant):
            digit = labels.get(name, ("", False))[0]
            if digit:
                self._keys.press(digit, "a digit")
            else:
                self._find(target, name)

    def _labels(self, target: str) -> dict[str, tuple[str, bool]]:
        rows = self._page.eval_on_selector_all(
            f".target[data-target={target}] li.label",
            "all => all.map(one => [one.dataset.key, one.querySelector('.digit').textContent,"
            " one.classList.contains('likely')])",
        )
        return {key.removeprefix(f"{target}-"): (digit, on) for key, digit, on in rows}

    def _sure(self, target: str) -> bool:
        return not self._page.query_selector(f".target[data-target={target}] .verdict")

    def _go_to(self, target: str) -> None:
        while self._page.get_attribute(".target[data-active]", "data-target") != target:
            self._keys.press("t", "on to the next target")

    def _find(self, target: str, label: str) -> None:
        self._go_to(target)
        self._keys.press("/", "the finder")
        value = f"tick:{target}:{label}"
        name = str(
            self._page.eval_on_selector(
                f"details.finder[open] button[value='{value}'] .name", "one => one.textContent"
            )
        )
        for letter in name:
            self._keys.press(letter, "a letter")
            best = self._page.query_selector("details.finder[open] .best button")
            if best and best.get_attribute("value") == value:
                break
        self._keys.press("Enter", "take what was found")


def count(harvest: Path, model: Path, truth: Truth, *, sighted: bool) -> Counter[str]:
    """Review the first fragments; gives the keys by purpose."""
    from playwright.sync_api import sync_playwright

    ids = list(dict.fromkeys(fragment for fragment, _ in truth))
    options = () if sighted else ("--blind",)
    with running(harvest, model, *options) as session, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=list(SWITCHES)
        )
        page = browser.new_page()
        page.goto(session.address)
        page.wait_for_selector("#accept")
        keyboard = Keyboard(page)
        keyboard.until("typeof KEYS === 'object'")
        coder = Coder(keyboard, truth, sighted=sighted)
        for fragment in ids:
            coder.review(fragment)
        browser.close()
    compare(harvest.with_suffix(".bench.sqlite"), truth, ids)
    return keyboard.presses


def compare(path: Path, truth: Truth, ids: list[str]) -> None:
    """Stop if any answer is not what was meant."""
    log, answers = Log(path), Answers()
    for act in log.after(0):
        answers.apply(act)
    log.close()
    for (fragment, target), meant in truth.items():
        if fragment in ids:
            given = answers.standing("reviewed", fragment)[target].answer
            if given.state != "decided" or given.labels != meant:
                raise RuntimeError(f"{fragment}, {target}: {set(given.labels)}, not {set(meant)}")


def main() -> None:
    """Count both ways, print and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("harvest", type=Path)
    parser.add_argument("--model", type=Path, required=True)
    options = parser.parse_args()
    codebook = load_model(options.model).codebook
    read = read_harvest(options.harvest, codebook)
    asked = {target.id for target in codebook.targets if not target.derived_from}
    wanted = {one.id for one in read.fragments[:N_FRAGMENTS]}
    truth: Truth = {}
    for one in read.codings:
        if one.fragment_id in wanted and one.target in asked:
            truth.setdefault((one.fragment_id, one.target), one.labels)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / options.harvest.name
        shutil.copy(options.harvest, copy)
        with_them = count(copy, options.model, truth, sighted=True)
        without = count(copy, options.model, truth, sighted=False)
    text = report(truth, with_them, without)
    Path(__file__).with_suffix(".md").write_text(text, "utf-8")
    print(text)


def report(truth: Truth, with_them: Counter[str], without: Counter[str]) -> str:
    """Lay the counts out as a page."""
    n = len({fragment for fragment, _ in truth})
    # Blind, one more key shows the suggestions afterwards; it is no part of coding.
    shows = without.pop("show the suggestions", 0)
    n_labels = sum(map(len, truth.values()))
    lines = [
        "# Keys for a review",
        "",
        f"{n} fragments of the invented sample, {n_labels} labels to give; the model learned from "
        "the two harvests before. The codes that stand in the file are what the scripted coder "
        "means, errors of the invented coders included.",
        "",
        "| keys pressed | with suggestions | without |",
        "|---|---|---|",
    ]
    for why in sorted({*with_them, *without}, key=lambda why: (-without[why], why)):
        lines.append(f"| {why} | {with_them[why]} | {without[why]} |")
    a, b = sum(with_them.values()), sum(without.values())
    lines += [
        f"| **all** | **{a}** | **{b}** |",
        f"| a fragment | {a / n:.1f} | {b / n:.1f} |",
        "",
        f"Without suggestions (blind mode), showing them afterwards took {shows} more keys, which "
        "are not counted.",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
