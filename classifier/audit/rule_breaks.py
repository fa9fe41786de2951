"""Rule breaks: what contradicts the codebook, the row itself, or what is usual in the archive.

What `classifier check` finds is taken over; added are pairs of labels that are hardly ever
recorded together, labels that the row's codebook version did not have, the flag for negative
outcomes against the labels, and cells that look copied down.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import compress, groupby
from typing import TYPE_CHECKING

import numpy as np

from classifier.audit.finding import Finding, named
from classifier.check import CODE_CHECKS, check_harvest
from classifier.check.reading import row_of
from classifier.codebook import derive, known_labels, to_newest
from classifier.records import group_codings
from classifier.translations import say

if TYPE_CHECKING:
    from classifier.audit.readings import Recorded
    from classifier.codebook import Codebook
    from classifier.records import Coding, Fragment, Harvest, Problem

    Break = tuple[int, str, str]  # a recorded row, the rule, and one sentence

# By rule, how likely a second look changes something, and what would stand there instead, by its
# name in the table of words.
# Contradictions within a row are nearly sure.
FROM_CHECK = {
    "cluster-missing": (0.6, "reading_clusters"),
    "cluster-surplus": (0.6, "reading_clusters"),
    "cluster-without-type": (0.6, "reading_type"),
    "output-coded": (0.5, "reading_outcome"),
    "unknown-label": (0.8, "reading_label"),
    "wrong-column": (0.9, "reading_column"),
}
UNUSUAL = {
    "not-in-version": (0.6, "reading_version"),
    "negative-flag": (0.3, "reading_flag"),
    "rare-pair": (0.3, "reading_one"),
    "copied-down": (0.3, "reading_own"),
}
FROM_TYPES = ("cluster-missing", "cluster-surplus")
# A pair is rare if chance alone would bring it together this often, and it hardly ever is.
EXPECTED_TOGETHER = 4.0
OFTEN_TOGETHER = 1
# A label belongs to negative outcomes if so many fragments with it, and such a share, are flagged.
FLAGGED = 3
FLAGGED_SHARE = 0.6
# Rows below each other with the same labels: a run counts as copied if chance makes one as long
# in fewer than one of so many archives.
SHORTEST_RUN = 3
CHANCE_OF_RUN = 0.01
_QUOTED = re.compile("“[^”]*”")


def from_check(harvest: Harvest, codebook: Codebook) -> list[Finding]:
    """Take over what a check of the harvest found in its codes."""
    checked = check_harvest(harvest, codebook, CODE_CHECKS)
    codings = group_codings(harvest.codings)
    columns = {" ".join(t.column.split()).casefold(): t.id for t in codebook.targets}
    findings = []
    for problem in checked.problems:
        fragment_id = checked.fragment_of(problem)
        if problem.kind not in FROM_CHECK or not fragment_id:
            continue
        target = _target_of(problem, columns, codebook)
        recorded = codings.get((fragment_id, target), [])
        own = [c for c in recorded if row_of(c.origin) == row_of(problem.origin)]
        finding = _rule(fragment_id, target, problem, (own or recorded)[:1], codebook)
        if problem.kind in FROM_TYPES:
            source = codebook.target(target).derived_from
            types = codings.get((fragment_id, source), [])
            finding = _with_clusters(finding, types, codebook)
        findings.append(finding)
    return _without_repeats(findings)


def _without_repeats(findings: Sequence[Finding]) -> list[Finding]:
    """One finding where two rules lead to the same other reading of a fragment."""
    kept: dict[tuple[object, ...], Finding] = {}
    for number, one in enumerate(findings):
        changes = (one.add, one.remove) if one.add or one.remove else (number,)
        kept.setdefault((one.fragment_id, one.target, *changes), one)
    return list(kept.values())


def _target_of(problem: Problem, columns: dict[str, str], codebook: Codebook) -> str:
    """The target whose column a problem is in, or speaks of."""
    column = " ".join(problem.origin.column.split()).casefold()
    if column in columns:
        return columns[column]
    spoken = [name for column, name in columns.items() if column in problem.what.casefold()]
    return spoken[0] if spoken else codebook.targets[0].id


def _rule(
    fragment_id: str,
    target: str,
    problem: Problem,
    recorded: Sequence[Coding],
    codebook: Codebook,
) -> Finding:
    column = " ".join(problem.origin.column.split())
    chance, other = FROM_CHECK[problem.kind]
    return Finding(
        fragment_id=fragment_id,
        target=target,
        kind="rule",
        recorded=_newest(recorded, codebook),
        rule=problem.kind,
        other=say(other),
        why=say("check_column", column=column, said=check_words(problem)),
        chance=chance,
        version=recorded[0].version if recorded else "",
        origin=problem.origin,
    )


def check_words(problem: Problem) -> str:
    """Say what a check found in the language that is written, with what it quotes."""
    quoted = _QUOTED.findall(problem.what)
    if problem.kind == "unknown-label":  # beside it the target is named, and a long text is not
        quoted = quoted[:1] if problem.what.startswith("“") else [say("check_long_text")]
    if not quoted:
        return f"{problem.what} {problem.hint}".strip()
    told = say(f"check_{problem.kind.replace('-', '_')}", quoted=", ".join(quoted))
    near = _QUOTED.findall(problem.hint)
    return f"{told} {say('check_perhaps', quoted=', '.join(near))}" if near else told


def _newest(codings: Sequence[Coding], codebook: Codebook) -> frozenset[str]:
    """The labels of the first coding, moved to the newest version; none without a coding."""
    if not codings:
        return frozenset()
    coding = codings[0]
    target = codebook.target(coding.target)
    return to_newest(coding.labels, target, coding.version or codebook.newest, codebook)


def _with_clusters(finding: Finding, types: Sequence[Coding], codebook: Codebook) -> Finding:
    """Take the clusters that follow from the types of the same row as the other reading."""
    own = [c for c in types if row_of(c.origin) == row_of(finding.origin)]
    if not own:
        return finding
    follow = derive(_newest(own, codebook), codebook.target(finding.target), codebook)
    return replace(
        finding, add=follow - finding.recorded, remove=finding.recorded - follow, other=""
    )


def from_recorded(
    recorded: Recorded, fragments: Sequence[Fragment], codebook: Codebook
) -> list[Finding]:
    """Find what is unusual in the recorded codes of one target."""
    flags = [fragments[row].negative for row in recorded.rows]
    breaks = [
        *_not_in_version(recorded, codebook),
        *_rare_pairs(recorded),
        *_negative_flags(recorded, flags),
        *_copied_down(recorded),
    ]
    return [
        Finding(
            fragment_id=recorded.codings[row].fragment_id,
            target=recorded.target.id,
            kind="rule",
            recorded=recorded.labels(row),
            rule=rule,
            other=say(UNUSUAL[rule][1]),
            why=why,
            chance=UNUSUAL[rule][0],
            version=recorded.codings[row].version,
            origin=recorded.codings[row].origin,
        )
        for row, rule, why in breaks
    ]


def _not_in_version(recorded: Recorded, codebook: Codebook) -> Iterator[Break]:
    """Labels as written that the version of the row did not have."""
    for row, coding in enumerate(recorded.codings):
        version = coding.version or codebook.newest
        known = known_labels(recorded.target, version, codebook)
        had = set(compress(recorded.target.ids, known))
        strange = {
            label
            for label in coding.labels - had
            if (since := recorded.target.label(label).since)
            and codebook.order(since) > codebook.order(version)
        }
        if strange:
            shown = named(strange, recorded.target)
            why = say("why_not_in_version", version=version, labels=shown)
            yield row, "not-in-version", why


def _rare_pairs(recorded: Recorded) -> Iterator[Break]:
    """Labels that are recorded together here, and hardly ever elsewhere."""
    values, known = (recorded.values & recorded.known).astype(float), recorded.known.astype(float)
    together = values.T @ values
    both_known = np.maximum(known.T @ known, 1)
    expected = (values.T @ known) * (known.T @ values) / both_known
    rare = (together >= 1) & (together <= OFTEN_TOGETHER) & (expected >= EXPECTED_TOGETHER)
    for a, b in zip(*np.nonzero(np.triu(rare, 1)), strict=True):
        for row in np.flatnonzero((values[:, a] > 0) & (values[:, b] > 0)):
            pair = named({recorded.target.ids[a], recorded.target.ids[b]}, recorded.target)
            why = say("why_rare_pair", labels=pair)
            yield int(row), "rare-pair", why


def _negative_flags(recorded: Recorded, flags: Sequence[bool | None]) -> Iterator[Break]:
    """A label of negative outcomes without the flag, and the flag without such a label."""
    flagged = np.array([flag is True for flag in flags])
    answered = np.array([flag is not None for flag in flags])
    n_flagged = (recorded.values & flagged[:, None]).sum(axis=0)
    share = n_flagged / np.maximum((recorded.values & answered[:, None]).sum(axis=0), 1)
    negative = (n_flagged >= FLAGGED) & (share >= FLAGGED_SHARE)
    for row in np.flatnonzero((recorded.values & negative).any(axis=1) & answered & ~flagged):
        ids = {recorded.target.ids[j] for j in np.flatnonzero(recorded.values[row] & negative)}
        shown = named(ids, recorded.target)
        why = say("why_no_flag", labels=shown)
        yield int(row), "negative-flag", why
    if negative.any():
        for row in np.flatnonzero(flagged & ~(recorded.values & negative).any(axis=1)):
            ids = {recorded.target.ids[j] for j in np.flatnonzero(negative)}
            shown = named(ids, recorded.target)
            why = say("why_flag", labels=shown)
            yield int(row), "negative-flag", why


def _copied_down(recorded: Recorded) -> Iterator[Break]:
    """Runs of rows with the same labels, longer than chance makes them."""
    sets = [recorded.labels(row) for row in range(len(recorded.rows))]
    counts = {labels: sets.count(labels) / max(1, len(sets)) for labels in set(sets)}
    for run in _runs(recorded, sets):
        share = counts[sets[run[0]]]
        by_chance = len(sets) * share ** len(run)
        if len(run) < SHORTEST_RUN or not sets[run[0]] or by_chance > CHANCE_OF_RUN:
            continue
        first = recorded.codings[run[0]].origin.row
        for row in run[1:]:
            why = say("why_copied", n=len(run), first=first)
            yield row, "copied-down", why


def _runs(recorded: Recorded, sets: Sequence[frozenset[str]]) -> Iterator[list[int]]:
    """Rows that stand right below each other with the same labels."""
    origins = [coding.origin for coding in recorded.codings]
    places = [(origin.file, origin.sheet, origin.row or 0) for origin in origins]
    order = sorted(range(len(sets)), key=places.__getitem__)

    def run(numbered: tuple[int, int]) -> tuple[object, ...]:
        # Counted along, rows right below each other keep their distance from the count.
        count, row = numbered
        file, sheet, number = places[row]
        return file, sheet, number - count, sets[row]

    for _, numbered in groupby(enumerate(order), key=run):
        yield [row for _, row in numbered]
