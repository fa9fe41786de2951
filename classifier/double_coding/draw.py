"""Which fragments two people code apart, so that their agreement speaks for the whole harvest."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from classifier.double_coding.workbooks import write_coder_workbook
from classifier.errors import HarvestError
from classifier.features.texts import model_texts
from classifier.guard import refuse_existing, replace_folder
from classifier.harvest import ReadingChoices, read_harvest
from classifier.outputs import refuse_input, refuse_unwritable
from classifier.records import Fragment, Harvest, Problem, group_codings
from classifier.split.twins import find_twins

CODER_FILES = ("coder-A.xlsx", "coder-B.xlsx")


@dataclass(frozen=True, slots=True)
class Sampled:
    """What was drawn, and of how many; what may not or need not be drawn is counted.

    Attributes
    ----------
    fragments : as drawn, in the order of the harvests
    n_of : fragments that could have been drawn
    n_confidential : rows whose text may leave their own file in no other
    n_twins : fragments that tell again what another one tells
    n_twice : fragments that two coders coded already
    """

    fragments: tuple[Fragment, ...]
    n_of: int
    n_confidential: int
    n_twins: int
    n_twice: int
    problems: tuple[Problem, ...] = ()
    notices: tuple[str, ...] = ()


def sample(
    harvests: Sequence[Path],
    codebook: Path,
    n: int,
    folder: Path,
    *,
    seed: int = 0,
    reading: ReadingChoices | None = None,
) -> Sampled:
    """Draw ``n`` fragments and write two workbooks, in which two people code them apart.

    ``folder`` must not exist: what a coder wrote is never replaced.
    """
    refuse_input(folder, *harvests)
    refuse_existing(folder)
    refuse_unwritable(folder, folder=True)
    reading = reading or ReadingChoices()
    book = reading.codebook(codebook)
    harvest = read_harvest(harvests, book, reading.coder_from)
    drawn = draw(harvest, n, seed)
    with replace_folder(folder) as place:
        place.mkdir()
        for name in CODER_FILES:
            write_coder_workbook(place / name, drawn.fragments, book)
    return Sampled(
        drawn.fragments,
        drawn.n_of,
        drawn.n_confidential,
        drawn.n_twins,
        drawn.n_twice,
        harvest.problems,
        book.notices,
    )


def draw(harvest: Harvest, n: int, seed: int) -> Sampled:
    """Draw ``n`` fragments evenly over harvests, countries and recorded codes.

    The fragments are put in that order, and every k-th is taken from a random start: systematic
    sampling, which holds every stratum's share to within one fragment (Cochran, Sampling
    Techniques, 3rd edition, chapter 8).
    """
    open_to_all = [f for f in harvest.with_text if not f.confidential]
    coders: dict[str, set[str]] = {}
    for coding in harvest.codings:
        coders.setdefault(coding.fragment_id, set()).add(coding.coder)
    once = [f for f in open_to_all if len(coders.get(f.id, ())) < 2]
    eligible = _without_twins(once)
    if not eligible:
        raise HarvestError(
            "There is no fragment to draw: none has a text, is not confidential and was not coded "
            "by two people already.",
            hint="Give a harvest with outcome descriptions.",
        )
    random = np.random.default_rng(seed)
    codes = _recorded_codes(harvest)
    shuffled = [eligible[i] for i in random.permutation(len(eligible))]
    strata = sorted(shuffled, key=lambda f: (f.harvest, f.country, codes.get(f.id, ())))
    chosen = {strata[i].id for i in every_kth(len(strata), n, float(random.random()))}
    return Sampled(
        tuple(f for f in eligible if f.id in chosen),
        len(eligible),
        len(harvest.with_text) - len(open_to_all),
        len(once) - len(eligible),
        len(open_to_all) - len(once),
    )


def within(n: int) -> float:
    """Return how far off a share of 80 % may be that is seen in ``n`` fragments.

    Half of a 95 % interval by the normal approximation (Cochran, chapter 3).

    >>> round(within(30), 3), round(within(100), 3)
    (0.143, 0.078)
    """
    return 1.96 * math.sqrt(0.8 * 0.2 / n)


def every_kth(n_all: int, n: int, start: float) -> list[int]:
    """Return ``n`` places out of ``n_all`` at equal distances; ``start`` is in [0, 1).

    >>> every_kth(10, 3, 0.5), every_kth(2, 5, 0.0)
    ([1, 5, 8], [0, 1])
    """
    if n >= n_all:
        return list(range(n_all))
    return [int((start + i) * n_all / n) for i in range(n)]


def _without_twins(fragments: Sequence[Fragment]) -> list[Fragment]:
    """Keep the first of the fragments that tell the same."""
    later = {j for _, j, _ in find_twins(model_texts(fragments))}
    return [fragment for i, fragment in enumerate(fragments) if i not in later]


def _recorded_codes(harvest: Harvest) -> dict[str, tuple[str, ...]]:
    """Return what is recorded of each fragment, for an order in which like codes stand together."""
    codes: dict[str, list[str]] = {}
    for (fragment_id, target), codings in sorted(group_codings(harvest.codings).items()):
        codes.setdefault(fragment_id, []).extend([target, *sorted(codings[0].labels)])
    return {fragment_id: tuple(said) for fragment_id, said in codes.items()}
