"""Why a label is suggested, in one sentence."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from classifier.harvest import read_harvest
from classifier.harvest.chosen_columns import remembered
from classifier.translations import say
from classifier.wording import codebook_says, first_sentence, quoted, reader_says

if TYPE_CHECKING:
    from pathlib import Path

    from classifier.codebook import Codebook
    from classifier.records import Fragment

_MOST_SIMILAR = 3
_IN_WORD = re.compile(r"\w")


def readable_fragments(
    paths: Sequence[Path], codebook: Codebook, own: Collection[Fragment]
) -> dict[str, Fragment]:
    """Return coded fragments whose text may be quoted beside others, by id.

    Never one that is confidential anywhere, ``own`` included.
    """
    others = read_harvest(list(paths), remembered(codebook)).fragments if paths else ()
    return open_fragments(others, own)


def open_fragments(others: Collection[Fragment], own: Collection[Fragment]) -> dict[str, Fragment]:
    """Return ``others`` by id, but for those that are confidential anywhere, ``own`` included."""
    secret = {one.id for one in (*others, *own) if one.confidential}
    return {one.id: one for one in others if one.id not in secret}


def reason(
    words: Sequence[str],
    similar: Sequence[str],
    fragment: Fragment,
    coded: Mapping[str, Fragment],
    definition: str,
) -> str:
    """Say why: words of the text with the field they stand in, else a fragment like it.

    Else the codebook's sentence; "" if there is nothing to say.
    """
    if words:
        return _with_fields(words, fragment)
    told = [name for name in similar if name in coded]
    if told:
        text = coded[told[0]].outcome or coded[told[0]].significance
        return say("like_text", name=told[0], text=first_sentence(text))
    if similar:
        return say("like", names=", ".join(similar[:_MOST_SIMILAR]))
    return codebook_says(definition) if definition.strip() else ""


def with_example(why: str, words: Sequence[str], example: str) -> str:
    """Quote an example of the codebook behind the words, or in the place of what else is told.

    >>> with_example("“law” in the outcome", ["law"], "The council wrote a rule")
    '“law” in the outcome; the codebook: “The council wrote a rule”'
    >>> with_example("like A, B", [], "They met"), with_example("like A, B", [], "")
    ('the codebook: “They met”', 'like A, B')
    """
    if not example:
        return why
    return f"{why}; {codebook_says(example)}" if words else codebook_says(example)


def with_reader(why: str, read: bool | None, quote: str) -> str:
    """Say behind a reason whether a second reader named the label, and in which words.

    >>> with_reader("“law” in the outcome", True, "a law"), with_reader("", None, "")
    ('“law” in the outcome; the reader: “a law”', '')
    """
    said = "" if read is None else reader_says(read, quote)
    return "; ".join(filter(None, (why, said)))


def _with_fields(words: Sequence[str], fragment: Fragment) -> str:
    outcome = fragment.outcome.lower()
    there = {word for word in words if stands_in(outcome, word)}
    fields = {
        "in_outcome": [word for word in words if word in there],
        "in_significance": [word for word in words if word not in there],
    }
    return "; ".join(say(field, words=quoted(found)) for field, found in fields.items() if found)


def stands_in(text: str, word: str) -> bool:
    """Say whether ``word`` stands in ``text`` as a whole word.

    >>> stands_in("a lawyer, a law", "law"), stands_in("a lawyer", "law")
    (True, False)
    """
    # No pattern for each word: more are needed than Python keeps, and to compile one takes longer
    # than all else that is done for a reason.
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        if not any(map(_IN_WORD.match, (text[max(start - 1, 0) : start], text[end : end + 1]))):
            return True
        start = text.find(word, start + 1)
    return False
