"""What is proposed for each fragment: by a model, asked or in the background, or by a workbook."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from classifier.records import Fragment, Suggestion, TargetSuggestion, made_by
from classifier.suggest.reasons import reason, with_reader

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.codebook import Codebook
    from classifier.encode import Encoder, VectorCache
    from classifier.model.fitted import Model
    from classifier.model.votes import Votes
    from classifier.records import BoolArray
    from classifier.train.second_votes import SecondVotes

SHOWN = 5
"""Labels listed for a target, beside those that are suggested."""
_KEPT = 2000


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
        coded: Mapping[str, Fragment] | None = None,
        lock: threading.Lock | None = None,
        second: SecondVotes | None = None,
    ) -> None:
        self.fitted, self.encoders, self.cache = model, encoders, cache
        self.lock = lock or threading.Lock()
        self.second = second
        self._coded = coded or {}
        self._fragments = fragments
        self._found: dict[int, Suggestion] = {}
        self._rows = {name: i for i, name in enumerate(model.neighbours.ids)}

    @property
    def model(self) -> str:
        """The model's id, with the reader's beside it."""
        return made_by(self.fitted.name, self.second.reader if self.second else "")

    def beside(self, second: SecondVotes) -> ModelProposals:
        """Return the same with what a second reader said of the fragments."""
        return ModelProposals(
            self.fitted, self.encoders, self._fragments, self.cache, self._coded, self.lock, second
        )

    def votes(self, places: range) -> dict[str, Votes]:
        """Return a second reader's votes on some fragments."""
        rows = np.arange(places.start, places.stop)
        found = self.second.votes if self.second else {}
        return {name: votes.rows(rows) for name, votes in found.items()}

    def of(self, place: int) -> Suggestion:
        """Propose labels for the fragment at ``place``; what was found is kept for a while."""
        from classifier.suggest import OpenModel, SuggestConfig, suggest_fragments

        ready = self._found.get(place)
        if ready is not None:
            return ready
        with self.lock:
            if place not in self._found:
                config = SuggestConfig(
                    top=SHOWN,
                    confidential_words=True,
                    coded=self._coded,
                    votes=self.votes(range(place, place + 1)),
                    quotes=self.second.quotes if self.second else {},
                    reader=self.second.reader if self.second else "",
                )
                one = [self._fragments[place]]
                opened = OpenModel(self.fitted, self.encoders, cache=self.cache)
                found = suggest_fragments(one, opened, config).found[0]
                targets = tuple(
                    with_quotes(target, one[0], self._coded, self.fitted.codebook)
                    for target in found.targets
                )
                self._found[place] = replace(found, targets=targets)
                if len(self._found) > _KEPT:
                    del self._found[next(iter(self._found))]
            return self._found[place]

    def labels_of(self, fragment_id: str) -> Mapping[str, tuple[str, ...]]:
        """Give the labels that a neighbour was coded with."""
        labels: dict[str, tuple[str, ...]] = {}
        row = self._rows.get(fragment_id)
        for name, head in self.fitted.heads.items() if row is not None else ():
            coded = self.fitted.neighbours.labels[name][row]
            labels[name] = tuple(np.asarray(head.labels)[coded].tolist())
        return labels


@dataclass(frozen=True)
class FixedProposals:
    """Suggestions that were made before, by place.

    ``coded``: how neighbours were coded, as label ids by their id and target, where it is at hand.
    """

    model: str
    suggestions: Mapping[int, Suggestion]
    coded: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    def of(self, place: int) -> Suggestion | None:
        """Return what was suggested for the fragment at ``place``; None if nothing was."""
        return self.suggestions.get(place)

    def labels_of(self, fragment_id: str) -> Mapping[str, tuple[str, ...]]:
        """Return the label ids of a coded fragment by target, as far as they are known."""
        return self.coded.get(fragment_id, {})


def with_quotes(
    offered: TargetSuggestion,
    fragment: Fragment,
    coded: Mapping[str, Fragment],
    codebook: Codebook,
) -> TargetSuggestion:
    """Return a suggestion whose reasons quote fragments at hand, and never the fragment itself."""
    labels = []
    for label in offered.labels:
        similar = tuple(name for name in label.similar if name != fragment.id)
        told = label.words or label.example
        if label.similar and not told and (coded or similar != label.similar):
            definition = codebook.target(offered.target).label(label.id).definition
            why = reason((), similar, fragment, coded, definition)
            label = replace(label, why=with_reader(why, label.read, label.quote))
        labels.append(replace(label, similar=similar))
    return replace(offered, labels=tuple(labels))


Proposals = ModelProposals | FixedProposals


# Small, so that a page never waits long for the encoders.
_CHUNK = 2
# After a page was asked for, the processor is left to the browser for so long: to lay the page
# out before the next ones are prepared, and to stay quick before the scorer goes on.
_LAYOUT = 0.1
_COURTESY = 0.3


@dataclass(frozen=True)
class Scored:
    """What is known about all fragments at once; by target, arrays (n_fragments, n_labels).

    Attributes
    ----------
    probabilities, thresholds : float; a threshold holds for its column, (n_labels,)
    chosen : bool, the suggested labels
    known : bool (n_fragments,); False where nothing was computed yet or the text is not readable
    usual : mean number of labels of a coded fragment by target; None if nobody knows
    apart : float (n_fragments,), how far the probabilities without a second reader are from what
        it named, summed over the labels; None without a reader
    """

    probabilities: dict[str, NDArray[np.float32]]
    thresholds: dict[str, NDArray[np.float32]]
    chosen: dict[str, BoolArray]
    known: BoolArray
    usual: dict[str, float | None]
    apart: NDArray[np.float32] | None = None


def empty_scores(codebook: Codebook, n_fragments: int) -> Scored:
    """Nothing known yet."""
    sizes = {target.id: (n_fragments, len(target.labels)) for target in codebook.targets}
    return Scored(
        {name: np.zeros(size, np.float32) for name, size in sizes.items()},
        {name: np.full(size[1], 0.5, np.float32) for name, size in sizes.items()},
        {name: np.zeros(size, bool) for name, size in sizes.items()},
        np.zeros(n_fragments, bool),
        dict.fromkeys(sizes),
    )


def fixed_scores(proposals: FixedProposals, codebook: Codebook, n_fragments: int) -> Scored:
    """Lay out suggestions that were made before; labels they do not list count as impossible."""
    scored = empty_scores(codebook, n_fragments)
    for place, suggestion in proposals.suggestions.items():
        for one in suggestion.targets:
            ids = codebook.target(one.target).ids
            for label in one.labels:
                column = ids.index(label.id)
                scored.probabilities[one.target][place, column] = label.probability
                scored.chosen[one.target][place, column] = label.suggested
        scored.known[place] = any(one.verdict != "not-readable" for one in suggestion.targets)
    apart = np.zeros(n_fragments, np.float32)
    read = [
        (place, bool(label.read), label.alone)
        for place, suggestion in proposals.suggestions.items()
        for one in suggestion.targets
        for label in one.labels
        if label.alone is not None
    ]
    for place, named, alone in read:
        apart[place] += abs(named - alone)
    return replace(scored, apart=apart) if read else scored


class BackgroundScorer:
    """Scores every fragment on a thread of its own; `done` counts them as it goes.

    Pages that were wished for come before the next chunk.
    """

    def __init__(self, proposals: ModelProposals, fragments: Sequence[Fragment]) -> None:
        self._proposals, self._fragments = proposals, fragments
        self._stop = threading.Event()
        self._wishes: tuple[int, ...] = ()
        self._wished = threading.Event()
        self._thread = threading.Thread(target=self._run, name="scorer", daemon=True)
        self._asked = 0.0
        self.done = 0
        model = proposals.fitted
        self.scored = empty_scores(model.codebook, len(fragments))
        for name, head in model.heads.items():
            self.scored.thresholds[name][:] = head.thresholds()
            coded = model.neighbours.labels[name]
            self.scored.usual[name] = float(coded.sum(axis=1).mean()) if len(coded) else None

        if proposals.second is not None:
            self.scored = replace(self.scored, apart=np.zeros(len(fragments), np.float32))

    @property
    def finished(self) -> bool:
        """Whether all fragments are scored."""
        return self.done >= len(self._fragments)

    def prepare(self, places: tuple[int, ...]) -> None:
        """Have the proposals of these fragments ready, the first first; earlier wishes lapse."""
        self._asked = time.monotonic()
        self._wishes = places
        self._wished.set()

    def start(self, first: tuple[int, ...] = ()) -> None:
        """Begin with the fragments whose pages are opened first."""
        self._wishes = first
        self._wished.set()
        self._thread.start()

    def stop(self, *, wait: bool = True) -> None:
        """Stop after the chunk at hand."""
        self._stop.set()
        self._wished.set()
        if wait and self._thread.is_alive():
            self._thread.join(timeout=5)

    def _run(self) -> None:
        for start in range(0, len(self._fragments), _CHUNK):
            # A chunk may take longer than the courtesy lasts: a wish is granted all the same.
            while not self._stop.is_set() and (self._wished.is_set() or self._rest(_COURTESY) > 0):
                self._grant(max(0.0, self._rest(_COURTESY)))
            if self._stop.is_set():
                return
            self._score(slice(start, min(start + _CHUNK, len(self._fragments))))
            self._stop.wait(0.002)
        while not self._stop.is_set():
            self._grant(None)

    def _rest(self, courtesy: float) -> float:
        """Seconds for which pages still come first."""
        return self._asked + courtesy - time.monotonic()

    def _grant(self, patience: float | None) -> None:
        """Prepare what is wished for; wait at most so long for the first wish."""
        if not self._wished.wait(patience):
            return
        self._wished.clear()
        for place in self._wishes:
            self._stop.wait(max(0.0, self._rest(_LAYOUT)))
            # A newer wish is for the page that is open now.
            if self._stop.is_set() or self._wished.is_set():
                return
            self._proposals.of(place)

    def _score(self, rows: slice) -> None:
        from classifier.encode import detect_language
        from classifier.features import embed, model_texts
        from classifier.suggest.verdicts import choose, not_readable

        model = self._proposals.fitted
        texts = model_texts(self._fragments[rows])
        with self._proposals.lock:
            vectors = embed(texts, self._proposals.encoders, self._proposals.cache)
        vectors = vectors.less(model.blocks.centres)
        votes = self._proposals.votes(range(rows.start, rows.stop))
        found = model.probabilities(texts, vectors, votes=votes)
        thresholds = {
            name: head.row_thresholds(votes.get(name)) for name, head in model.heads.items()
        }
        chosen = choose(model, found, thresholds)
        if self.scored.apart is not None:
            alone = model.probabilities(texts, vectors)
            self.scored.apart[rows] = sum(
                np.abs(one.values - alone[name]).sum(axis=1) * one.read
                for name, one in votes.items()
            )
        for name in found:
            self.scored.probabilities[name][rows] = found[name]
            self.scored.chosen[name][rows] = chosen[name]
        self.scored.known[rows] = [
            not not_readable(text, detect_language(text), model.languages) for text in texts.joint
        ]
        self.done = rows.stop
