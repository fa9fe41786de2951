"""From scores to suggestions: what is suggested, what may be accepted unseen, and why."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from classifier.encode import detect_language
from classifier.model.accept import Promise, make_promise
from classifier.model.head import ticks
from classifier.model.hierarchy import membership, source_of, with_parents
from classifier.model.votes import NAMED
from classifier.records import LabelSuggestion, Suggestion, TargetSuggestion, Verdict
from classifier.suggest.evidence import word_evidence
from classifier.suggest.reasons import reason, with_example, with_reader
from classifier.translations import current_words, say

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.features import Rows, Texts, Vectors
    from classifier.model.fitted import Model
    from classifier.records import BoolArray, FloatArray, Fragment
    from classifier.suggest import SuggestConfig


def not_readable(text: str, language: str, known: frozenset[str]) -> str:
    """Say why a text cannot be read; "" if it can.

    >>> not_readable("habari za asubuhi", "sw", frozenset({"en"}))
    'The text seems to be Swahili, which this model does not know.'
    """
    if not text.strip():
        return say("no_text_at_all")
    if language and language not in known:
        name = current_words().language_name(language)
        if not name:
            return say("strange_language", code=language)
        return say("unknown_language", name=name)
    return ""


def target_verdict(
    labels: Sequence[LabelSuggestion], *, calibrated: bool = True
) -> tuple[Verdict, str]:
    """Judge one target of a readable fragment, with the reason where it is not ``suggest``.

    ``labels`` are those listed, likeliest first: the likeliest label, and all suggested ones.
    """
    if not calibrated:
        return "unsure", say("not_calibrated")
    suggested = [label for label in labels if label.suggested]
    if not suggested:
        if not labels:
            return "unsure", say("no_labels")
        best = labels[0]
        percent = f"{best.probability:.0%}"
        return "unsure", say("none_likely", name=best.name, percent=percent)
    if all(label.few for label in suggested):
        return "unsure", say("all_few")
    return "suggest", ""


def choose(
    model: Model, probabilities: dict[str, FloatArray], thresholds: dict[str, FloatArray]
) -> dict[str, BoolArray]:
    """Tick labels per target; a suggested type always brings its cluster."""
    chosen: dict[str, BoolArray] = {}
    for name, head in model.heads.items():
        chosen[name] = ticks(probabilities[name], thresholds[name], head.single)
        if not head.calibrated:  # its numbers only rank
            chosen[name] = np.zeros_like(chosen[name])
        target = model.codebook.target(name)
        source = source_of(target, model.codebook)
        if source is not None and source.id in chosen:
            chosen[name] = with_parents(chosen[source.id], chosen[name], membership(target, source))
    return chosen


def promises(model: Model, precision: float, *, voted: Container[str] = ()) -> dict[str, Promise]:
    """What can be promised for each calibrated target about labels accepted unseen.

    Where a target is not calibrated, nothing was held out from which to promise. For the targets
    in ``voted`` the promise is that for fragments with votes, if the model trusts these.
    """
    found = {}
    for name, head in model.heads.items():
        held_out = head.voted.held_out if head.voted and name in voted else head.held_out
        if head.calibrated:
            found[name] = make_promise(held_out, precision)
    return found


def acceptable(
    model: Model,
    probabilities: dict[str, FloatArray],
    chosen: dict[str, BoolArray],
    config: SuggestConfig,
) -> dict[str, BoolArray]:
    """Mark likely suggestions that the promise covers: bool (n_texts, n_labels) per target.

    It was tested on labels with enough examples at or above their ordinary thresholds, so it
    covers no others, however the dial is turned.
    """
    marked = {name: np.zeros_like(table) for name, table in chosen.items()}
    if config.accept is None:
        return marked
    plain = promises(model, config.accept)
    voted = promises(model, config.accept, voted=config.votes)
    for name, promise in plain.items():
        head, votes = model.heads[name], config.votes.get(name)
        cut = np.full((1, 1), _cut(promise))
        if votes is not None:
            cut = np.where(votes.read[:, None], _cut(voted[name]), cut)
        lowest = np.maximum(head.row_thresholds(votes), cut)
        likely = head.likely(probabilities[name], chosen[name])
        marked[name] = likely & (probabilities[name] >= lowest) & ~head.few
    return marked


def _cut(promise: Promise) -> float:
    return np.inf if promise.cut is None else promise.cut


@dataclass(frozen=True)
class Scores:
    """What was computed for all fragments at once.

    ``thresholds`` are by target, float (n_texts or 1, n_labels): votes change them. ``alone`` are
    the probabilities without votes; nothing where there are none.
    """

    model: Model
    texts: Texts
    sparse: dict[str, Rows]
    languages: tuple[str, ...]
    probabilities: dict[str, FloatArray]
    chosen: dict[str, BoolArray]
    thresholds: dict[str, FloatArray]
    acceptable: dict[str, BoolArray]
    nearest: NDArray[np.int64]
    examples: FloatArray | None
    alone: dict[str, FloatArray] = field(default_factory=dict)


def score_texts(model: Model, texts: Texts, vectors: Vectors, config: SuggestConfig) -> Scores:
    """Score all texts at once."""
    sparse = model.blocks.sparse(texts.joint)
    probabilities = model.probabilities(texts, vectors, sparse, config.votes)
    thresholds = {
        name: head.row_thresholds(config.votes.get(name), config.dial)
        for name, head in model.heads.items()
    }
    chosen = choose(model, probabilities, thresholds)
    return Scores(
        model=model,
        texts=texts,
        sparse=sparse,
        languages=tuple(detect_language(text) for text in texts.joint),
        probabilities=probabilities,
        chosen=chosen,
        thresholds=thresholds,
        acceptable=acceptable(model, probabilities, chosen, config),
        nearest=model.neighbours.nearest(vectors, model.blocks.encoders, len(texts)),
        examples=(model.examples.parts(model.blocks, texts, vectors) if model.examples else None),
        alone=model.probabilities(texts, vectors, sparse) if config.votes else {},
    )


def suggestion_of(scored: Scores, i: int, fragment: Fragment, config: SuggestConfig) -> Suggestion:
    """Lay out what is suggested for text number ``i``, and why."""
    model = scored.model
    reason = not_readable(scored.texts.joint[i], scored.languages[i], model.languages)
    if reason:
        found = {
            name: TargetSuggestion(name, "not-readable", (), head.calibrated, reason)
            for name, head in model.heads.items()
        }
    else:
        shown = {name: _shown(scored, i, name, config) for name in model.heads}
        why = _reasons(scored, i, shown, fragment, config)
        found = {name: _target(scored, i, name, shown[name], why) for name in model.heads}
        found = {name: _marked(one, i, fragment, scored, config) for name, one in found.items()}
    return Suggestion(
        fragment_id=fragment.id,
        model=model.name,
        codebook_version=model.codebook.version,
        language=scored.languages[i],
        targets=tuple(found[target.id] for target in model.codebook.targets if target.id in found),
        notes=_notes(fragment),
        reader=config.reader,
    )


def _shown(scored: Scores, i: int, target: str, config: SuggestConfig) -> list[int]:
    """Choose the labels to list, as numbers, likeliest first."""
    top, votes = config.top, config.votes.get(target)
    # Rounded, so that equal probabilities keep the codebook's order on every machine.
    likeliness = np.round(scored.probabilities[target][i], 6)
    order = np.argsort(-likeliness, kind="stable").tolist()
    wanted = scored.chosen[target][i]
    if votes is not None:
        wanted = wanted | (votes.values[i] >= NAMED)
    return [j for rank, j in enumerate(order) if top is None or rank < top or wanted[j]]


def _marked(
    offered: TargetSuggestion, i: int, fragment: Fragment, scored: Scores, config: SuggestConfig
) -> TargetSuggestion:
    """Put a second reader's mark beside each label, with the words it quotes."""
    votes = config.votes.get(offered.target)
    if votes is None or not votes.read[i]:
        return offered
    column, labels = scored.model.codebook.target(offered.target).ids.index, []
    for label in offered.labels:
        read = bool(votes.values[i, column(label.id)] >= NAMED)
        alone = float(scored.alone[offered.target][i, column(label.id)])
        quote = config.quotes.get((fragment.id, offered.target, label.id), "")
        if fragment.confidential and not config.confidential_words:
            quote = ""
        why = with_reader(label.why, read, quote)
        labels.append(replace(label, read=read, quote=quote, why=why, alone=alone))
    return replace(offered, labels=tuple(labels))


@dataclass(frozen=True, slots=True)
class _Reason:
    """Why a label: words of the text, fragments like it, an example like it, and a sentence."""

    words: tuple[str, ...] = ()
    similar: tuple[str, ...] = ()
    why: str = ""
    example: str = ""


def _reasons(
    scored: Scores,
    i: int,
    shown: Mapping[str, Sequence[int]],
    fragment: Fragment,
    config: SuggestConfig,
) -> dict[tuple[str, int], _Reason]:
    """Find the words, unless they are confidential, and the similar fragments for each label."""
    model = scored.model
    keys = [(target, j) for target, labels in shown.items() for j in labels]
    own = [k for k in scored.nearest[i] if model.neighbours.ids[k] != fragment.id]
    near = np.array(own, dtype=np.int64)
    evidence = None
    if config.confidential_words or not fragment.confidential:
        columns = np.array([model.first_columns[target] + j for target, j in keys], dtype=np.intp)
        grams = {name: rows.row(i) for name, rows in scored.sparse.items()}
        evidence = word_evidence(model, scored.texts.joint[i], columns, grams)
    reasons = {}
    for k, (target, j) in enumerate(keys):
        words, strength = (evidence.strongest(k), evidence.strength(k)) if evidence else ((), 0.0)
        similar = model.neighbours.with_label(near, target, j)
        definition = model.codebook.target(target).labels[j].definition
        why = reason(words, similar, fragment, config.coded, definition)
        example = _strongest_example(scored, i, (target, j), strength)
        reasons[target, j] = _Reason(words, similar, with_example(why, words, example), example)
    return reasons


def _strongest_example(scored: Scores, i: int, label: tuple[str, int], words: float) -> str:
    """Return the example of the codebook that adds more to a score than any word; "" if none."""
    if scored.examples is None or scored.model.examples is None:
        return ""
    part, text = scored.model.examples.strongest(scored.examples[i], label)
    return text if part > words else ""


def _target(
    scored: Scores,
    i: int,
    name: str,
    shown: Sequence[int],
    why: Mapping[tuple[str, int], _Reason],
) -> TargetSuggestion:
    head = scored.model.heads[name]
    few = head.few.tolist()
    labels = scored.model.codebook.target(name).labels
    likely = head.likely(scored.probabilities[name][i], scored.chosen[name][i])
    limits = np.broadcast_to(scored.thresholds[name], scored.probabilities[name].shape)[i]
    listed = []
    for j in shown:
        own = why[name, j]
        listed.append(
            LabelSuggestion(
                id=labels[j].id,
                name=labels[j].name,
                probability=float(scored.probabilities[name][i, j]),
                threshold=float(limits[j]),
                suggested=bool(scored.chosen[name][i, j]),
                likely=bool(likely[j]),
                accept=bool(scored.acceptable[name][i, j]),
                examples=int(head.n_examples[j]),
                few=few[j],
                words=own.words,
                similar=own.similar,
                why=own.why,
                example=own.example,
            )
        )
    verdict, said = target_verdict(listed, calibrated=head.calibrated)
    return TargetSuggestion(name, verdict, tuple(listed), head.calibrated, said)


def _notes(fragment: Fragment) -> tuple[str, ...]:
    notes = []
    if fragment.from_merged:
        notes.append(say("from_merged"))
    if fragment.outcome.strip() == "" and fragment.significance.strip():
        notes.append(say("no_outcome"))
    if fragment.status.strip().lower() == "output":
        notes.append(say("row_is_output"))
    return tuple(notes)
