"""The form of one label as its page shows it: what stands in it, what is wrong, what is offered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from classifier.home.advice import advice_on
from classifier.home.labels import mark_of, written_label

if TYPE_CHECKING:
    from classifier.codebook import Codebook, Label, Target
    from classifier.codebook.label_slips import Slip
    from classifier.translations import Words

_FIELDS = ("name", "definition", "include", "exclude", "examples", "aliases", "parent")
_ASKED = ("kind", "names", "into")


@dataclass(frozen=True)
class LabelForm:
    """A label that is shown to be written in.

    Attributes
    ----------
    label : without an id where it is to be added
    written : what was sent and could not be kept; empty for what the codebook says
    slips, trouble : why it could not: of a field each, or a sentence
    meanwhile : somebody else has changed the label since it was shown
    """

    target: Target
    label: Label
    written: Mapping[str, str] = field(default_factory=dict)
    slips: tuple[Slip, ...] = ()
    trouble: str = ""
    meanwhile: bool = False

    @property
    def is_refused(self) -> bool:
        """Whether something that was sent was not kept."""
        return bool(self.slips or self.trouble or self.meanwhile)

    def values(self, book: Codebook, words: Words) -> dict[str, object]:
        """Return what the page is made of."""
        from classifier.codebook.editing import older_names
        from classifier.codebook.label_slips import EDITS

        target, label = self.target, self.label
        older = older_names(label, book, target)
        now = _fields(label, older)
        form = {key: self.written.get(key, text) for key, text in now.items()}
        return {
            "book": book,
            "groups": [(one, groups(one, book)) for one in book.targets],
            "retired": [(one, [la for la in one.labels if la.retired]) for one in book.targets],
            "target": target,
            "label": label,
            "adding": not label.id,
            "older": older,
            "parents": _parents(book, target, label),
            "others": [one for one in target.labels if not one.retired and one is not label],
            "mark": mark_of(label),
            "kinds": EDITS,
            "form": form | {key: self.written.get(key, "") for key in _ASKED},
            "now": now if self.meanwhile else {},
            "errors": [(slip.field, words(slip.key, **dict(slip.values))) for slip in self.slips],
            "trouble": self.trouble,
            "advice": advice_on(book, target, written_label(label, older, form)),
        }


def groups(target: Target, book: Codebook) -> list[tuple[str, list[Label]]]:
    """Return the labels in use below the names of what they belong to, as the list shows them."""
    in_use = [label for label in target.labels if not label.retired]
    above = book.target(target.parent).labels if target.parent else ()
    found = [(one.name, [label for label in in_use if label.parent == one.id]) for one in above]
    ids = {one.id for one in above}
    rest = [label for label in in_use if label.parent not in ids]
    return [group for group in (*found, ("", rest)) if group[1]]


def _fields(label: Label, older: list[str]) -> dict[str, str]:
    """Return what stands in each field of the form."""
    texts = {key: getattr(label, key) for key in _FIELDS}
    return texts | {
        "examples": "\n".join(label.examples),
        "aliases": "\n".join(name for name in label.aliases if name not in older),
    }


def _parents(book: Codebook, target: Target, label: Label) -> list[Label]:
    """Return what a label may belong to, and what it belongs to."""
    above = book.target(target.parent).labels if target.parent else ()
    return [one for one in above if not one.retired or one.id == label.parent]
