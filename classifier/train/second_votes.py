"""Votes of a second reader, whoever gives them: files, or a language model on this machine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from classifier.disclosure import without_confidential_words
from classifier.errors import ModelError
from classifier.harvest import read_votes
from classifier.progress import silent
from classifier.train.material import lay_out_votes

if TYPE_CHECKING:
    from pathlib import Path

    from classifier.codebook import Codebook
    from classifier.model.fitted import Model
    from classifier.model.votes import Votes
    from classifier.progress import Stages
    from classifier.reader import ReaderSettings
    from classifier.reader.identity import Identity
    from classifier.reader.reading import Reading
    from classifier.records import Coding, Fragment, Problem


@dataclass(frozen=True)
class SecondVotes:
    """What a second reader said of fragments.

    Attributes
    ----------
    votes : by target, each of all fragments
    codings : the same, one by one
    problems : what was not understood of files
    quotes : a reader's words for a label, by fragment, target and label
    reader : which model read, by which words; "" for files
    told : what a person should know of the reader
    facts : the same for a model's manifest
    counts : of a reader's answers, and of what was wrong with them
    """

    votes: Mapping[str, Votes] = field(default_factory=dict)
    codings: tuple[Coding, ...] = ()
    problems: tuple[Problem, ...] = ()
    quotes: Mapping[tuple[str, str, str], str] = field(default_factory=dict)
    reader: str = ""
    told: tuple[str, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)

    def beside(
        self, reader: SecondVotes, fragments: Sequence[Fragment], codebook: Codebook
    ) -> SecondVotes:
        """Add a reader's votes to those of files: where both voted, the mean counts."""
        codings = (*self.codings, *reader.codings)
        votes = lay_out_votes(codings, fragments, codebook) if self.codings else reader.votes
        return replace(reader, votes=votes, codings=codings, problems=self.problems)


def votes_in_files(
    paths: Sequence[Path],
    fragments: Sequence[Fragment],
    codebook: Codebook,
    model: Model | None = None,
) -> SecondVotes:
    """Read the votes on these fragments from files; ``model`` is told where it trusts a reader."""
    codings: list[Coding] = []
    problems: list[Problem] = []
    ids = {fragment.id for fragment in fragments}
    for path in paths:
        found, troubles = read_votes(path, codebook, ids)
        codings += found
        problems += troubles
    shown = without_confidential_words(problems, fragments, codebook)
    laid_out = lay_out_votes(codings, fragments, codebook)
    learned = model.facts.get("reader") if model is not None and paths else None
    told: tuple[str, ...] = ()
    if isinstance(learned, dict):
        told = (
            f"These votes count as those of {learned.get('model')} would: the model has learned "
            "how far to trust that reader, not who gave them.",
        )
    return SecondVotes(laid_out, tuple(codings), tuple(shown), told=told)


def votes_to_learn_from(
    reader: ReaderSettings,
    fragments: Sequence[Fragment],
    codings: Sequence[Coding],
    codebook: Codebook,
    stages: Stages = silent,
    *,
    all_coded: bool = False,
) -> SecondVotes:
    """Let a reader read coded fragments, and look whether it reads at all.

    At most `MOST_READ` of them, drawn over the groups, unless ``all_coded`` are asked for.
    """
    from classifier.reader import open_reader
    from classifier.reader.checks import check_reader
    from classifier.reader.reading import draw

    opened = open_reader(reader)
    coded = _readable(fragments, {coding.fragment_id for coding in codings}, reader)
    if not coded:
        told = "The reader was not asked: how far to trust it is learned from coded fragments."
        return SecondVotes(told=(told,))
    chosen = coded if all_coded else draw(coded)
    reading = opened.read(chosen, codebook, [target.id for target in codebook.asked], stages)
    with stages("Checking the reader"):
        checks = check_reader(opened, chosen, codebook.asked[0], reading.n_valid)
    said = f"The reader in short checks: {'; '.join(map(str, checks))}."
    facts = {**opened.identity.facts(), "n_read": len(chosen), "checks": [*map(str, checks)]}
    second = _laid_out(reading, fragments, codebook)
    return replace(second, told=(*second.told, said), facts={"reader": facts})


def _readable(
    fragments: Sequence[Fragment], among: Collection[str], reader: ReaderSettings
) -> list[Fragment]:
    """Return those among the fragments that have a text and may be shown."""
    open_ones = [one for one in fragments if reader.confidential or not one.confidential]
    return [one for one in open_ones if one.id in among and one.has_text]


def _laid_out(reading: Reading, fragments: Sequence[Fragment], codebook: Codebook) -> SecondVotes:
    return SecondVotes(
        votes=lay_out_votes(reading.votes, fragments, codebook),
        codings=reading.votes,
        quotes=reading.quotes,
        reader=str(reading.identity),
        told=reading.notices,
        facts={"reader": reading.identity.facts()},
        counts=reading.counts,
    )


def votes_to_use(
    reader: ReaderSettings,
    fragments: Sequence[Fragment],
    model: Model,
    stages: Stages = silent,
    *,
    among: Collection[str] | None = None,
) -> SecondVotes:
    """Let the reader read that a model has learned to trust; another one is refused.

    ``among``: ids of fragments of which at most `MOST_READ` are read, drawn over the groups.
    """
    from classifier.reader import open_reader
    from classifier.reader.reading import draw

    refuse_untrusted(model)
    opened = open_reader(reader)
    _refuse_other(model, opened.identity)
    chosen = fragments if among is None else draw(_readable(fragments, among, reader))
    targets = [name for name, head in model.heads.items() if head.voted]
    reading = opened.read(chosen, model.codebook, targets, stages)
    return _laid_out(reading, fragments, model.codebook)


def votes_on_rows(
    reader: ReaderSettings, fragments: Sequence[Fragment], model: Model, stages: Stages = silent
) -> SecondVotes:
    """Do as `votes_to_use` for rows of which several may have one id: these get no quotes."""
    numbered = [replace(fragment, id=str(i)) for i, fragment in enumerate(fragments)]
    second = votes_to_use(reader, numbered, model, stages)
    n_rows = Counter(fragment.id for fragment in fragments)
    quotes = {
        (fragments[int(number)].id, target, label): quote
        for (number, target, label), quote in second.quotes.items()
        if n_rows[fragments[int(number)].id] == 1
    }
    return replace(second, quotes=quotes)


def refuse_untrusted(model: Model) -> None:
    """Refuse votes for a model that has not learned how far to trust them."""
    if not any(head.voted for head in model.heads.values()):
        raise ModelError(
            f"{model.name} has not learned how far votes can be trusted.",
            hint="Train it with votes on coded fragments: classifier train … --votes FILE, or "
            "--reader URL#MODEL. Where they did not make its held-out figures better, it says so "
            "and does without.",
        )


def _refuse_other(model: Model, identity: Identity) -> None:
    """Refuse another reader than the one that a model has learned to trust."""
    learned = model.facts.get("reader")
    if not isinstance(learned, dict):
        raise ModelError(
            f"{model.name} has learned how far to trust a file of votes, not a reader.",
            hint="Train it with --reader, or give votes from where the others came: --votes FILE.",
        )
    facts = identity.facts()
    unlike = [name for name, value in facts.items() if value != learned.get(name, "")]
    if unlike:
        raise ModelError(
            f"{model.name} has learned how far to trust the reader {learned.get('model')}, not "
            f"{identity}: {', '.join(unlike)} differs.",
            hint="Ask that reader, or train the model again with this one.",
        )
