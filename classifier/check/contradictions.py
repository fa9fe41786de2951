"""Codes that contradict each other, a status, a version or the id: ``SCC-SYR/PHR012`` is Syria."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from classifier.check.reading import Reading, code_field
from classifier.codebook import derive, label_names, possible_parents, to_newest
from classifier.folding import plain_words
from classifier.harvest import normalise_country
from classifier.records import Coding, Fragment, Origin, Problem
from classifier.translations import tell
from classifier.wording import first_names

if TYPE_CHECKING:
    from classifier.codebook import Target

_OUTPUT = ("output", "produit", "extrant")
# More rows than this are not named one by one.
MOST_NAMED = 40
OBJECTIVE = "objective"
_PIECE = re.compile(r"[^\W_]+")
_NUMBERED = re.compile(r"([A-Z]+)\d*")
_COUNTRY_CODE = re.compile(r"[A-Z]{3}")
# A region holds its countries and "International" any place: neither contradicts a country.
_WIDER = frozenset(
    "Sahel|Great Lakes|Horn of Africa|Middle East|East Africa|West Africa|Central Africa|Africa"
    "|Europe".split("|")
)


def clusters_against_types(reading: Reading) -> list[Problem]:
    """Clusters that do not follow from the types of the same coder."""
    derived = [target for target in reading.codebook.targets if target.derived_from]
    return [
        problem
        for answers in reading.answers.values()
        for target in derived
        for problem in _one_answer(answers, target, reading)
    ]


def _one_answer(
    answers: Mapping[str, Coding], target: Target, reading: Reading
) -> Iterable[Problem]:
    origin = next(iter(answers.values())).origin
    field = code_field(target.id)
    if not all(reading.has_column(origin, f) for f in (field, code_field(target.derived_from))):
        return
    types, clusters = answers.get(target.derived_from), answers.get(target.id)
    written: frozenset[str] = frozenset()
    if clusters:
        written = to_newest(clusters.labels, target, clusters.version, reading.codebook)
    if types and types.labels:
        yield from _differences(types, written, target, reading)
    elif written:
        what = tell("checked_no_type", names=label_names(written, target))
        hint = tell("checked_no_type_hint")
        yield reading.problem(origin, field, "cluster-without-type", what, hint)


def _differences(
    types: Coding, written: frozenset[str], target: Target, reading: Reading
) -> Iterable[Problem]:
    """What is missing beside the types of one coder, and what is too much."""
    book, version = reading.codebook, types.version
    source = book.target(target.derived_from)
    missing, ever = frozenset[str](), frozenset[str]()
    for label in types.labels:
        possible = possible_parents(label, target, version, book)
        ever |= possible
        if not possible & written:
            missing |= derive(to_newest({label}, source, version, book), target, book)
    surplus = written - ever
    field = code_field(target.id)
    if missing:
        names = label_names(missing, target)
        what = tell("checked_cluster_lacks" if written else "checked_cluster_empty", names=names)
        hint = tell("checked_cluster_add")
        yield reading.problem(types.origin, field, "cluster-missing", what, hint)
    if surplus:
        what = tell("checked_cluster_surplus", names=label_names(surplus, target))
        hint = tell("checked_cluster_remove")
        yield reading.problem(types.origin, field, "cluster-surplus", what, hint)


def coded_outputs(reading: Reading) -> list[Problem]:
    """Rows filed as outputs that carry codes of outcomes all the same."""
    problems = []
    sources = [t for t in reading.codebook.targets if t.parent]
    for (fragment_id, _), answers in reading.answers.items():
        fragment = reading.by_id.get(fragment_id)
        if fragment is None or not is_output(fragment.status):
            continue
        for target in sources:
            coding = answers.get(target.id)
            if coding and coding.labels:
                what = tell("checked_output_coded", title=target.name)
                hint = tell("checked_output_coded_hint")
                kind = "output-coded"
                problems.append(reading.problem(coding.origin, "status", kind, what, hint))
    return problems


def is_output(status: str) -> bool:
    """Whether a status says that the row is an output.

    >>> is_output("Output (not outcome)"), is_output("Outcome")
    (True, False)
    """
    return plain_words(status).startswith(_OUTPUT)


def older_versions(reading: Reading) -> list[Problem]:
    """One notice for each file and version that is not the codebook's newest.

    In a file that was moved to the newest version the rows that still wait are named.
    """
    newest, order = reading.codebook.newest, reading.codebook.order
    rows: dict[tuple[str, str], set[tuple[str, int]]] = {}
    for coding in reading.harvest.codings:
        if coding.version:
            place = coding.origin.sheet, coding.origin.row or 0
            rows.setdefault((coding.origin.file, coding.version), set()).add(place)
    notices = []
    for (file, version), places in sorted(rows.items(), key=lambda item: order(item[0][1])):
        if version == newest:
            continue
        waiting = len(places) < len(rows.get((file, newest), ()))
        what = tell("checked_older_version", n=len(places), version=version)
        if waiting:
            named = _numbers(places)
            what = tell("checked_older_rows", n=len(places), version=version, rows=named)
        hint = tell("checked_older_version_hint", version=newest)
        notices.append(Problem(Origin(file), "older-version", what, hint, notice=True))
    return notices


def _numbers(places: Iterable[tuple[str, int]]) -> str:
    """Return the numbers of rows.

    >>> _numbers({("", 12), ("", 7)}), _numbers({("", 7)})
    ('7, 12', '7')
    """
    return first_names([str(number) for _, number in sorted(places)], MOST_NAMED)


def without_overshadowed(problems: Iterable[Problem], reading: Reading) -> list[Problem]:
    """Leave out contradictions in rows where a code could not be read: that comes first."""
    fields = [
        code_field(name)
        for target in reading.codebook.targets
        if target.derived_from
        for name in (target.id, target.derived_from)
    ]
    listed = list(problems)
    unread = {p.origin for p in listed if p.kind in ("unknown-label", "wrong-column")}
    return [
        problem
        for problem in listed
        if not problem.kind.startswith("cluster-")
        or not any(reading.place(problem.origin, field) in unread for field in fields)
    ]


def objective_of_id(written: str, objectives: frozenset[str]) -> str | None:
    """The objective that an id names before its number; None if it names none, or several.

    >>> objective_of_id("SCC-SYR/PHR012", frozenset({"PHR", "CIV"}))
    'PHR'
    >>> objective_of_id("SCC-SYR/XYZ012", frozenset({"PHR", "CIV"})) is None
    True
    """
    letters = (_NUMBERED.fullmatch(piece) for piece in _PIECE.findall(written))
    found = {match[1] for match in letters if match} & objectives
    return found.pop() if len(found) == 1 else None


def country_of_id(written: str, objectives: frozenset[str] = frozenset()) -> tuple[str, str] | None:
    """The country code in an id with its country; None if it has none, or several.

    >>> country_of_id("SCC-SYR/PHR012")
    ('SYR', 'Syria')
    """
    codes = {p for p in _PIECE.findall(written) if _COUNTRY_CODE.fullmatch(p)} - objectives
    named = {(code, name) for code in codes if (name := normalise_country(code))}
    return named.pop() if len(named) == 1 else None


def objectives_against_ids(reading: Reading) -> list[Problem]:
    """Objectives that are not the one the FragmentID names."""
    objectives = _objectives(reading)
    problems = []
    for coding in reading.harvest.codings:
        fragment = reading.by_id.get(coding.fragment_id)
        if coding.target != OBJECTIVE or not coding.labels or fragment is None:
            continue
        said = objective_of_id(_id(fragment, reading), objectives)
        target = reading.codebook.target(OBJECTIVE)
        labels = to_newest(coding.labels, target, coding.version, reading.codebook)
        if said is None or said in coding.labels | labels:
            continue
        coded = ", ".join(label.id for label in target.labels if label.id in coding.labels)
        what = tell("checked_objective_differs", coded=coded, said=said)
        hint = tell("checked_which_is_right")
        field = code_field(OBJECTIVE)
        problems.append(reading.problem(coding.origin, field, "objective-differs", what, hint))
    return problems


def countries_against_ids(reading: Reading) -> list[Problem]:
    """Countries that are not the one whose code is in the FragmentID."""
    objectives = _objectives(reading)
    problems = []
    for fragment in reading.harvest.fragments:
        said = country_of_id(_id(fragment, reading), objectives)
        country = fragment.country
        known = country and normalise_country(country) is not None and country not in _WIDER
        if said is None or not known or said[1] == country:
            continue
        what = tell("checked_country_differs", country=country, said=said[1], code=said[0])
        hint = tell("checked_which_is_right")
        problems.append(reading.problem(fragment.origin, "country", "country-differs", what, hint))
    return problems


def _objectives(reading: Reading) -> frozenset[str]:
    targets = reading.codebook.targets
    return frozenset(label for target in targets if target.id == OBJECTIVE for label in target.ids)


def _id(fragment: Fragment, reading: Reading) -> str:
    """The id as written: one that the reader made up from a file's name says nothing."""
    return reading.cell(fragment, "id")
