"""Example sentences for a codebook: asked for, read, and taken in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.codebook import Codebook, near_names, parse_labels, read_codebook
from classifier.codebook.files import separated_tables
from classifier.encode import EncoderSettings, detect_language, resolve_encoders
from classifier.errors import CodebookError
from classifier.examples.answer import (
    Answer,
    Sentence,
    read_answer,
    read_codebook_answer,
    read_table_answer,
)
from classifier.examples.merge import Doubt, find_doubts, with_examples, without_doubles
from classifier.examples.prompt import examples_prompt, label_keys
from classifier.examples.tables import rows_of_sentences
from classifier.harvest import read_harvest
from classifier.text_files import decode, read_bytes
from classifier.train.told_examples import without_told_examples
from classifier.xlsx.read import MAGIC, read_workbook

if TYPE_CHECKING:
    from classifier.records import Problem

__all__ = [
    "Doubt",
    "Offer",
    "Sentence",
    "ask_for_examples",
    "offer_examples",
    "with_examples",
]

_CODEBOOKS = (".qdc", ".qdpx", ".ttl")
_TABLES = (".xlsx", ".csv", ".tsv", *_CODEBOOKS)
_WHOLE_CODEBOOK = re.compile(r"^targets:", re.MULTILINE)
_FORM = "Let it look so: a line with a label's id and a colon (T01:), and below it the sentences, "
_FORM += "each behind a dash."


@dataclass(frozen=True, slots=True)
class Offer:
    """Sentences that may go into a codebook.

    Attributes
    ----------
    sentences : those that can be taken as they are, in the order of the file
    doubts : those that a person should look at first
    problems : what was not read, and what is there already
    notices : what a person should know of the encoders
    """

    sentences: tuple[Sentence, ...]
    doubts: tuple[Doubt, ...]
    problems: tuple[Problem, ...]
    notices: tuple[str, ...] = ()


def ask_for_examples(
    codebook: Codebook, labels: Sequence[str] = (), harvests: Sequence[Path] = ()
) -> str:
    """Return a text that asks for example sentences.

    Parameters
    ----------
    labels : ids or names of the labels that need them; none takes all that a coder gives
    harvests : only the languages of their texts are counted; examples that stand in one of these
        texts are left out of what is asked with
    """
    wanted = _labels_named(labels, codebook) if labels else set(label_keys(codebook))
    languages: Mapping[str, int] = {}
    if harvests:
        texts = [
            f"{f.outcome} {f.significance}" for f in read_harvest(harvests, codebook).with_text
        ]
        codebook = without_told_examples(codebook, texts)
        languages = Counter(filter(None, map(detect_language, texts)))
    return examples_prompt(codebook, wanted, languages)


def _labels_named(names: Sequence[str], codebook: Codebook) -> set[tuple[str, str]]:
    """Find the labels that a person named, as ids or names, several separated by commas."""
    named = set()
    for text in names:
        unknown = None
        for target in codebook.asked:
            found, pieces = parse_labels(text, target) or (frozenset(), (text,))
            named |= {(target.id, label) for label in found}
            unknown = [piece for piece in pieces if unknown is None or piece in unknown]
        if unknown:
            guesses = (near_names(unknown, target, "") for target in codebook.asked)
            raise CodebookError(
                f"“{unknown[0]}” is no label of the codebook.",
                hint=next(filter(None, guesses), "Write its id or its name."),
            )
    return named & set(label_keys(codebook))


def offer_examples(
    codebook: Codebook, path: Path, encoder: str, settings: EncoderSettings | None = None
) -> Offer:
    """Read sentences from a file, and say which of them the codebook can take.

    Raise CodebookError where the file has no sentence for any label.
    """
    settings = settings or EncoderSettings()
    answer = _read(path, codebook)
    if not answer.sentences:
        what = f"{path.name} has no sentence for a label of the codebook."
        raise CodebookError(what, _FORM, answer.problems)
    kept, doubles = without_doubles(answer.sentences, codebook, path.name)
    chosen = resolve_encoders(encoder, settings)
    doubts = find_doubts(kept, codebook, chosen.encoders, settings.cache())
    doubted = {id(doubt.sentence) for doubt in doubts}
    sure = tuple(one for one in kept if id(one) not in doubted)
    return Offer(sure, tuple(doubts), (*answer.problems, *doubles), chosen.notices)


def _read(path: Path, codebook: Codebook) -> Answer:
    if path.suffix.lower() in _TABLES:
        return _read_table(path, codebook)
    data = read_bytes(path, path.name)
    if data.startswith((*MAGIC, b"{\\rtf", b"%PDF")):
        what = f"{path.name} is no plain text."
        raise CodebookError(what, "Open it, and save it as plain text (.txt).")
    text, problems = decode(path.name, data)
    if _WHOLE_CODEBOOK.search(text) and path.suffix.lower() in (".yaml", ".yml"):
        return read_codebook_answer(read_codebook(path), path.name, codebook)
    answer = read_answer(text, path.name, codebook)
    return replace(answer, problems=(*problems, *answer.problems))


def _read_table(path: Path, codebook: Codebook) -> Answer:
    """Read a filled-in copy of a codebook, or a table with a label and a sentence in each row."""
    ending = path.suffix.lower()
    if ending in _CODEBOOKS:
        return read_codebook_answer(read_codebook(path), path.name, codebook)
    with suppress(CodebookError):
        other = read_codebook(path)
        if any(label.examples for target in other.targets for label in target.labels):
            return read_codebook_answer(other, path.name, codebook)
    if ending == ".xlsx":
        grids = read_workbook(path.name, read_bytes(path, path.name))
        shown = (rows_of_sentences(grid.rows) for grid in grids if not grid.hidden)
        rows = chain.from_iterable(shown)
        return read_table_answer(rows, path.name, codebook)
    text, problems = decode(path.name, read_bytes(path, path.name))
    answers = [
        read_table_answer(rows_of_sentences(enumerate(rows, start=1)), path.name, codebook)
        for rows in separated_tables(text, path.name)
    ]
    answer = max(answers, key=lambda one: len(one.sentences))
    return replace(answer, problems=(*problems, *answer.problems))
