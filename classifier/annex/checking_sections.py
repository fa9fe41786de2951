"""What was done to check and to change codes, in a methods annex, as the log tells it."""

from __future__ import annotations

from collections.abc import Iterable

from classifier.annex.coded import FOLLOWED, HOWS
from classifier.annex.facts import Action, Agreement, Annex
from classifier.evaluate import Estimate
from classifier.report.document import (
    Block,
    Paragraph,
    Section,
    Table,
    numeric,
    points,
    text_table,
)
from classifier.report.figures import DASH, named, percent, with_interval
from classifier.translations import say

# Below so many fragments an alpha may be far off.
_FEW = 30
_ADJUDICATED = ("adjudicate", "adjudicate apply")


def n_decided(annex: Annex) -> int:
    """Count the cells that a person decided beside suggestions."""
    return sum(n for how, n in annex.coding.decided.items() if how != FOLLOWED)


def agreement_section(annex: Annex) -> Section:
    """Tell how far coders agree who coded the same fragments."""
    title, blocks = say("annex_agreement"), list[Block]()
    said = [
        say("annex_drawn", day=one.day, n=one.count("drawn"), all=one.count("of"))
        for one in annex.did("sample")
        if "drawn" in one.figures
    ]
    if annex.coding.twice:
        said.append(say("annex_twice", n=annex.coding.twice))
    if annex.agreement:
        blocks.append(_agreement_table(annex.agreement))
        blocks.append(Paragraph(say("annex_alpha_says"), quiet=True))
    if any(one.both < _FEW for one in annex.agreement):
        said.append(say("annex_few_twice", n=_FEW))
    said += [
        say("annex_agreed", day=one.day, n=one.count("written"), left=one.count("open"))
        for one in annex.did("adjudicate apply")
        if "written" in one.figures
    ]
    if not annex.agreement and not _uncounted(annex, _ADJUDICATED):
        lead = say("annex_no_double") if not said else say("annex_no_agreement")
    else:
        lead = say("annex_agreement_lead")
    said += _not_counted(annex, _ADJUDICATED)
    return Section("agreement", title, lead, (*blocks, *points(said)))


def _agreement_table(agreement: Iterable[Agreement]) -> Table:
    headings = (
        say("annex_day"),
        say("annex_source"),
        say("annex_target"),
        numeric(say("annex_both")),
        numeric(say("annex_equal")),
        numeric(say("annex_alpha")),
    )
    rows = [
        (
            one.day or say("annex_not_told"),
            _source(one.source),
            one.target,
            one.both,
            DASH if one.equal is None else one.equal,
            alpha(one),
        )
        for one in _without_repeats(agreement)
    ]
    return text_table(say("annex_agreement_caption"), headings, rows)


def _without_repeats(agreement: Iterable[Agreement]) -> Iterable[Agreement]:
    """Return each figure once: when a sample was agreed on, what was measured before is told."""
    first: dict[tuple[str, int, int | None, float | None], Agreement] = {}
    for one in agreement:
        first.setdefault((one.target, one.both, one.equal, one.alpha), one)
    return first.values()


_SOURCES = {
    "audit": "annex_source_audit",
    "adjudicate": "annex_source_compared",
    "adjudicate apply": "annex_source_agreed",
}


def _source(did: str) -> str:
    return say(_SOURCES[did]) if did in _SOURCES else did


def alpha(one: Agreement) -> str:
    """Return an alpha with its interval."""
    return with_interval(Estimate(one.alpha, one.low, one.high), worded=True)


def suggestions_section(annex: Annex) -> Section:
    """Tell what people decided beside suggestions."""
    title, coding = say("annex_suggestions"), annex.coding
    if not coding.decided:
        lead = say("annex_no_suggestions")
        return Section("suggestions", title, lead, points(_not_counted(annex, ("finish",))))
    total = n_decided(annex)
    hows = [how for how in (*HOWS, "other") if how != FOLLOWED and coding.decided.get(how)]
    rows = [
        (
            say(f"annex_how_{how.replace(' ', '_')}"),
            coding.decided[how],
            percent(coding.decided[how] / total),
        )
        for how in hows
    ]
    headings = ("", numeric(say("annex_cells")), numeric(say("annex_share")))
    table = text_table(say("annex_suggestions_caption", n=total), headings, rows)
    said = [say("annex_undecided", n=coding.undecided)]
    if followed := coding.decided.get(FOLLOWED, 0):
        said.append(say("annex_followed", n=followed))
    if coding.models:
        told = (say("annex_with_model", name=name, n=n) for name, n in coding.models.items())
        said.append(say("annex_models_used", models="; ".join(told)))
    lead = say("annex_suggestions_lead", n=coding.decided_fragments)
    return Section("suggestions", title, lead, (table, *points(said)))


def audits_section(annex: Annex) -> Section:
    """Tell what audits found, and what became of it."""
    title, blocks = say("annex_audits"), list[Block]()
    if annex.audits:
        headings = (
            say("annex_day"),
            numeric(say("annex_fragments")),
            numeric(say("annex_findings")),
            numeric(say("annex_look_at")),
        )
        rows = [
            (one.day or say("annex_not_told"), one.fragments, one.findings, one.look_at)
            for one in annex.audits
        ]
        blocks.append(text_table(say("annex_audits_caption"), headings, rows))
    said = [
        say(
            "annex_applied",
            day=one.day,
            changed=one.count("changed"),
            kept=one.count("kept"),
            discuss=one.count("to discuss"),
            followed=one.count("followed"),
        )
        for one in annex.did("audit apply")
        if "changed" in one.figures
    ]
    said += _not_counted(annex, ("audit", "audit apply"))
    said += _undone(annex, "undo", "audit undo")
    if annex.audits and not annex.did("audit apply"):
        said.append(say("annex_not_applied"))
    lead = say("annex_audits_lead") if annex.audits else say("annex_no_audit")
    return Section("audits", title, lead, (*blocks, *points(said)))


def moved_section(annex: Annex) -> Section:
    """Tell which rows were moved to another version of the codebook."""
    title, said = say("annex_moved"), list[str]()
    said += [
        say(
            "annex_planned",
            day=one.day,
            n=one.count("rows"),
            rule=one.count("rule"),
            model=one.count("model"),
            person=one.count("person"),
        )
        for one in annex.did("relabel plan")
        if "rows" in one.figures
    ]
    said += [
        say(
            "annex_moved_rows",
            day=one.day,
            n=one.count("moved"),
            waits=one.count("waits"),
            refused=one.count("refused"),
        )
        for one in annex.did("relabel apply")
        if one.figures
    ]
    said += _not_counted(annex, ("relabel plan", "relabel apply"))
    said += _undone(annex, "relabel undo")
    lead = say("annex_moved_lead") if said else say("annex_not_moved")
    return Section("moved", title, lead, points(said))


def _undone(annex: Annex, *names: str) -> list[str]:
    return [
        say("annex_undone", day=one.day, n=one.count("undone"), refused=one.count("refused"))
        for one in annex.did(*names)
        if one.figures
    ]


def _uncounted(annex: Annex, names: Iterable[str]) -> list[Action]:
    """Return commands of which the log does not tell what they counted, as in older lines."""
    return [one for one in annex.did(*names) if not one.figures]


def _not_counted(annex: Annex, names: Iterable[str]) -> list[str]:
    days = dict.fromkeys(one.day for one in _uncounted(annex, names))
    return [say("annex_not_counted", days=named([*days]))] if days else []
