"""The sample's part of the benchmark: learn from harvests 1–2, suggest for harvest 3."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
from benchmark_task import Answer, Settings, Task
from common import DATA, HARVESTS

from classifier.features import embed, model_texts
from classifier.train import TrainConfig, TrainInputs, fit, gather, read_inputs
from classifier.train.material import target_truth

if TYPE_CHECKING:
    from benchmark_task import Numbers

TARGET = "type"


def sample_inputs() -> TrainInputs:
    """Read the three harvests."""
    return read_inputs(HARVESTS, DATA / "codebook.yaml")


def sample_task(inputs: TrainInputs, settings: Settings) -> tuple[Task, Numbers]:
    """Lay the coded fragments out as a task; gives the rows to train on too."""
    book = inputs.codebook
    truth = target_truth(inputs.fragments, inputs.codings, book.target(TARGET), book)
    fragments = [inputs.fragments[row] for row in truth.rows]
    new = np.array([fragment.harvest == "harvest 3" for fragment in fragments])
    texts = model_texts(fragments)
    vectors = embed(texts, settings.encoders, settings.cache).stories
    task = Task(
        name="sample harvests (synthetic), types",
        labels=book.target(TARGET).ids,
        texts=texts.joint,
        groups=tuple(f"{f.country}, {f.harvest}" for f in fragments),
        truth=truth.values,
        pool=np.flatnonzero(~new),
        test=np.flatnonzero(new),
        vectors={name: rows.astype(np.float64) for name, rows in vectors.items()},
    )
    return task, np.flatnonzero(~new)


def ours_on_sample(inputs: TrainInputs, settings: Settings) -> Answer:
    """Train on the whole of harvests 1–2 as the command line does, codebook and all."""
    book = inputs.codebook
    old = [f for f in inputs.fragments if f.harvest != "harvest 3"]
    known = {f.id for f in old}
    codings = [c for c in inputs.codings if c.fragment_id in known]
    material = gather(old, codings, book, settings.encoders, settings.cache)
    start = time.process_time()
    model = fit(material, TrainConfig()).model
    seconds = time.process_time() - start
    truth = target_truth(inputs.fragments, inputs.codings, book.target(TARGET), book)
    coded = [inputs.fragments[row] for row in truth.rows]
    texts = model_texts([f for f in coded if f.harvest == "harvest 3"])
    found = model.probabilities(texts, embed(texts, settings.encoders, settings.cache))[TARGET]
    return Answer(found, found >= model.heads[TARGET].thresholds(), seconds)
