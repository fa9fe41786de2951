"""Which label of a codebook words mean that stand above example sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass

from classifier.codebook import Codebook, Target, did_you_mean, near_names, parse_labels
from classifier.folding import name_key

_ID_AND_WORDS = re.compile(r"(?P<id>[\w./]+)(?P<mark>\s*[–—(-]\s*|\s+)(?P<words>.+)")
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class LabelNames:
    """The labels that a coder of this codebook may give, by what people write for them."""

    codebook: Codebook

    def find(self, text: str, section: str, *, exact: bool) -> tuple[str, str] | None:
        """Find the ids of target and label that words mean; None if none, or several.

        Parameters
        ----------
        section : id of the target that is spoken of; "" if it can be any
        exact : the words are the label's name or id and no others
        """
        if len(text) > _LONGEST_NAME:
            return None
        before, slash, after = text.partition("/")
        found = []
        for target in self._targets(before if slash else "", section):
            own = (after if slash and name_key(before) == name_key(target.id) else text).strip()
            label_id = _named(own, target) or ("" if exact else _id_before_words(own, target))
            if label_id and not target.label(label_id).retired:
                found.append((target.id, label_id))
        return found[0] if len(found) == 1 else None

    def before_colon(self, key: str, section: str) -> tuple[tuple[str, str] | None, bool]:
        """Find the label before a colon, and say whether its id stands there, alone."""
        label = self.find(key, section, exact=False)
        return label, label is not None and name_key(key) == name_key(label[1])

    def _targets(self, named: str, section: str) -> tuple[Target, ...]:
        asked = self.codebook.asked
        own = [target for target in asked if name_key(target.id) == name_key(named)]
        return tuple(own or [target for target in asked if target.id == section] or asked)

    def target_named(self, name: str) -> str:
        """Return the id of the target that words mean; "" if they mean none."""
        key = name_key(name)
        for target in self.codebook.asked:
            if key in map(name_key, (target.id, target.title, target.column)):
                return target.id
        return ""

    def is_like_id(self, name: str) -> bool:
        """Whether words begin with what may be an id, by its capitals and numbers."""
        ids = {_shape(label_id) for target in self.codebook.asked for label_id in target.ids}
        return _shape(re.split(r"[\s:–—-]", name, maxsplit=1)[0]) in ids

    def may_be_label(self, name: str) -> bool:
        """Whether words look like a label that the codebook lacks, or like a slip of one."""
        return self.is_like_id(name) or any(did_you_mean(name, t) for t in self.codebook.asked)

    def why_unknown(self, name: str) -> tuple[str, str]:
        """Say why words name no label, and what to do."""
        guesses = (near_names([name], target, "") for target in self.codebook.asked)
        hint = next(filter(None, guesses), "Write the label's id, as the codebook has it.")
        if f"“{name}”" in hint:
            return f"“{name}” is no longer in use", ""
        return f"“{name}” is no label of the codebook", hint


def _named(text: str, target: Target) -> str:
    """Return the id of the one label that a text names and nothing else; "" if it does not."""
    known, unknown = parse_labels(text, target) or (frozenset(), ())
    return next(iter(known)) if len(known) == 1 and not unknown else ""


def _id_before_words(text: str, target: Target) -> str:
    """Return the id that stands before other words, such as a translated name; "" if none does.

    >>> from classifier.codebook import Label
    >>> target = Target("t", (Label("T1", "Law"), Label("A", "Rule")))
    >>> [_id_before_words(text, target) for text in ("T1 – loi", "A – loi", "A rule", "T1 (Rule)")]
    ['T1', 'A', '', '']
    """
    ids = {name_key(label_id): label_id for label_id in target.ids}
    match = _ID_AND_WORDS.fullmatch(text)
    label_id = ids.get(name_key(match["id"]), "") if match else ""
    if match is None or not (match["mark"].strip() or re.search(r"[A-Za-z]\d", label_id)):
        return ""
    others = {label.id for label in did_you_mean(match["words"], target)} - {label_id}
    return "" if others else label_id


def _shape(name: str) -> str:
    """Return what a name looks like: its capitals, small letters and numbers.

    >>> _shape("T01"), _shape("With")
    ('A9', 'Aaaa')
    """
    return re.sub(r"[A-Z]", "A", re.sub(r"\d+", "9", re.sub(r"[a-z]", "a", name)))
