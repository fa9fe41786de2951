"""How far coders who read the same fragments agree: by label, harvest, pair and over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from classifier.audit.agreement_coefficients import (
    SetAlpha,
    ac1,
    binary_alpha,
    jaccard_distance,
    masi_distance,
    positive_agreement,
)
from classifier.codebook import known_labels, to_coarser
from classifier.disclosure import open_names
from classifier.evaluate.intervals import (
    Estimate,
    Spread,
    group_draws,
    groups_worth,
    interval,
    without_each,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from classifier.audit.finding import AuditConfig
    from classifier.codebook import Codebook, Target
    from classifier.records import Coding, FloatArray
    from classifier.train import TrainInputs

    Figure = Callable[[FloatArray], FloatArray]
    _OfLabel = Callable[[FloatArray, FloatArray, FloatArray], FloatArray]

# Below so many fragments in which anyone ticked a label, or so small a share, its alpha says
# nothing: one fragment more would move it by a tenth.
FEWEST_TICKED = 5
FEWEST_SHARE = 0.03
# Below so many fragments coded by both, a pair of coders is not measured.
FEWEST_TOGETHER = 10
# For figures of a single person many more are asked.
FEWEST_FOR_A_PERSON = 50


@dataclass(frozen=True)
class Twice:
    """One fragment that several coders coded, in the words of the oldest version among them."""

    fragment_id: str
    harvest: str
    group: int
    coders: tuple[str, ...]
    sets: tuple[frozenset[str], ...]
    known: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class SetAgreement:
    """Agreement on whole sets of labels over some fragments.

    ``name`` says which: a harvest, a pair of coders, or "" for all.
    """

    name: str
    n: int
    masi: Estimate
    jaccard: Estimate
    equal: Estimate


@dataclass(frozen=True, slots=True)
class LabelAgreement:
    """Agreement on one label; ``rare`` says that it was ticked too seldom to tell.

    Attributes
    ----------
    n : fragments coded twice that know the label
    n_ticked : those of them in which anyone ticked it
    """

    label: str
    n: int
    n_ticked: int
    rare: bool
    alpha: Estimate
    ac1: Estimate
    positive: Estimate


@dataclass(frozen=True)
class Agreement:
    """Agreement of one target.

    ``coders`` holds each coder against all others, only if asked for.
    """

    target: str
    n_twice: int
    n_coders: int
    total: SetAgreement | None
    labels: tuple[LabelAgreement, ...]
    harvests: tuple[SetAgreement, ...]
    pairs: tuple[SetAgreement, ...]
    coders: tuple[SetAgreement, ...]


def measure(
    name: str, inputs: TrainInputs, groups: NDArray[np.int64], config: AuditConfig
) -> Agreement:
    """Measure one target; without a fragment coded twice there is nothing to measure."""
    target = inputs.codebook.target(name)
    units = coded_twice(inputs, target, groups)
    coders = sorted({coder for unit in units for coder in unit.coders})
    if not units:
        return Agreement(name, 0, 0, None, (), (), (), ())
    by_harvest = {
        harvest: [unit for unit in units if unit.harvest == harvest]
        for harvest in _by_time({unit.harvest for unit in units} - {""}, inputs.codebook)
    }
    by_pair = {f"{a} and {b}": _of_pair(units, a, b) for a, b in combinations(coders, 2)}
    by_coder = {coder: _of_coder(units, coder) for coder in coders} if config.by_coder else {}
    return Agreement(
        target=name,
        n_twice=len(units),
        n_coders=len(coders),
        total=set_agreement("", units, config.seed),
        labels=tuple(_label(units, j, target, config.seed) for j in range(len(target.ids))),
        harvests=_of_each(by_harvest, config.seed),
        pairs=_of_each(by_pair, config.seed, FEWEST_TOGETHER),
        coders=_of_each(by_coder, config.seed),
    )


def _of_each(
    parts: Mapping[str, Sequence[Twice]], seed: int, fewest: int = 1
) -> tuple[SetAgreement, ...]:
    """Measure each part that has enough fragments."""
    enough = {name: units for name, units in parts.items() if len(units) >= fewest}
    return tuple(set_agreement(name, units, seed) for name, units in enough.items())


def coded_twice(inputs: TrainInputs, target: Target, groups: NDArray[np.int64]) -> list[Twice]:
    """Collect the fragments that two or more coders coded; each coder's first coding counts."""
    number = {fragment.id: i for i, fragment in enumerate(inputs.fragments)}
    harvests = open_names([f.harvest for f in inputs.fragments], inputs.fragments)
    by_fragment: dict[str, dict[str, Coding]] = {}
    for coding in inputs.codings:
        if coding.target == target.id and coding.coder and coding.fragment_id in number:
            by_fragment.setdefault(coding.fragment_id, {}).setdefault(coding.coder, coding)
    found = []
    for fragment_id, by_coder in by_fragment.items():
        if len(by_coder) < 2:
            continue
        i = number[fragment_id]
        sets, known = _in_common_words(list(by_coder.values()), target, inputs.codebook)
        found.append(
            Twice(fragment_id, harvests[i], int(groups[i]), tuple(by_coder), tuple(sets), known)
        )
    return found


def _in_common_words(
    codings: list[Coding], target: Target, codebook: Codebook
) -> tuple[list[frozenset[str]], tuple[bool, ...]]:
    """Bring all codings of a fragment to the oldest version among them."""
    versions = [coding.version or codebook.newest for coding in codings]
    oldest, newest = (f(versions, key=codebook.order) for f in (min, max))
    sets = [to_coarser(c.labels, target, oldest, newest, codebook) for c in codings]
    known = [known_labels(target, version, codebook) for version in (oldest, newest)]
    return sets, tuple(a and b for a, b in zip(*known, strict=True))


def set_agreement(name: str, units: Sequence[Twice], seed: int = 0) -> SetAgreement:
    """Measure agreement on whole sets, with intervals over groups of fragments."""
    sets = [unit.sets for unit in units]
    equal = np.array([_share_equal(one) for one in sets])

    def share(weights: FloatArray) -> FloatArray:
        total = weights.sum(axis=1)
        return np.where(total > 0, weights @ equal / np.maximum(total, 1), np.nan)

    masi, jaccard = SetAlpha(sets, masi_distance), SetAlpha(sets, jaccard_distance)
    return SetAgreement(
        name,
        len(units),
        _estimate(masi, units, seed),
        _estimate(jaccard, units, seed),
        _estimate(share, units, seed, 0.0),
    )


def _share_equal(sets: Sequence[frozenset[str]]) -> float:
    return float(np.mean([a == b for a, b in combinations(sets, 2)])) if len(sets) > 1 else 0.0


def _label(units: Sequence[Twice], column: int, target: Target, seed: int) -> LabelAgreement:
    label = target.ids[column]
    knowing = [unit for unit in units if unit.known[column]]
    m = np.array([len(unit.sets) for unit in knowing], dtype=float)
    k = np.array([sum(label in one for one in unit.sets) for unit in knowing], dtype=float)
    n_ticked = int((k > 0).sum())
    rare = n_ticked < FEWEST_TICKED or n_ticked < FEWEST_SHARE * len(knowing)
    empty = Estimate(None)

    def estimate(figure: _OfLabel, bottom: float = -1.0) -> Estimate:
        if rare:
            return empty
        return _estimate(lambda weights: figure(m, k, weights), knowing, seed, bottom)

    return LabelAgreement(
        label,
        len(knowing),
        n_ticked,
        rare,
        estimate(binary_alpha),
        estimate(ac1),
        estimate(positive_agreement, 0.0),
    )


def _estimate(figure: Figure, units: Sequence[Twice], seed: int, bottom: float = -1.0) -> Estimate:
    """The figure and its interval; whole groups of fragments are drawn anew."""
    if not units:
        return Estimate(None)
    names, member = np.unique([unit.group for unit in units], return_inverse=True)
    value = float(figure(np.ones((1, len(units))))[0])
    spread = Spread(
        figure(group_draws(len(names), seed)[:, member]),
        len(names),
        figure(without_each(len(names))[:, member]),
        groups_worth(np.bincount(member).astype(float)),
    )
    return interval(value, spread, bottom=bottom)


def _by_time(harvests: set[str], codebook: Codebook) -> list[str]:
    """Harvests in the order in which the codebook lists them, others behind by name."""
    listed = [name for _, names in codebook.versions for name in names]
    place = {name.casefold(): i for i, name in enumerate(listed)}
    return sorted(harvests, key=lambda name: (place.get(name.casefold(), len(place)), name))


def _of_pair(units: Sequence[Twice], a: str, b: str) -> list[Twice]:
    return [_only(unit, (a, b)) for unit in units if a in unit.coders and b in unit.coders]


def _of_coder(units: Sequence[Twice], coder: str) -> list[Twice]:
    """Every pairing of one coder with another, as units of two."""
    return [
        _only(unit, (coder, other))
        for unit in units
        if coder in unit.coders
        for other in unit.coders
        if other != coder
    ]


def _only(unit: Twice, coders: tuple[str, str]) -> Twice:
    sets = tuple(unit.sets[unit.coders.index(coder)] for coder in coders)
    return Twice(unit.fragment_id, unit.harvest, unit.group, coders, sets, unit.known)
