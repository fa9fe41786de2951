"""The fragments under review, one after the other: which come next, and how many are done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set


class Line:
    """Places in the order of the review, and which of all places are done.

    Everything that a page asks takes the same time in a small harvest and in a large one.
    """

    def __init__(self, n_fragments: int) -> None:
        self._done: set[int] = set()
        self.put(range(n_fragments))

    def put(self, places: Sequence[int]) -> None:
        """Line ``places`` up anew; those left out keep whether they are done."""
        self.places = tuple(places)
        self._spots = {place: spot for spot, place in enumerate(self.places)}
        self._n_done = len(self._done & self._spots.keys())

    def mark(self, place: int, *, done: bool) -> None:
        """Say whether a fragment is done."""
        if done == (place in self._done):
            return
        (self._done.add if done else self._done.discard)(place)
        if place in self._spots:
            self._n_done += 1 if done else -1

    @property
    def done(self) -> Set[int]:
        """All places that are done, whether they are in the line or not."""
        return self._done

    def progress(self) -> tuple[int, int]:
        """Count what is done in the line, and the line."""
        return self._n_done, len(self.places)

    @property
    def finished(self) -> bool:
        """Whether nothing in the line is left to do."""
        return self._n_done == len(self.places)

    def beside(self, place: int, step: int) -> int | None:
        """Give the place so many steps on; None beyond an end, the first for a stranger."""
        spot = self._spots.get(place)
        if spot is None:
            return self.places[0] if self.places else None
        wanted = spot + step
        return self.places[wanted] if 0 <= wanted < len(self.places) else None

    def still_open(self, place: int | None = None) -> Iterator[int]:
        """Give what is not done after ``place``, then from the start; never ``place`` itself."""
        if self.finished:
            return
        spot = -1 if place is None else self._spots.get(place, -1)
        n = len(self.places)
        for step in range(1, n + 1):
            one = self.places[(spot + step) % n]
            if one not in self._done and one != place:
                yield one
