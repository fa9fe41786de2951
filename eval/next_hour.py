"""What an hour of work buys on the sample, and whether own figures foretell it.

    python eval/next_hour.py --gold FILE

Takes about two minutes. The training report quotes these
figures where an archive has none of its own (`ELSEWHERE` in `classifier.evaluate.next_hour`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from common import DATA
from common.pages import Options, table, write_page
from common.tasks import TYPES, gold_types, sample_inputs, settings_of
from examples import CAUTION, OWN, forward_types, with_count

from classifier.codebook import Codebook
from classifier.evaluate.compare import compare
from classifier.evaluate.examples import surprise
from classifier.evaluate.next_hour import GAINED, N_DOUBTFUL, WANTED_EXAMPLES
from classifier.evaluate.results import Comparison
from classifier.evaluate.scored import Scored, held_out, stitched
from classifier.evaluate.target_figures import Choices
from classifier.records import Coding
from classifier.train import Material, TrainConfig, fit
from classifier.train.material import positions

Gains = Mapping[str, tuple[float, float, float]]
COUNTS = (0, OWN, 4, 8, WANTED_EXAMPLES)
HEADINGS = ("LRAP", "micro-F1")
INTRODUCTION = (
    "Types; gains with 95 % intervals, paired, over groups "
    "of country and harvest. The training report quotes these where an archive has no figures of "
    "its own."
)
HOW = (
    f"*Put right*: of harvest 2, whose texts were written for known types, the {N_DOUBTFUL} rows "
    "whose recorded types the model finds least likely; measured by the known types of all its "
    "rows, each held out with its group. *Forward in time*: learned from the harvests before, "
    "tested on harvests 2 and 3 by their recorded types."
)
FORETOLD = (
    "What the first examples of each label bring, carried on along the logarithm of their number "
    f"to {WANTED_EXAMPLES}, and what came of it. The training report does so from 4 examples a "
    "label on, held out in groups: a cautious figure."
)


def held_out_types(material: Material) -> Scored:
    """Return the held-out scores of the types."""
    fitted = fit(material, TrainConfig())
    return held_out(fitted.evidence, fitted.groups, material.codebook)[TYPES]


def gold_codings(gold: Mapping[str, frozenset[str]], material: Material) -> dict[str, Coding]:
    """Return the types that the texts of coded fragments were written for, by fragment."""
    coded = {coding.fragment_id for coding in material.codings if coding.target == TYPES}
    version = material.codebook.newest
    return {
        name: Coding(name, TYPES, types, "", version)
        for name, types in gold.items()
        if name in coded
    }


def with_right_codes(material: Material, right: Sequence[Coding]) -> Material:
    """Replace the types of these fragments."""
    ids = {coding.fragment_id for coding in right}
    kept = [c for c in material.codings if c.target != TYPES or c.fragment_id not in ids]
    return replace(material, codings=(*kept, *right))


def put_right(material: Material, types: Mapping[str, frozenset[str]]) -> Comparison:
    """Put doubtful codes of harvest 2 right; the truth is what its texts were written for."""
    gold = gold_codings(types, material)
    before = held_out_types(material)
    ids = [material.fragments[row].id for row in before.rows]
    with_gold = np.array([name in gold for name in ids])
    doubtful = np.argsort(np.where(with_gold, -surprise(before), np.inf), kind="stable")
    chosen = [gold[ids[i]] for i in doubtful[:N_DOUBTFUL]]
    after = held_out_types(with_right_codes(material, chosen))
    truth = with_right_codes(material, list(gold.values())).truth(material.codebook.target(TYPES))
    place = positions(before.rows, truth.rows)
    sides = [
        replace(one, values=(truth.values & truth.known)[place], known=truth.known[place])
        for one in (before, after)
    ]
    a, b = ({TYPES: one.at(with_gold)} for one in sides)
    return compare(("as recorded", "put right"), a, b, Choices())


def gains(one: Comparison) -> Gains:
    """Return each gain with its interval."""
    found = {}
    for difference in one.differences:
        gain = difference.gain
        if difference.figure in GAINED and gain.value is not None:
            found[difference.figure] = (gain.value, gain.low or 0.0, gain.high or 0.0)
    return found


def cells(found: Gains, times: float = 1.0) -> list[str]:
    """Write gains, each with its interval."""
    return [
        "{:+.3f} ({:+.3f} to {:+.3f})".format(*(times * value for value in found[key]))
        for key in GAINED
    ]


def between(scored: Mapping[int, Scored], few: int, many: int) -> Gains:
    """Return what more examples gain."""
    return gains(compare(("few", "many"), {TYPES: scored[few]}, {TYPES: scored[many]}, Choices()))


def carried(
    book: Codebook, ahead: Mapping[int, Scored], grouped: Mapping[int, Scored]
) -> Iterator[list[str]]:
    """Yield what carrying an own figure on foretells, and what came of it."""
    for n in COUNTS[1:-1]:
        counts = [n] * len(book.target(TYPES).ids)
        done = np.log1p(counts).mean()
        times = (np.log1p(WANTED_EXAMPLES) - done) / done
        for name, scored in (("forward in time", ahead), ("held out in groups", grouped)):
            foretold, came = between(scored, 0, n), between(scored, n, WANTED_EXAMPLES)
            yield [str(n), name, "foretold", *cells(foretold, float(times))]
            yield [str(n), name, "came of it", *cells(came)]


def page(options: Options) -> Iterator[str]:
    """Measure and write."""
    gold = gold_types(options.gold)
    inputs, settings = sample_inputs(DATA / "codebook-16.yaml"), settings_of()
    book = inputs.codebook
    right = gains(put_right(settings.material(inputs, with_count(book, OWN)), gold))
    ahead, grouped = {}, {}
    for n in COUNTS:
        read = settings.material(inputs, with_count(book, n))
        ahead[n] = stitched(list(forward_types(read).values()))
        grouped[n] = held_out_types(read)
    more = between(ahead, OWN, WANTED_EXAMPLES)
    rows = [
        [f"{N_DOUBTFUL} most doubtful rows put right", *cells(right)],
        [f"from {OWN} to {WANTED_EXAMPLES} examples a label, forward in time", *cells(more)],
    ]
    yield "# What an hour of work buys on the sample"
    yield f"**{CAUTION}**"
    yield INTRODUCTION
    yield table(("what", *HEADINGS), rows)
    yield HOW
    yield "## Can an archive's own examples foretell what further ones bring?"
    yield FORETOLD
    yield table(("from", "tested", "which", *HEADINGS), carried(book, ahead, grouped))


if __name__ == "__main__":
    write_page(page, gold=None)
