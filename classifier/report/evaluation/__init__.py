"""An evaluation as HTML, Markdown and JSON: the same facts three times."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from classifier.evaluate import Evaluation
from classifier.report.evaluation.sections import document
from classifier.report.evaluation.words import number, with_interval
from classifier.report.markdown import markdown
from classifier.report.page import page

FORMAT = 1
_DIGITS = 4


def evaluation_files(evaluation: Evaluation) -> dict[str, str]:
    """Write the report three times: texts by file name."""
    laid_out = document(evaluation)
    return {
        "report.html": page(laid_out),
        "report.md": markdown(laid_out),
        "report.json": evaluation_json(evaluation),
    }


def evaluation_json(evaluation: Evaluation) -> str:
    """Write every figure as JSON; undefined is null."""
    facts = {"format": FORMAT, **_rounded(asdict(evaluation))}
    return json.dumps(facts, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _rounded(value: Any) -> Any:  # whatever a frozen result may hold
    if isinstance(value, float):
        return round(value, _DIGITS)
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(inner) for inner in value]
    return value


__all__ = ["document", "evaluation_files", "evaluation_json", "number", "with_interval"]
