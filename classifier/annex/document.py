"""A methods annex as the tree that a report is made of: what is known, and what is not."""

from __future__ import annotations

from collections.abc import Iterator

from classifier.annex.checking_sections import (
    agreement_section,
    alpha,
    audits_section,
    moved_section,
    n_decided,
    suggestions_section,
)
from classifier.annex.coding_sections import codebook_section, coders_section, harvests_section
from classifier.annex.facts import Annex
from classifier.annex.model_section import model_section
from classifier.report.document import (
    Document,
    FirstPage,
    Points,
    Section,
    numeric,
    points,
    text_table,
)
from classifier.report.figures import DASH, first_named, percent
from classifier.translations import say

_ACCEPTED = ("accepted", "first guess accepted")


def document(annex: Annex) -> Document:
    """Lay out an annex: everything is open, since it is read on paper."""
    sections = (
        harvests_section(annex),
        codebook_section(annex),
        coders_section(annex),
        agreement_section(annex),
        model_section(annex),
        suggestions_section(annex),
        audits_section(annex),
        moved_section(annex),
        _limits(annex),
        _again(annex),
    )
    return Document(_first(annex), sections, is_open=True)


def _first(annex: Annex) -> FirstPage:
    return FirstPage(
        title=say("annex_title", name=annex.project),
        about=say("annex_about", day=annex.made_on, version=annex.program),
        verdict=tuple(_short(annex)),
        alerts=tuple(_alerts(annex)),
    )


def _short(annex: Annex) -> Iterator[str]:
    """Say the whole in a few sentences."""
    coding = annex.coding
    yield say(
        "annex_short_coded", n=coding.fragments, files=len(annex.harvests), coded=coding.coded
    )
    known = [coder for coder in coding.coders if coder.name]
    yield say("annex_short_coders", n=len(known)) if known else say("annex_no_coders")
    decided, accepted = n_decided(annex), sum(coding.decided.get(how, 0) for how in _ACCEPTED)
    if decided:
        yield say("annex_short_accepted", n=decided, share=percent(accepted / decided))
    else:
        yield say("annex_no_suggestions")
    if annex.agreement:
        most = max(annex.agreement, key=lambda one: one.both)
        yield say("annex_short_agreement", n=most.both, target=most.target, figure=alpha(most))
    else:
        yield say("annex_no_double")
    yield say("annex_short_audits", n=len(annex.audits)) if annex.audits else say("annex_no_audit")


def _alerts(annex: Annex) -> Iterator[str]:
    """Say what of the sources is missing or broken."""
    if not annex.has_log:
        yield say("annex_no_log")
    if annex.broken_lines:
        yield say("annex_broken_lines", n=annex.broken_lines)
    if annex.out_of_order:
        yield say("annex_out_of_order")
    if annex.repeated_lines:
        yield say("annex_repeated_lines", n=annex.repeated_lines)
    if annex.unreadable:
        yield say("annex_unreadable", names=first_named(annex.unreadable))
    if annex.unlogged:
        yield say("annex_unlogged", names=first_named(annex.unlogged))


# -- limits, and how to do it again


def _limits(annex: Annex) -> Section:
    coding = annex.coding
    untold = coding.coded - coding.decided_fragments
    said = [say("annex_limit_truth"), say("annex_limit_once", day=annex.made_on)]
    if untold > 0 and coding.decided_fragments:
        said.append(say("annex_limit_untold", n=untold))
    if coding.decided:
        said.append(say("annex_limit_seen"))
    if not annex.agreement:
        said.append(say("annex_limit_alone"))
    said += [say("annex_limit_page"), say("annex_limit_log")]
    return Section("limits", say("annex_limits"), say("annex_limits_lead"), (Points(tuple(said)),))


def _again(annex: Annex) -> Section:
    done = [one for one in annex.actions if one.done]
    rows = [
        (str(number), _minute(one.when), one.who or DASH, one.command or _did(one.did))
        for number, one in enumerate(done, start=1)
    ]
    headings = (numeric(""), say("annex_when"), say("annex_who"), say("annex_command"))
    said = points(_made_with(annex, failed=len(annex.actions) - len(done)))
    if not rows:
        return Section("again", say("annex_again"), say("annex_no_commands"), said)
    table = text_table(say("annex_commands"), headings, rows)
    return Section("again", say("annex_again"), say("annex_again_lead"), (*said, table))


def _made_with(annex: Annex, failed: int) -> Iterator[str]:
    """Name the program and the libraries that the model was trained with."""
    yield say("annex_program", version=annex.program)
    packages = {
        name: v for model in annex.models if model.in_use for name, v in model.packages.items()
    }
    if packages:
        told = ", ".join(f"{name} {version}" for name, version in packages.items())
        yield say("annex_packages", packages=told)
    if failed:
        yield say("annex_failed", n=failed)


_DID = {
    "codebook written on the page": "annex_did_codebook",
    "review export": "annex_did_export",
}


def _did(did: str) -> str:
    return say(_DID[did]) if did in _DID else did


def _minute(when: str) -> str:
    """Return a moment as people write it, to the minute.

    >>> _minute("2025-11-29T18:05:33+02:00")
    '2025-11-29 18:05'
    """
    return when[:16].replace("T", " ")
