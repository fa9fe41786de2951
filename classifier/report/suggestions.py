"""Suggestions as JSON lines, as a table for Excel, and as a panel for the terminal."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from classifier.disclosure import name_of
from classifier.model.accept import CONFIDENCE, Promise
from classifier.outputs import csv_text
from classifier.report.problems import Painter, painter
from classifier.translations import current_words, say

if TYPE_CHECKING:
    from classifier.codebook import Codebook
    from classifier.records import Fragment, LabelSuggestion, Suggestion, TargetSuggestion
    from classifier.suggest import Suggestions
    from classifier.suggest.drift import Drift

WIDTH = 92
NAME_WIDTH = 44
BAR_WIDTH = 10
_VERDICTS = {
    "suggest": ("suggested", "green"),
    "unsure": ("unsure: a person should decide", "yellow"),
    "not-readable": ("not readable", "dim"),
}


def suggestion_json(suggestion: Suggestion) -> str:
    """One suggestion as one line of JSON; probabilities with 4 decimals."""
    facts: dict[str, Any] = {
        "fragment_id": suggestion.fragment_id,
        "model": suggestion.model,
        "codebook_version": suggestion.codebook_version,
        "language": suggestion.language,
        "notes": list(suggestion.notes),
        **({"reader": suggestion.reader} if suggestion.reader else {}),
        "targets": {},
    }
    for target in suggestion.targets:
        reason = {"reason": target.reason} if target.reason else {}
        labels = [_label_json(label) for label in target.labels]
        facts["targets"][target.target] = {
            "verdict": target.verdict, "calibrated": target.calibrated, **reason, "labels": labels,
        }  # fmt: skip
    return json.dumps(facts, ensure_ascii=False)


def _label_json(label: LabelSuggestion) -> dict[str, object]:
    return {
        "id": label.id,
        "name": label.name,
        "probability": round(label.probability, 4),
        "threshold": round(label.threshold, 4),
        "likely": label.likely,
        "suggested": label.suggested,
        "accept": label.accept,
        "examples": label.examples,
        "few": label.few,
        "why": {"words": list(label.words), "similar": list(label.similar)}
        | ({"example": label.example} if label.example else {}),
        **_reader_json(label),
    }


def _reader_json(label: LabelSuggestion) -> dict[str, object]:
    """Return a second reader's mark; nothing where nobody else read."""
    if label.read is None:
        return {}
    alone = None if label.alone is None else round(label.alone, 4)
    told = {"named": label.read, "without": alone}
    return {"reader": told | ({"quote": label.quote} if label.quote else {})}


def suggestion_table(found: Sequence[Suggestion], codebook: Codebook) -> str:
    """Suggestions as csv that a spreadsheet opens safely: no cell is taken for a formula."""
    return csv_text([suggestion_headings(codebook), *map(suggestion_row, found)])


def promise_sentences(
    promises: Mapping[str, Promise], codebook: Codebook, *, void: bool = False
) -> list[str]:
    """Say per target what is promised about labels accepted unseen, or what is missing for it.

    ``void``: the texts are unlike those for which it was promised, so that nothing is marked.
    """
    return [_promise(promises.get(t.id), t.name, void=void) for t in codebook.targets]


def _promise(promise: Promise | None, target: str, *, void: bool) -> str:
    if promise is None:
        return say("promise_ranks_only", target=target)
    told = {"target": target, "precision": f"{promise.precision:.0%}"}
    if promise.cut is not None and void:
        return say("promise_void", **told)
    if promise.cut is not None:
        share, confidence = f"{promise.share:.0%}", f"{CONFIDENCE:.0%}"
        return say("promise_kept", **told, share=share, confidence=confidence)
    if promise.rows_needed is None:
        return say("promise_never", **told)
    needed, checked = f"{promise.rows_needed:,}", f"{promise.rows_checked:,}"
    return say("promise_not_yet", target=target, needed=needed, checked=checked)


def drift_sentences(drift: Sequence[Drift], n_void: int | None = None, n: int = 0) -> list[str]:
    """Say what follows from how a harvest differs from the training texts, and how it does.

    ``n_void`` of the ``n`` fragments differ so that no promise holds for them; None: all.
    """
    said = [one.says for one in drift]
    if not any(one.serious for one in drift):
        return said
    if n_void is None or n_void == n:
        return [say("drift_consequence"), *said]
    return [say("drift_of_some", unlike=n_void, alike=n - n_void), *said]


def cut_sentences(n_cut: Mapping[str, int]) -> list[str]:
    """Say per encoder how many texts it did not read to the end."""
    return [say("cut_texts", name=name, n=n) for name, n in n_cut.items() if n]


def unlike_sentences(made: Suggestions) -> tuple[str, ...]:
    """Say how texts differ from the training texts, and how many were not read to the end."""
    drift = drift_sentences(made.drift, made.n_void, len(made.found))
    return (*drift, *cut_sentences(made.n_cut))


def suggestion_headings(codebook: Codebook) -> list[str]:
    """Name the columns of the table of suggestions."""
    headings = ["FragmentID", "Language"]
    for target in codebook.targets:
        title = target.name
        headings += [
            f"Likely – {title}",
            f"Suggested – {title}",
            f"Probability – {title}",
            f"Next best – {title}",
            f"Verdict – {title}",
            f"Why – {title}",
        ]
    return [*headings, "Model", "Codebook version", "Notes"]


def suggestion_row(suggestion: Suggestion) -> list[str]:
    """One suggestion as the cells under `suggestion_headings`."""
    cells = [suggestion.fragment_id, suggestion.language]
    for target in suggestion.targets:
        best = [label for label in target.labels if not label.suggested][:1]
        cells += [
            ", ".join(label.name for label in target.likely),
            ", ".join(label.name for label in target.suggested),
            ", ".join(f"{label.probability:.2f}" for label in target.suggested),
            ", ".join(f"{label.name} ({label.probability:.2f})" for label in best),
            target.verdict,
            reasons(target),
        ]
    return [*cells, suggestion.made_by, suggestion.codebook_version, " ".join(suggestion.notes)]


def reasons(target: TargetSuggestion) -> str:
    """Say in one cell why each label is suggested, or why none is."""
    said = [f"{label.name}: {label.why}" for label in target.suggested if label.why]
    return target.reason or "\n".join(said)


def panel(
    fragment: Fragment, suggestion: Suggestion, codebook: Codebook, *, colour: bool = False
) -> str:
    """One suggestion as a readable block of text; of a confidential one the place alone."""
    paint = painter(colour)
    known = current_words().language_name(suggestion.language)
    language = known or suggestion.language or "language unknown"
    head = f"{name_of(fragment)} · {language}"
    lines = [paint(head, "bold"), "─" * WIDTH]
    text = "" if fragment.confidential else fragment.outcome or fragment.significance
    why_no_text = "(confidential: not quoted)" if fragment.confidential else "(no text)"
    quoted = textwrap.wrap(textwrap.shorten(text, 280, placeholder=" …"), WIDTH)
    lines += quoted or [paint(why_no_text, "dim")]
    for target in suggestion.targets:
        title = codebook.target(target.target).name
        lines += ["", f"{paint(title, 'bold')} · {paint(*_VERDICTS[target.verdict])}"]
        lines += _indented(target.reason, "  ")
        for rank, label in enumerate(target.labels, start=1):
            if target.calibrated:
                lines += _label_lines(label, paint)
            else:
                lines.append(paint(_guess_line(label, rank), "dim"))
    notes = [f"Note: {note}" for note in suggestion.notes]
    foot = f"model {suggestion.made_by} · codebook version {suggestion.codebook_version}"
    return "\n".join([*lines, "", *notes, paint(foot, "dim")])


def _guess_line(label: LabelSuggestion, rank: int) -> str:
    """Show a label of which only the rank means something; a number would be taken for more."""
    name = textwrap.shorten(label.name, NAME_WIDTH, placeholder=" …")
    return f"  {rank}. {name:<{NAME_WIDTH}} a guess, not measured"


def _label_lines(label: LabelSuggestion, paint: Painter) -> Sequence[str]:
    mark = "●" if label.likely else "◐" if label.suggested else "○"
    name = textwrap.shorten(label.name, NAME_WIDTH, placeholder=" …")
    filled = round(label.probability * BAR_WIDTH)
    bar = "█" * filled + "░" * (BAR_WIDTH - filled)
    few = f"  few examples ({label.examples})" if label.few else ""
    second = " ◆" if label.read else ""
    line = f"  {mark} {name:<{NAME_WIDTH}} {bar} {label.probability:4.0%}{second}{few}"
    if not label.suggested and not label.read:
        return [paint(line, "dim")]
    why = [label.why]
    if label.sentence:
        why.append(f"“{textwrap.shorten(label.sentence, 200, placeholder=' …')}”")
    return [line, *(part for text in why for part in _indented(text, " " * 6))]


def _indented(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )
