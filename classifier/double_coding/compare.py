"""Two codings of the same fragments, side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from classifier.audit.agreement import Twice, set_agreement
from classifier.codebook import Codebook, Target, read_codebook, to_newest, write_labels
from classifier.decide.rows import FoundRow, RowFinder, text_digest
from classifier.double_coding.workbooks import A, B, BothSaid, write_adjudication
from classifier.errors import HarvestError
from classifier.evaluate.intervals import Estimate
from classifier.guard import refuse_existing, replace_file
from classifier.harvest import read_harvest
from classifier.harvest.headings import TARGET, alias_table, match_heading
from classifier.outputs import refuse_input, require_ending, sha256_of
from classifier.records import Fragment, Harvest, Origin, Problem
from classifier.translations import say

Labels = frozenset[str]


@dataclass(frozen=True, slots=True)
class TargetAgreement:
    """How far two codings of one target agree.

    Attributes
    ----------
    name : of the target, for people
    n : fragments that both coded
    n_equal : of these, those with the same labels
    alpha : Krippendorff's alpha with Passonneau's distance between sets (MASI); NaN where every
        answer is the same, or none was given twice
    between : what alpha lies between with 95 % probability; None with too few to tell
    """

    name: str
    n: int
    n_equal: int
    alpha: float
    between: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """What two coders said, and how far they agree.

    Attributes
    ----------
    n : fragments in both workbooks
    n_open : cells to agree on, over all targets
    agreement : one a target
    """

    n: int
    n_open: int
    agreement: tuple[TargetAgreement, ...]
    problems: tuple[Problem, ...]
    notices: tuple[str, ...] = ()


def adjudicate(first: Path, second: Path, codebook: Path, out: Path) -> Compared:
    """Lay two coders' answers side by side in a workbook in which they agree.

    ``out`` must not exist: what was agreed is never replaced.
    """
    refuse_input(out, first, second, what="coder's workbook")
    require_ending(out, ".xlsx")
    refuse_existing(out)
    book = read_codebook(codebook)
    one, other = (read_harvest(path, book) for path in (first, second))
    if first.resolve() == second.resolve() or _is_copy(first, second, one):
        raise HarvestError(
            f"{first.name} was given twice.", hint="Give the workbooks of two coders."
        )
    mine, theirs, kept_out = _open_fragments(one, other)
    pairs, problems = _pairs(mine, theirs, first.name, second.name)
    problems += kept_out
    said = _BothCodings(_said(one, book), _said(other, book), tuple(pairs))
    unread = unread_cells(one, book), unread_cells(other, book)
    cells = {t.id: said.cells(t, *unread) for t in book.asked}
    with replace_file(out) as place:
        write_adjudication(place, [mine for mine, _ in pairs], cells, book)
    read = [p for harvest in (one, other) for p in harvest.problems if not p.notice]
    return Compared(
        len(pairs),
        sum(not cell.agreed for of_target in cells.values() for cell in of_target),
        tuple(measure(t.name, said.of(t)) for t in book.asked),
        (*read, *problems),
        book.notices,
    )


def _is_copy(first: Path, second: Path, one: Harvest) -> bool:
    """Whether what one coder wrote was given for both, be it a copy under another name."""
    return bool(one.codings) and sha256_of(first) == sha256_of(second)


def measure(name: str, answers: Sequence[tuple[Labels | None, Labels | None]]) -> TargetAgreement:
    """Measure two codings of one target; what one of them left open does not count.

    >>> one, two = frozenset({"T01"}), frozenset({"T02"})
    >>> found = measure("Type", [(one, one), (one, two), (two, two), (one, None)])
    >>> found.n, found.n_equal, round(found.alpha, 2)
    (3, 2, 0.44)
    """
    sets = [(a, b) for a, b in answers if a is not None and b is not None]
    if not sets:
        return TargetAgreement(name, 0, 0, float("nan"))
    units = [Twice("", "", i, (A, B), pair, ()) for i, pair in enumerate(sets)]
    alpha = set_agreement(name, units).masi
    value = float("nan") if alpha.value is None else alpha.value
    return TargetAgreement(name, len(sets), sum(a == b for a, b in sets), value, _between(alpha))


def _between(alpha: Estimate) -> tuple[float, float] | None:
    return None if alpha.low is None or alpha.high is None else (alpha.low, alpha.high)


Said = Mapping[tuple[str, str], Labels]
Written = Mapping[tuple[str, str], str]


def unread_cells(harvest: Harvest, codebook: Codebook) -> dict[tuple[str, str], str]:
    """Return the cells that hold something that is no label, by fragment and target.

    What their coder meant is not known, so that nothing is agreed by them.
    """
    names = alias_table(codebook)
    by_row = {fragment.origin: fragment for fragment in harvest.fragments}
    cells = {}
    for problem in harvest.problems:
        fragment = by_row.get(replace(problem.origin, column=""))
        field = match_heading(problem.origin.column, names) or ""
        if problem.kind == "unknown-label" and fragment is not None and field.startswith(TARGET):
            text = fragment.cells.get(problem.origin.column, "")
            cells[fragment.id, field.removeprefix(TARGET)] = text
    return cells


def _said(harvest: Harvest, codebook: Codebook) -> dict[tuple[str, str], Labels]:
    """Return the labels by fragment and target, in the newest version's."""
    said: dict[tuple[str, str], Labels] = {}
    unread = unread_cells(harvest, codebook)
    for coding in harvest.codings:
        if (coding.fragment_id, coding.target) in unread:
            continue
        target, version = codebook.target(coding.target), coding.version or codebook.newest
        labels = to_newest(coding.labels, target, version, codebook)
        said.setdefault((coding.fragment_id, coding.target), labels)
    return said


@dataclass(frozen=True, slots=True)
class _BothCodings:
    """What two coders said of the fragments that both have."""

    first: Said
    second: Said
    pairs: tuple[tuple[Fragment, Fragment], ...]

    def of(self, target: Target) -> list[tuple[Labels | None, Labels | None]]:
        """Return both answers of each fragment; None where one said nothing."""
        return [
            (self.first.get((mine.id, target.id)), self.second.get((theirs.id, target.id)))
            for mine, theirs in self.pairs
        ]

    def cells(self, target: Target, first: Written, second: Written) -> list[BothSaid]:
        """Lay out both answers of each fragment; what could not be read stands as written."""
        found = []
        for answers, (mine, theirs) in zip(self.of(target), self.pairs, strict=True):
            written = first.get((mine.id, target.id), ""), second.get((theirs.id, target.id), "")
            found.append(_both(answers, target).as_written(*written))
        return found


def _both(answers: tuple[Labels | None, Labels | None], target: Target) -> BothSaid:
    first, second = answers
    agreed = _cell(first, target) if first == second else ""
    apart = (first or frozenset()) ^ (second or frozenset())
    disputed = tuple(label for label in target.labels if label.id in apart)
    return BothSaid(_cell(first, target), _cell(second, target), agreed, disputed)


def _cell(labels: Labels | None, target: Target) -> str:
    """Write an answer as a cell: "" for none given, words where no label fits."""
    if labels is None:
        return ""
    return write_labels(labels, target) or say("none_fits_word")


def _pairs(
    one: Sequence[Fragment], other: Sequence[Fragment], first: str, second: str
) -> tuple[list[tuple[Fragment, Fragment]], list[Problem]]:
    """Find each fragment of one workbook in the other; what stands in one alone is named."""
    finder = RowFinder(FoundRow(f.id, text_digest(f), f) for f in other)
    pairs: list[tuple[Fragment, Fragment]] = []
    problems: list[Problem] = []
    for fragment in one:
        found, changed = finder.find(fragment.id, text_digest(fragment))
        if found is None:
            problems.append(_alone(fragment, second))
            continue
        if changed:
            what = f"“{fragment.id}” has another text in {second}; matched by its FragmentID."
            problems.append(Problem(fragment.origin, "text-changed", what, notice=True))
        pairs.append((fragment, found.of))
    matched = {theirs.id for _, theirs in pairs}
    problems += [_alone(fragment, first) for fragment in other if fragment.id not in matched]
    if not pairs:
        raise HarvestError(
            f"{first} and {second} have no fragment in common.",
            hint="Give the two workbooks that “classifier sample” wrote, as the coders filled them "
            "in.",
            problems=tuple(problems),
        )
    return pairs, problems


def _open_fragments(
    one: Harvest, other: Harvest
) -> tuple[list[Fragment], list[Fragment], list[Problem]]:
    """Return the fragments of both that may be shown elsewhere, and name the others."""
    secret = {f.id for harvest in (one, other) for f in harvest.fragments if f.confidential}
    mine, theirs = ([f for f in h.with_text if f.id not in secret] for h in (one, other))
    what = "is confidential: its text stands in its own file alone, so it was left out."
    hint = "Agree on it there."
    kept_out = [f for f in one.with_text if f.id in secret]
    kind = "confidential-left-out"
    return mine, theirs, [Problem(fragment.origin, kind, what, hint) for fragment in kept_out]


def _alone(fragment: Fragment, elsewhere: str) -> Problem:
    origin = Origin(fragment.origin.file, fragment.origin.row, fragment.origin.sheet)
    what = f"“{fragment.id}” is not in {elsewhere}; it was left out."
    return Problem(origin, "coded-once", what)
