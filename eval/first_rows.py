"""What it is worth to code the 20 fragments first that the program names, not 20 at random.

    python eval/first_rows.py

Begins without any code: the codebook and the texts of one harvest are there. Twenty fragments get
their recorded codes, the rest is ranked. The way of choosing was picked on harvests 1 and 2.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence

import numpy as np
from common import CODEBOOK, HARVESTS
from common.pages import Options, table, write_page
from common.tasks import Settings, settings_of
from plain_figures import ranking_precision

from classifier.features import model_texts
from classifier.suggest.first_rows import N_FIRST, rows_to_code_first
from classifier.train import TrainConfig, TrainInputs, fit, read_inputs
from classifier.train.material import target_truth

TARGETS = ("type", "objective")
N_DRAWS = 20

WHAT = f"""A harvest without any code, and the codebook. Twenty fragments get their recorded codes,
a model learns from them, and ranks the labels of the rest (label ranking average precision of
fragments with a code). *Chosen*: by the program, those that stand best for all others. *At random*:
the mean of {N_DRAWS} draws, their standard deviation, and in how many of them the chosen ones did
better."""
HOW = """The way of choosing was picked on harvests 1 and 2 among four: facility location, k-means
with the most typical fragment of each cluster, farthest first, at random. Harvest 3 was looked at
once. The harvests are synthetic: they show that it works, not how much it helps on real
outcomes."""
HEADINGS = ("harvest", "target", "no code", "at random", "chosen", "above", "better than")


def ranked(inputs: TrainInputs, rows: Sequence[int], settings: Settings) -> list[float]:
    """Learn from the codes of ``rows`` alone; give the ranking of the others for each target."""
    own = {inputs.fragments[i].id for i in rows}
    codings = [coding for coding in inputs.codings if coding.fragment_id in own]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        material = settings.gather(inputs.fragments, codings, inputs.codebook)
        model = fit(material, TrainConfig()).model
    found = settings.probabilities(model, model_texts(inputs.fragments))
    figures = []
    for name in TARGETS:
        target = inputs.codebook.target(name)
        truth = target_truth(inputs.fragments, inputs.codings, target, inputs.codebook)
        kept = [k for k, row in enumerate(truth.rows) if row not in set(rows)]
        kept = [k for k in kept if truth.values[k].any()]
        figure = ranking_precision(truth.values[kept], found[name][truth.rows[kept]])
        figures.append(np.nan if figure is None else figure)
    return figures


def harvest_rows(settings: Settings) -> Iterator[list[str]]:
    """Measure each harvest."""
    for number, path in enumerate(HARVESTS, 1):
        inputs = read_inputs([path], CODEBOOK)
        coded = {coding.fragment_id for coding in inputs.codings if coding.target == TARGETS[0]}
        rows = [i for i, fragment in enumerate(inputs.fragments) if fragment.id in coded]
        vectors = settings.embed(model_texts(inputs.fragments))
        shares = {encoder.name: 1 / len(settings.encoders) for encoder in settings.encoders}
        none = ranked(inputs, [], settings)
        chosen = ranked(inputs, rows_to_code_first(vectors, shares, rows), settings)
        draws = []
        for seed in range(N_DRAWS):
            drawn = np.random.default_rng(seed).choice(rows, N_FIRST, replace=False)
            draws.append(ranked(inputs, drawn.tolist(), settings))
        for k, name in enumerate(TARGETS):
            others = np.array(draws)[:, k]
            yield [
                str(number),
                name,
                f"{none[k]:.3f}",
                f"{others.mean():.3f} ± {others.std(ddof=1):.3f}",
                f"{chosen[k]:.3f}",
                f"{chosen[k] - others.mean():+.3f}",
                f"{(chosen[k] > others).sum()} of {N_DRAWS}",
            ]


def page(_: Options) -> Iterator[str]:
    """Measure and write the table."""
    yield "# The 20 fragments to code first"
    yield WHAT
    yield HOW
    yield table(HEADINGS, harvest_rows(settings_of()))


if __name__ == "__main__":
    write_page(page)
