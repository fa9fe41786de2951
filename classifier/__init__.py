"""Suggest codes for harvested outcomes, and show how far the suggestions can be trusted.

For programs: Codebook, OutcomeClassifier, read_frame, audit, agreement, evaluate, relabel_plan.
They are loaded when they are first asked for.
"""

import sys
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from classifier.api import (
        Codebook,
        HarvestWarning,
        OutcomeClassifier,
        agreement,
        audit,
        evaluate,
        read_frame,
        relabel_plan,
    )

__version__ = "0.1.0"
__all__ = [
    "Codebook",
    "HarvestWarning",
    "OutcomeClassifier",
    "agreement",
    "audit",
    "evaluate",
    "read_frame",
    "relabel_plan",
]


class _Face(ModuleType):
    """The module itself: `audit` and `evaluate` stay functions, though packages have these names.

    Python would put a package in their place as soon as anything imports from it.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in __all__ and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Face


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from classifier import api

    return getattr(api, name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
