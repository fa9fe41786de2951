"""How many keys a review takes, with suggestions and without.

    python eval/review_keys.py [--model models/sample]

A scripted coder, with nothing but a keyboard, reviews the first 100 fragments of the sample's third
harvest in Chromium and gives each the codes that stand in the file (the model has not seen them).
It knows the keys and takes the cheapest way it sees: Enter where what is likely is right, else
digits, or “a” and digits, or the finder with as few letters as put the right label first. Without
suggestions (blind mode) there is only the finder. At the end every answer is compared with what was
meant. It counts keys, not reading or thinking, and a person does not always find the cheapest way.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from common import HARVESTS
from common.pages import NotMeasured, Options, table, write_page
from common.processes import answers_of, browsing, reviewing
from common.tasks import sample_model

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
    """Review the first fragments; returns the keys by purpose."""
    ids = list(dict.fromkeys(fragment for fragment, _ in truth))
    options = () if sighted else ("--blind",)
    with reviewing(harvest, model, *options) as session, browsing() as page:
        page.goto(session.address)
        page.wait_for_selector("#accept")
        keyboard = Keyboard(page)
        keyboard.until("typeof KEYS === 'object'")
        coder = Coder(keyboard, truth, sighted=sighted)
        for fragment in ids:
            coder.review(fragment)
    compare(answers_of(harvest), truth, ids)
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


def meant_codes(harvest: Path, model: Path) -> Truth:
    """Return the recorded labels of the first fragments, for each target that is asked about."""
    codebook = load_model(model).codebook
    read = read_harvest(harvest, codebook)
    asked = {target.id for target in codebook.targets if not target.derived_from}
    wanted = {one.id for one in read.fragments[:N_FRAGMENTS]}
    return {
        (one.fragment_id, one.target): one.labels
        for one in read.codings
        if one.fragment_id in wanted and one.target in asked
    }


def key_rows(with_them: Counter[str], without: Counter[str], n: int) -> Iterator[list[str]]:
    """Yield the keys by purpose, all, and those of one of ``n`` fragments."""
    for why in sorted({*with_them, *without}, key=lambda why: (-without[why], why)):
        yield [why, str(with_them[why]), str(without[why])]
    a, b = with_them.total(), without.total()
    yield ["**all**", f"**{a}**", f"**{b}**"]
    yield ["a fragment", f"{a / n:.1f}", f"{b / n:.1f}"]


def page(options: Options) -> Iterator[str]:
    """Count both ways and write the table."""
    if not (shutil.which("chromium") and find_spec("playwright")):
        raise NotMeasured("Chromium and Playwright are not installed")
    with tempfile.TemporaryDirectory() as folder, sample_model(options.model) as model:
        harvest = Path(shutil.copy(HARVESTS[2], folder))
        truth = meant_codes(harvest, model)
        with_them, without = (count(harvest, model, truth, sighted=on) for on in (True, False))
    n = len({fragment for fragment, _ in truth})
    # Blind, one more key shows the suggestions afterwards; it is no part of coding.
    shows = without.pop("show the suggestions", 0)
    yield "# Keys for a review"
    yield (
        f"{n} fragments of the invented sample, {sum(map(len, truth.values()))} labels to give; "
        "the model learned from the two harvests before. The codes that stand in the file are what "
        "the scripted coder means, errors of the invented coders included."
    )
    headings = ("keys pressed", "with suggestions", "without")
    yield table(headings, key_rows(with_them, without, n))
    yield (
        f"Without suggestions (blind mode), showing them afterwards took {shows} more keys, which "
        "are not counted."
    )


if __name__ == "__main__":
    write_page(page, threads=None, model=None)
