"""What it is worth to code the 20 fragments first that the program names, not 20 at random.

    python eval/first_rows.py > eval/first_rows.md

Begins without any code: the codebook and the texts of one harvest are there. Twenty fragments get
their recorded codes, the rest is ranked. The way of choosing was picked on harvests 1 and 2.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import numpy as np
from common import DATA
from plain_figures import ranking_precision
from threadpoolctl import threadpool_limits

from classifier.encode import DEFAULT, Encoder, VectorCache, resolve_encoders
from classifier.features import embed, model_texts
from classifier.suggest.first_rows import N_FIRST, rows_to_code_first
from classifier.train import TrainConfig, TrainInputs, fit, gather, read_inputs
from classifier.train.material import target_truth

TARGETS = ("type", "objective")
N_DRAWS = 20

HEAD = """# The 20 fragments to code first

`python eval/first_rows.py`: a harvest without any code, and the codebook. Twenty fragments get
their recorded codes, a model learns from them, and ranks the labels of the rest (label ranking
average precision of fragments with a code). *Chosen*: by the program, those that stand best for
all others. *At random*: the mean of {n} draws, their standard deviation, and in how many of them
the chosen ones did better.

The way of choosing was picked on harvests 1 and 2 among four: facility location, k-means with the
most typical fragment of each cluster, farthest first, at random. Harvest 3 was looked at once. The
harvests are synthetic: they show that it works, not how much it helps on real outcomes.

| harvest | target | no code | at random | chosen | above | better than |
|---|---|---|---|---|---|---|"""


def ranked(
    inputs: TrainInputs, rows: Sequence[int], encoders: Sequence[Encoder], cache: VectorCache
) -> list[float]:
    """Learn from the codes of ``rows`` alone; give the ranking of the others for each target."""
    own = {inputs.fragments[i].id for i in rows}
    codings = [coding for coding in inputs.codings if coding.fragment_id in own]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        material = gather(inputs.fragments, codings, inputs.codebook, encoders, cache)
        model = fit(material, TrainConfig()).model
    texts = model_texts(inputs.fragments)
    found = model.probabilities(texts, embed(texts, encoders, cache))
    figures = []
    for name in TARGETS:
        target = inputs.codebook.target(name)
        truth = target_truth(inputs.fragments, inputs.codings, target, inputs.codebook)
        kept = [k for k, row in enumerate(truth.rows) if row not in set(rows)]
        kept = [k for k in kept if truth.values[k].any()]
        figure = ranking_precision(truth.values[kept], found[name][truth.rows[kept]])
        figures.append(np.nan if figure is None else figure)
    return figures


def main() -> None:
    """Measure each harvest and print a table."""
    encoders, cache = resolve_encoders(DEFAULT).encoders, VectorCache()
    print(HEAD.format(n=N_DRAWS))
    with threadpool_limits(1):
        for number in (1, 2, 3):
            inputs = read_inputs([DATA / f"harvest-{number}.xlsx"], DATA / "codebook.yaml")
            coded = {coding.fragment_id for coding in inputs.codings if coding.target == "type"}
            rows = [i for i, fragment in enumerate(inputs.fragments) if fragment.id in coded]
            vectors = embed(model_texts(inputs.fragments), encoders, cache)
            shares = {encoder.name: 1 / len(encoders) for encoder in encoders}
            none = ranked(inputs, [], encoders, cache)
            chosen = ranked(inputs, rows_to_code_first(vectors, shares, rows), encoders, cache)
            draws = []
            for seed in range(N_DRAWS):
                drawn = np.random.default_rng(seed).choice(rows, N_FIRST, replace=False)
                draws.append(ranked(inputs, drawn.tolist(), encoders, cache))
            for k, name in enumerate(TARGETS):
                others = np.array(draws)[:, k]
                cells = (
                    str(number),
                    name,
                    f"{none[k]:.3f}",
                    f"{others.mean():.3f} ± {others.std(ddof=1):.3f}",
                    f"{chosen[k]:.3f}",
                    f"{chosen[k] - others.mean():+.3f}",
                    f"{(chosen[k] > others).sum()} of {N_DRAWS}",
                )
                print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
