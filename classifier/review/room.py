"""What the pages share in one run: the desk, the choices of the coder, what is under way."""

from __future__ import annotations

from dataclasses import dataclass, field

from classifier.review.desk import Desk
from classifier.review.export import Exported
from classifier.review.guard import Keys
from classifier.review.order import ORDERS, Order, in_order
from classifier.review.overview import Filter
from classifier.review.sweep import Scored, Sweep
from classifier.review.texts import Language, Words


@dataclass
class Room:
    """All that the pages share in one run of the program.

    Attributes
    ----------
    sweep : scores all fragments in the background; None where nothing is to be computed
    scored : what is known about all fragments; the sweep's own while it runs
    worklist : places in the worklist's order; empty without one
    """

    desk: Desk
    keys: Keys
    scored: Scored
    language: Language = "en"
    sweep: Sweep | None = None
    worklist: tuple[int, ...] = ()
    order: Order | str = "row"
    filter: Filter = field(default_factory=Filter)
    listed: tuple[int, ...] | None = None
    shortcuts: bool = True
    ended: bool = False
    exported: Exported | None = None
    export_error: str = ""

    @property
    def words(self) -> Words:
        """The texts in the language of the pages."""
        return Words(self.language)

    @property
    def orders_ready(self) -> bool:
        """Whether every fragment is scored, so that any order can be given."""
        return self.sweep is None or self.sweep.finished

    def line_up(self) -> None:
        """Line up anew: the chosen order, of the fragments that were asked for."""
        if self.order == "worklist":
            places = list(self.worklist)
        else:
            known = self.order if self.order in ORDERS and self.orders_ready else "row"
            order: Order = next(one for one in ORDERS if one == known)
            places = in_order(order, self.scored, self.desk.material.codebook)
            if self.worklist:
                listed = set(self.worklist)
                places = [place for place in places if place in listed]
        if self.listed is not None:
            wanted = set(self.listed)
            places = [place for place in places if place in wanted]
        self.desk.line.put(places)
