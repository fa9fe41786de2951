"""What an hour of work buys on the sample, and whether own figures foretell it.

    python eval/next_hour.py --gold FILE

Writes eval/next_hour.md beside itself, in about two minutes. The training report quotes these
figures where an archive has none of its own (`ELSEWHERE` in `classifier.evaluate.next_hour`).
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from common import DATA, HARVESTS, table
from examples import CAUTION, OWN, TARGET, with_count
from threadpoolctl import threadpool_limits

from classifier.codebook import Codebook, read_codebook
from classifier.encode import DEFAULT, Encoder, VectorCache, resolve_encoders
from classifier.evaluate.compare import compare
from classifier.evaluate.examples import surprise
from classifier.evaluate.next_hour import GAINED, N_DOUBTFUL, WANTED_EXAMPLES
from classifier.evaluate.refit import RefitData, forward_splits, learn_and_test
from classifier.evaluate.results import Comparison
from classifier.evaluate.scored import Scored, held_out, stitched
from classifier.evaluate.target_figures import Choices
from classifier.records import Coding
from classifier.split import split_groups
from classifier.train import Material, TrainConfig, TrainInputs, fit, gather, read_inputs
from classifier.train.material import positions

Gains = Mapping[str, tuple[float, float, float]]
COUNTS = (0, OWN, 4, 8, WANTED_EXAMPLES)
HEADINGS = ("LRAP", "micro-F1")
INTRODUCTION = (
    "Types, `python eval/next_hour.py --gold FILE`; gains with 95 % intervals, paired, over groups "
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
    return held_out(fitted.evidence, fitted.groups, material.codebook)[TARGET]


def gold_codings(path: Path, inputs: TrainInputs) -> dict[str, Coding]:
    """Return the types that the texts of coded fragments were written for, by fragment."""
    coded = {coding.fragment_id for coding in inputs.codings if coding.target == TARGET}
    version = inputs.codebook.newest
    return {
        row["FragmentID"]: Coding(
            row["FragmentID"], TARGET, frozenset(filter(None, row["types"].split("|"))), "", version
        )
        for row in csv.DictReader(path.open(encoding="utf-8"))
        if row["FragmentID"] in coded
    }


def with_right_codes(material: Material, right: Sequence[Coding]) -> Material:
    """Replace the types of these fragments."""
    ids = {coding.fragment_id for coding in right}
    kept = [c for c in material.codings if c.target != TARGET or c.fragment_id not in ids]
    return replace(material, codings=(*kept, *right))


def put_right(
    inputs: TrainInputs, path: Path, encoders: Sequence[Encoder], cache: VectorCache
) -> Comparison:
    """Put doubtful codes of harvest 2 right; the truth is what its texts were written for."""
    material = gather(inputs.fragments, inputs.codings, inputs.codebook, encoders, cache)
    gold = gold_codings(path, inputs)
    before = held_out_types(material)
    ids = [material.fragments[row].id for row in before.rows]
    with_gold = np.array([name in gold for name in ids])
    doubtful = np.argsort(np.where(with_gold, -surprise(before), np.inf), kind="stable")
    chosen = [gold[ids[i]] for i in doubtful[:N_DOUBTFUL]]
    after = held_out_types(with_right_codes(material, chosen))
    truth = with_right_codes(material, list(gold.values())).truth(inputs.codebook.target(TARGET))
    place = positions(before.rows, truth.rows)
    sides = [
        replace(one, values=(truth.values & truth.known)[place], known=truth.known[place])
        for one in (before, after)
    ]
    a, b = ({TARGET: one.at(with_gold)} for one in sides)
    return compare(("as recorded", "put right"), a, b, Choices())


def forward(material: Material) -> Scored:
    """Score the types of each next harvest by a model of the earlier ones, all in one."""
    config, coded = TrainConfig(), material.coded_rows()
    split = split_groups(material.fragments, material.texts, coded, config.groups)
    data = RefitData(material, config, split, coded)
    splits = forward_splits(data)
    return stitched([learn_and_test(data, train, test)[TARGET] for _, train, test in splits])


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
    return gains(compare(("few", "many"), {TARGET: scored[few]}, {TARGET: scored[many]}, Choices()))


def carried(
    book: Codebook, ahead: Mapping[int, Scored], grouped: Mapping[int, Scored]
) -> Iterator[list[str]]:
    """Yield what carrying an own figure on foretells, and what came of it."""
    for n in COUNTS[1:-1]:
        counts = [n] * len(book.target(TARGET).ids)
        done = np.log1p(counts).mean()
        times = (np.log1p(WANTED_EXAMPLES) - done) / done
        for name, scored in (("forward in time", ahead), ("held out in groups", grouped)):
            foretold, came = between(scored, 0, n), between(scored, n, WANTED_EXAMPLES)
            yield [str(n), name, "foretold", *cells(foretold, float(times))]
            yield [str(n), name, "came of it", *cells(came)]


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--gold", type=Path, required=True)
    path = parser.parse_args().gold
    if not path.exists():
        print(f"not measured: {path} is not here")
        return
    book = read_codebook(DATA / "codebook-16.yaml")
    inputs = read_inputs(HARVESTS, book)
    small = replace(inputs, codebook=with_count(book, OWN))
    encoders, cache = resolve_encoders(DEFAULT).encoders, VectorCache()
    with threadpool_limits(2):
        right = gains(put_right(small, path, encoders, cache))
        ahead, grouped = {}, {}
        for n in COUNTS:
            read = gather(inputs.fragments, inputs.codings, with_count(book, n), encoders, cache)
            ahead[n], grouped[n] = forward(read), held_out_types(read)
    more = between(ahead, OWN, WANTED_EXAMPLES)
    rows = [
        [f"{N_DOUBTFUL} most doubtful rows put right", *cells(right)],
        [f"from {OWN} to {WANTED_EXAMPLES} examples a label, forward in time", *cells(more)],
    ]
    lines = (
        "# What an hour of work buys on the sample",
        f"**{CAUTION}**",
        INTRODUCTION,
        table(("what", *HEADINGS), iter(rows)),
        HOW,
        "## Can an archive's own examples foretell what further ones bring?",
        FORETOLD,
        table(("from", "tested", "which", *HEADINGS), carried(book, ahead, grouped)),
    )
    (Path(__file__).parent / "next_hour.md").write_text("\n\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
