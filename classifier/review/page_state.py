"""What the pages share in one run: the session, the coder's choices, what is under way."""

from __future__ import annotations

from dataclasses import dataclass, field

from classifier.review.export import Exported
from classifier.review.guard import Keys
from classifier.review.overview import Filter
from classifier.review.proposals import BackgroundScorer, Scored
from classifier.review.queue import ORDERS, Order, in_order
from classifier.review.session import Session
from classifier.review.translations import Language, Words


@dataclass
class PageState:
    """All that the pages share in one run of the program.

    Attributes
    ----------
    scorer : scores all fragments in the background; None where nothing is to be computed
    scored : what is known about all fragments; the scorer's own while it runs
    worklist : places in the worklist's order; empty without one
    """

    session: Session
    keys: Keys
    scored: Scored
    language: Language = "en"
    scorer: BackgroundScorer | None = None
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
        return self.scorer is None or self.scorer.finished

    def rebuild_queue(self) -> None:
        """Set the order anew: the chosen one, of the fragments that were asked for."""
        if self.order == "worklist":
            places = list(self.worklist)
        else:
            known = self.order if self.order in ORDERS and self.orders_ready else "row"
            order: Order = next(one for one in ORDERS if one == known)
            places = in_order(order, self.scored, self.session.inputs.codebook)
            if self.worklist:
                listed = set(self.worklist)
                places = [place for place in places if place in listed]
        if self.listed is not None:
            wanted = set(self.listed)
            places = [place for place in places if place in wanted]
        self.session.queue.put(places)
