"""What is proposed for each fragment: by a model as it is asked, or as a workbook has it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from classifier.records import Fragment, Suggestion

if TYPE_CHECKING:
    from classifier.encode import Encoder, VectorCache
    from classifier.model.fitted import Model

SHOWN = 5
"""Labels listed for a target, beside those that are suggested."""
_KEPT = 2000


class Proposals(Protocol):
    """Whoever proposes labels for the fragments under review."""

    @property
    def model(self) -> str:
        """The model's id, such as ``sample@3f2a``; "" for none."""
        ...

    def of(self, place: int) -> Suggestion | None:
        """Propose labels for the fragment at ``place``; None if nothing is proposed."""
        ...

    def labels_of(self, fragment_id: str) -> Mapping[str, tuple[str, ...]]:
        """Give the label ids of a coded fragment by target, as far as they are known."""
        ...


class ModelProposals:
    """A model, asked for one fragment at a time, so that the first page need not wait for all.

    Confidential fragments are explained with their words: the page shows their text as well.
    """

    def __init__(
        self,
        model: Model,
        encoders: Sequence[Encoder],
        fragments: Sequence[Fragment],
        cache: VectorCache | None,
    ) -> None:
        self.fitted, self.encoders, self.cache = model, encoders, cache
        self.lock = threading.Lock()
        self._fragments = fragments
        self._found: OrderedDict[int, Suggestion] = OrderedDict()
        self._rows = {name: i for i, name in enumerate(model.neighbours.ids)}

    @property
    def model(self) -> str:
        """The model's id."""
        return self.fitted.name

    def of(self, place: int) -> Suggestion:
        """Propose labels for the fragment at ``place``; what was found is kept for a while."""
        from classifier.suggest import SuggestConfig, suggest

        ready = self._found.get(place)
        if ready is not None:
            return ready
        with self.lock:
            if place not in self._found:
                config = SuggestConfig(top=SHOWN, confidential_words=True)
                one = [self._fragments[place]]
                found = suggest(one, self.fitted, self.encoders, config, cache=self.cache)
                self._found[place] = found[0]
                while len(self._found) > _KEPT:
                    self._found.popitem(last=False)
            return self._found[place]

    def labels_of(self, fragment_id: str) -> Mapping[str, tuple[str, ...]]:
        """Give the labels that a neighbour was coded with."""
        row = self._rows.get(fragment_id)
        if row is None:
            return {}
        tables = self.fitted.neighbours.labels
        return {
            name: tuple(
                label for label, on in zip(head.labels, tables[name][row], strict=True) if on
            )
            for name, head in self.fitted.heads.items()
        }


@dataclass(frozen=True)
class FixedProposals:
    """Suggestions that were made before, by place; ``coded`` are the labels of coded fragments."""

    model: str
    suggestions: Mapping[int, Suggestion]
    coded: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    def of(self, place: int) -> Suggestion | None:
        """Look up what was suggested for the fragment at ``place``."""
        return self.suggestions.get(place)

    def labels_of(self, fragment_id: str) -> Mapping[str, tuple[str, ...]]:
        """Give the labels of a coded fragment."""
        return self.coded.get(fragment_id, {})
