"""The models of a project, as their manifests and reports tell them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

from classifier.annex.facts import ModelFacts
from classifier.evaluate import Estimate, Evaluation
from classifier.evaluate.results import LabelResult, Replay, Setting, TargetResult, Work
from classifier.json_shape import NUMBER, read_shaped
from classifier.project import Project
from classifier.split import Grouping

ESTIMATE = {"value": NUMBER | None, "low": NUMBER | None, "high": NUMBER | None}
_FIGURES = (
    "ranking micro_f1 macro_f1 calibration_error precision_at_1 micro_precision micro_recall"
).split()
_REPORT = {
    "setting": {
        "kind": frozenset({"held-out", "unseen"}),
        **dict.fromkeys(("title", "model", "codebook", "codebook_version"), str),
        "groups": frozenset(get_args(Grouping)),
        **dict.fromkeys(("n_fragments", "n_groups", "seed"), int),
        "harvests": [str],
        "languages": {str: int},
        "notices": [str],
    },
    "targets": [
        {
            **dict.fromkeys(("target", "title"), str),
            **dict.fromkeys(("n_coded", "n_none", "n_groups"), int),
            "figures": dict.fromkeys(_FIGURES, ESTIMATE),
            "labels": [
                {
                    **dict.fromkeys(("id", "name", "evaluable"), str),
                    **dict.fromkeys(("support", "n_suggested"), int),
                    "retired": bool,
                    "figures": {"f1": ESTIMATE},
                }
            ],
        }
    ],
    "replays": [{"target": str, "n": int, "promised": NUMBER, "accepted": ESTIMATE}],
}
_MANIFEST = {
    "encoders": [{"name": str}],
    "facts": {
        **dict.fromkeys(("date", "codebook_version"), str),
        **dict.fromkeys(("n_fragments", "n_confidential"), int),
        "n_coded": {str: int},
        "packages?": {str: str},
        "reader?": {"model": str},
    },
}


def models_of(project: Project) -> tuple[tuple[ModelFacts, ...], tuple[str, ...]]:
    """Return the models, and the names of those that cannot be read."""
    models, unreadable = [], []
    for manifest in sorted(project.models_folder.glob("*/manifest.json")):
        name = manifest.parent.name
        told = read_shaped(_content(manifest), _MANIFEST)
        if told is None:
            unreadable.append(f"{project.models_folder.name}/{name}")
        else:
            models.append(_model(manifest.parent, told, in_use=name == project.model))
    return tuple(models), tuple(unreadable)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _model(folder: Path, manifest: Any, *, in_use: bool) -> ModelFacts:
    facts = manifest["facts"]
    return ModelFacts(
        folder.name,
        facts["date"],
        in_use,
        facts["n_fragments"],
        facts["n_confidential"],
        facts["n_coded"],
        tuple(encoder["name"] for encoder in manifest["encoders"]),
        facts["codebook_version"],
        facts.get("packages", {}),
        facts.get("reader", {}).get("model", ""),
        _evaluation(_content(folder / "evaluation" / "report.json")),
    )


def _evaluation(report: bytes) -> Evaluation | None:
    """Return what a report says of each target and label; None for one that is not ours."""
    told = read_shaped(report, _REPORT)
    if told is None:
        return None
    setting = told["setting"]
    names = Setting.__dataclass_fields__
    return Evaluation(
        Setting(**{name: setting[name] for name in names}),
        tuple(map(_target, told["targets"])),
        replays=tuple(map(_replay, told["replays"])),
    )


def _target(told: Any) -> TargetResult:
    counts = told["n_coded"], told["n_none"], told["n_groups"]
    labels = tuple(map(_label, told["labels"]))
    figures = {name: _estimate(told["figures"][name]) for name in _FIGURES}
    return TargetResult(told["target"], told["title"], *counts, figures, labels, (), (), ())


def _label(told: Any) -> LabelResult:
    counts = told["support"], told["n_suggested"]
    f1 = {"f1": _estimate(told["figures"]["f1"])}
    judged = told["evaluable"], told["retired"]
    return LabelResult(told["id"], told["name"], *counts, f1, None, *judged, (), ())


def _replay(told: Any) -> Replay:
    nothing = Estimate(None)
    work = Work(nothing, nothing, {})
    return Replay(
        told["target"], told["n"], told["promised"], _estimate(told["accepted"]), nothing, work
    )


def _estimate(told: Any) -> Estimate:
    return Estimate(told["value"], told["low"], told["high"])
