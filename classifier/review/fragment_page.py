"""What a fragment's page shows, worked out before any HTML is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from classifier.codebook import Label, Target, derive
from classifier.encode import detect_language
from classifier.harvest import field_cells, normalise_tags
from classifier.harvest.clean import TAGS
from classifier.records import Fragment, LabelSuggestion, TargetSuggestion
from classifier.review.answers import TargetAnswer
from classifier.review.proposals import SHOWN
from classifier.review.session import Session

if TYPE_CHECKING:
    from classifier.review.agreement import SaidBy
    from classifier.review.worklist import Finding

_NEIGHBOURS = 4
# Up to so many labels of a target are listed all, with their meanings beside.
_ALL_LISTED = 12
_DIGITS = "123456789"


@dataclass(frozen=True, slots=True)
class Passage:
    """A text of the fragment, cut into paragraphs, with the way it runs.

    ``speaking``: keys of the labels whose words are marked from the start, the suggested ones.
    """

    paragraphs: Sequence[Sequence[Piece]]
    direction: str
    speaking: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class LabelView:
    """One label as listed.

    Attributes
    ----------
    digit : the key that ticks it, "" if it has none
    possible : it is likely or at least worth a look
    """

    key: str
    label: Label
    digit: str
    ticked: bool
    suggestion: LabelSuggestion | None
    possible: bool = False

    @property
    def suggested(self) -> bool:
        """Whether the model suggests it."""
        return self.suggestion is not None and self.suggestion.suggested

    @property
    def likely(self) -> bool:
        """Whether it is likelier than not, so that Enter takes it."""
        return self.suggestion is not None and self.suggestion.likely


@dataclass(frozen=True, slots=True)
class TargetView:
    """One target: its state, the labels listed, and what follows from it.

    Attributes
    ----------
    state : "open", "decided", "none" or "discuss"
    active : the keys n, d, a and / act on it
    all_listed : every label in use is listed, since there are few
    recorded : names that stand in the harvest, shown only with a worklist
    said : what two coders said who are to agree
    new : labels noted that the codebook lacks
    follows : derived targets with the names that follow, and those the model leans to
    """

    target: Target
    title: str
    state: str
    active: bool
    verdict: str
    calibrated: bool
    labels: tuple[LabelView, ...]
    all_listed: bool
    recorded: tuple[str, ...]
    said: tuple[SaidBy, ...]
    follows: tuple[Follows, ...]
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Follows:
    """A derived target and the names that follow from what is ticked."""

    title: str
    names: tuple[str, ...]
    leans: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A coded fragment like this one; ``text`` is None where it was not handed in."""

    id: str
    labels: tuple[str, ...]
    text: Passage | None


@dataclass(frozen=True)
class FragmentView:
    """Everything on a fragment's page."""

    place: int
    fragment: Fragment
    language: str
    outcome: Passage
    significance: Passage
    contribution: Passage | None
    additional: Passage | None
    targets: tuple[TargetView, ...]
    neighbours: tuple[Neighbour, ...]
    findings: tuple[Finding, ...]
    hidden: bool
    note: str
    stamp: int
    accepts: tuple[str, ...]


def fragment_view(session: Session, place: int) -> FragmentView:
    """Work out the page of the fragment at ``place``."""
    inputs, fragment = session.inputs, session.inputs.fragments[place]
    hidden = session.hidden(place)
    suggestion = None if hidden else session.suggestion(place)
    proposed = {one.target: one for one in suggestion.targets} if suggestion else {}
    targets = tuple(_targets(session, place, proposed))
    labels = [label for target in targets for label in target.labels]
    words = {label.key: label.suggestion.words for label in labels if label.suggestion}
    speaking = frozenset(label.key for label in labels if label.suggested)
    cells = field_cells(fragment.cells)
    return FragmentView(
        place,
        fragment,
        detect_language(f"{fragment.outcome}\n{fragment.significance}"),
        passage(fragment.outcome, words, speaking),
        passage(fragment.significance, words, speaking),
        _cell(cells, "contribution"),
        _cell(cells, "additional"),
        targets,
        tuple(_neighbours(session, fragment, proposed)),
        inputs.findings.get(inputs.keys[place], ()),
        hidden,
        session.note(place),
        session.stamp(place),
        _accepts(targets) if session.accepting(place) else (),
    )


def passage(
    text: str,
    words: Mapping[str, tuple[str, ...]] | None = None,
    speaking: frozenset[str] = frozenset(),
) -> Passage:
    """Cut a text for the page."""
    return Passage(paragraphs(text, words or {}), direction(text), speaking)


def _cell(cells: Mapping[str, str], field: str) -> Passage | None:
    text = normalise_tags(cells.get(field, "")).strip()
    return passage(text) if text else None


def _targets(
    session: Session, place: int, proposed: Mapping[str, TargetSuggestion]
) -> Iterator[TargetView]:
    standing = session.standing(place)
    asked = session.asked_of(place)
    active = ([target for target in asked if target.id not in standing] or asked)[:1]
    for target, digits in zip(asked, share_digits(len(asked)), strict=True):
        answer = TargetAnswer(target.id, "open")
        if target.id in standing:
            answer = standing[target.id].answer
        none_fits = answer.state == "decided" and not answer.labels
        suggestion = proposed.get(target.id)
        yield TargetView(
            target,
            target.title or target.id,
            "none" if none_fits else answer.state,
            target in active,
            suggestion.verdict if suggestion else "",
            suggestion.calibrated if suggestion else True,
            tuple(_labels(target, suggestion, answer.labels, digits, whole=session.inputs.apart)),
            _few(target),
            _recorded(session, place, target),
            session.inputs.said.get((session.inputs.keys[place], target.id), ()),
            tuple(_follows(session, target, answer.labels, proposed)),
            tuple(sorted(session.new_labels(place).get(target.id, ()))),
        )


def share_digits(n_targets: int) -> list[str]:
    """Share the digits out, so that each target's first label always has the same one.

    >>> share_digits(2), share_digits(1), share_digits(4)
    (['12345', '6789'], ['123456789'], ['123', '456', '789', ''])
    """
    if n_targets < 3:
        return [[], [_DIGITS], [_DIGITS[:5], _DIGITS[5:]]][n_targets]
    return [_DIGITS[3 * number : 3 * number + 3] for number in range(n_targets)]


def _few(target: Target) -> bool:
    """Whether all labels in use can be listed."""
    return sum(not label.retired for label in target.labels) <= _ALL_LISTED


def _labels(
    target: Target,
    suggestion: TargetSuggestion | None,
    ticked: frozenset[str],
    digits: str,
    *,
    whole: bool,
) -> Iterator[LabelView]:
    """The labels listed: those of the model in its order, then others that are ticked.

    Of those that are not suggested only as many as there are digits: the rest is one key away.
    Where the target has few labels, or where ``whole`` asks for it, all are listed.
    """
    whole = whole or _few(target)
    most = len(target.ids) if whole else len(digits) or SHOWN
    ranked = enumerate(suggestion.labels if suggestion else ())
    offered = {
        one.id: one for rank, one in ranked if rank < most or one.suggested or one.id in ticked
    }
    worth = {*suggestion.likely, *suggestion.possible} if suggestion else set()
    for number, name in enumerate(_in_order(target, list(offered), ticked, whole=whole)):
        one = offered.get(name)
        digit = digits[number : number + 1]
        key, label = f"{target.id}-{name}", target.label(name)
        yield LabelView(key, label, digit, name in ticked, one, one in worth)


def _in_order(
    target: Target, offered: Sequence[str], ticked: frozenset[str], *, whole: bool
) -> list[str]:
    """Return the labels to list that are in use or ticked, those that are offered first."""
    wanted = set(target.ids) if whole else ticked
    others = [name for name in target.ids if name in wanted and name not in offered]
    names = [*offered, *others]
    return [name for name in names if name in ticked or not target.label(name).retired]


def _recorded(session: Session, place: int, target: Target) -> tuple[str, ...]:
    """Name what stands in the harvest; without a worklist it would only lead the coder."""
    codings = session.recorded(place, target)
    if not session.inputs.findings or not codings:
        return ()
    return tuple(label.name for label in target.labels if label.id in codings[-1].labels)


def _follows(
    session: Session,
    above: Target,
    ticked: frozenset[str],
    proposed: Mapping[str, TargetSuggestion],
) -> Iterator[Follows]:
    book = session.inputs.codebook
    for target in book.targets:
        if target.derived_from != above.id:
            continue
        labels = derive(ticked, target, book)
        names = tuple(label.name for label in target.labels if label.id in labels)
        suggested = proposed[target.id].suggested if target.id in proposed else ()
        leans = tuple(label.name for label in suggested)
        yield Follows(target.title or target.id, names, leans)


def _neighbours(
    session: Session, fragment: Fragment, proposed: Mapping[str, TargetSuggestion]
) -> Iterator[Neighbour]:
    inputs = session.inputs
    similar = [name for one in proposed.values() for label in one.labels for name in label.similar]
    withheld = {fragment.id, *inputs.confidential}
    shown = [name for name in dict.fromkeys(similar) if name not in withheld]
    for name in shown[:_NEIGHBOURS]:
        labels = inputs.proposals.labels_of(name)
        names: list[str] = []
        for target in session.asked:
            names += [target.label(label).name for label in labels.get(target.id, ())]
        twin = inputs.coded.get(name)
        yield Neighbour(name, tuple(names), passage(twin.outcome) if twin else None)


def _accepts(targets: Sequence[TargetView]) -> tuple[str, ...]:
    """Name what Enter would accept: what is likely for targets that are open and not unsure."""
    passing = [t for t in targets if t.state == "open" and t.verdict == "suggest"]
    return tuple(one.label.name for target in passing for one in target.labels if one.likely)


_TAG = re.compile(f"({'|'.join(re.escape(tag) for tag in sorted(set(TAGS.values())))})")
# Letters of scripts that are written from right to left: Hebrew, Arabic, Syriac, Thaana, N'Ko.
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_LEFT_TO_RIGHT = re.compile("[A-Za-z\u00c0-\u024f\u0370-\u052f]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; ``labels`` are the keys of the labels it speaks for.

    ``tag``: it stands for something that was taken out, and ``text`` is the bare word.
    """

    text: str
    labels: tuple[str, ...] = ()
    tag: bool = False


def direction(text: str) -> str:
    """Which way a text runs, whatever script its tags are in: "rtl" or "ltr".

    >>> direction("<LOC> اجتمعت النساء"), direction("<person> met in Aleppo (حلب)")
    ('rtl', 'ltr')
    """
    bare = _TAG.sub("", text)
    right = len(_RIGHT_TO_LEFT.findall(bare))
    return "rtl" if right > len(_LEFT_TO_RIGHT.findall(bare)) else "ltr"


def paragraphs(text: str, words: Mapping[str, tuple[str, ...]]) -> list[list[Piece]]:
    """Cut ``text`` into paragraphs of pieces.

    Parameters
    ----------
    words : per label key, the words or short phrases that speak for it, in lower case
    """
    lines = [line for line in text.split("\n") if line.strip()]
    return [pieces(line, words) for line in lines]


def pieces(text: str, words: Mapping[str, tuple[str, ...]]) -> list[Piece]:
    """Cut one line into pieces; put together they give the line, but for the tags' brackets.

    >>> [(p.text, p.labels) for p in pieces("A law, by <person>.", {"T2": ("law",)})]
    [('A ', ()), ('law', ('T2',)), (', by ', ()), ('person', ()), ('.', ())]
    """
    found: list[Piece] = []
    # Split by a pattern in brackets, texts and tags take turns.
    for number, part in enumerate(_TAG.split(text)):
        found += [Piece(part.strip("<>"), tag=True)] if number % 2 else _plain_pieces(part, words)
    return found


def _plain_pieces(text: str, words: Mapping[str, tuple[str, ...]]) -> list[Piece]:
    lit: list[set[str]] = [set() for _ in text]
    for label, phrases in words.items():
        for phrase in phrases:
            for match in re.finditer(_as_written(phrase), text, flags=re.IGNORECASE):
                for labels in lit[match.start() : match.end()]:
                    labels.add(label)
    pieces = []
    for labels, letters in groupby(zip(lit, text, strict=True), key=itemgetter(0)):
        pieces.append(Piece("".join(letter for _, letter in letters), tuple(sorted(labels))))
    return pieces


def _as_written(phrase: str) -> str:
    """A pattern for the words of a phrase with anything but letters between them."""
    parts = [re.escape(word) for word in phrase.split()]
    return r"(?<!\w)" + r"\W+".join(parts) + r"(?!\w)" if parts else r"(?!)"
