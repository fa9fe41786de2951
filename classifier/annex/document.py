"""A methods annex as the tree that a report is made of: what is known, and what is not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from classifier.annex.coded import FOLLOWED, HOWS
from classifier.annex.facts import Action, Agreement, Annex, CodebookVersion
from classifier.annex.model_section import model_section
from classifier.evaluate import Estimate
from classifier.report.document import (
    Block,
    Document,
    FirstPage,
    Paragraph,
    Points,
    Section,
    Table,
    numeric,
    text_table,
)
from classifier.report.figures import DASH, first_named, named, percent, with_interval
from classifier.translations import say

_HASH = 12
# Below so many fragments an alpha may be far off.
_FEW = 30
_ACCEPTED = ("accepted", "first guess accepted")
_ADJUDICATED = ("adjudicate", "adjudicate apply")
_EXCHANGED = {"exchange in": "annex_taken_over", "exchange out": "annex_handed_out"}
_UNDONE = {"undo": "undone", "audit undo": "undone", "relabel undo": "undone"}


def document(annex: Annex) -> Document:
    """Lay out an annex: everything is open, since it is read on paper."""
    sections = (
        _harvests(annex),
        _codebook(annex),
        _coders(annex),
        _agreement(annex),
        model_section(annex),
        _suggestions(annex),
        _audits(annex),
        _moved(annex),
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
    decided, accepted = _decided(annex), sum(coding.decided.get(how, 0) for how in _ACCEPTED)
    if decided:
        yield say("annex_short_accepted", n=decided, share=percent(accepted / decided))
    else:
        yield say("annex_no_suggestions")
    if annex.agreement:
        most = max(annex.agreement, key=lambda one: one.both)
        yield say("annex_short_agreement", n=most.both, target=most.target, figure=_alpha(most))
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


def _decided(annex: Annex) -> int:
    """Count the cells that a person decided beside suggestions."""
    return sum(n for how, n in annex.coding.decided.items() if how != FOLLOWED)


# -- harvests, codebook, people


def _harvests(annex: Annex) -> Section:
    blocks: list[Block] = []
    if annex.harvests:
        headings = (
            say("annex_file"),
            numeric(say("annex_fragments")),
            numeric(say("annex_coded")),
            numeric(say("annex_confidential")),
            numeric(say("annex_unread")),
            "sha256",
        )
        rows = [
            (
                one.name,
                *_numbers(one.fragments, one.coded, one.confidential, one.unread),
                one.sha256[:_HASH],
            )
            for one in annex.harvests
        ]
        blocks.append(text_table(say("annex_harvest_files"), headings, rows))
    if len(annex.coding.by_harvest) > 1:
        blocks.append(_by_harvest(annex))
    said = [
        say(key, day=one.day, n=_count(one, "fragments"), coded=_count(one, "coded"))
        for did, key in _EXCHANGED.items()
        for one in annex.did(did)
        if one.figures
    ]
    if annex.missing:
        said.append(say("annex_missing", names=first_named(annex.missing)))
    if annex.changed:
        said.append(say("annex_changed", names=first_named(annex.changed)))
    lead = say("annex_harvests_lead") if annex.harvests else say("annex_no_harvests")
    return _section("harvests", say("annex_harvests"), lead, *blocks, *_points(said))


def _numbers(known: int | None, *counts: int) -> tuple[str | int, ...]:
    """Return counts of a file; a dash for each where it cannot be read."""
    return (DASH,) * (len(counts) + 1) if known is None else (known, *counts)


def _by_harvest(annex: Annex) -> Table:
    rows = [(name or say("annex_unnamed"), *both) for name, both in annex.coding.by_harvest.items()]
    headings = (
        say("annex_harvest"),
        numeric(say("annex_fragments")),
        numeric(say("annex_coded")),
    )
    return text_table(say("annex_by_harvest"), headings, rows)


def _codebook(annex: Annex) -> Section:
    title = say("annex_codebook")
    if not annex.codebooks:
        return _section("codebook", title, say("annex_no_codebook"))
    headings = (
        say("annex_version"),
        say("annex_until"),
        say("annex_noted"),
        say("annex_labels"),
        say("annex_changes"),
        "sha256",
    )
    rows = [
        (
            one.version or DASH,
            one.until or say("annex_in_use"),
            one.noted or say("annex_not_noted"),
            _labels(one),
            _changes(one.changed),
            one.sha256[:_HASH],
        )
        for one in annex.codebooks
    ]
    table = text_table(say("annex_versions"), headings, rows)
    versions = {version: n for version, n in annex.coding.versions.items() if version}
    said = [say("annex_coded_in", n=n, version=version) for version, n in sorted(versions.items())]
    if unknown := annex.coding.versions.get("", 0):
        said.append(say("annex_version_unknown", n=unknown))
    lead = say("annex_codebook_lead", n=len(annex.codebooks))
    return _section("codebook", title, lead, table, *_points(said))


def _labels(one: CodebookVersion) -> str:
    if one.labels is None:
        return say("annex_cannot_be_read")
    return "; ".join(f"{target}: {n}" for target, n in one.labels.items())


def _changes(changed: Mapping[str, int] | None) -> str:
    if changed is None:
        return DASH
    told = [say(f"annex_change_{kind.replace('-', '_')}", n=n) for kind, n in changed.items()]
    return ", ".join(told) or say("annex_change_nothing")


def _coders(annex: Annex) -> Section:
    title, coders = say("annex_coders"), annex.coding.coders
    if not coders:
        return _section("coders", title, say("annex_no_coders"))
    headings = (
        say("annex_who"),
        numeric(say("annex_fragments")),
        say("annex_first_day"),
        say("annex_last_day"),
    )
    rows = [
        (
            one.name or say("annex_confidential_coder"),
            one.fragments,
            one.first or say("annex_not_told"),
            one.last or say("annex_not_told"),
        )
        for one in coders
    ]
    table = text_table(say("annex_coders_caption"), headings, rows)
    return _section("coders", title, say("annex_coders_lead"), table)


# -- agreement, suggestions, audits, moves


def _agreement(annex: Annex) -> Section:
    title, blocks = say("annex_agreement"), list[Block]()
    said = [
        say("annex_drawn", day=one.day, n=_count(one, "drawn"), all=_count(one, "of"))
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
        say("annex_agreed", day=one.day, n=_count(one, "written"), left=_count(one, "open"))
        for one in annex.did("adjudicate apply")
        if "written" in one.figures
    ]
    if not annex.agreement and not _uncounted(annex, _ADJUDICATED):
        lead = say("annex_no_double") if not said else say("annex_no_agreement")
    else:
        lead = say("annex_agreement_lead")
    said += _not_counted(annex, _ADJUDICATED)
    return _section("agreement", title, lead, *blocks, *_points(said))


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
            _alpha(one),
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


def _alpha(one: Agreement) -> str:
    return with_interval(Estimate(one.alpha, one.low, one.high), worded=True)


def _suggestions(annex: Annex) -> Section:
    title, coding = say("annex_suggestions"), annex.coding
    if not coding.decided:
        lead = say("annex_no_suggestions")
        return _section("suggestions", title, lead, *_points(_not_counted(annex, ("finish",))))
    total = _decided(annex)
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
    return _section("suggestions", title, lead, table, *_points(said))


def _audits(annex: Annex) -> Section:
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
            changed=_count(one, "changed"),
            kept=_count(one, "kept"),
            discuss=_count(one, "to discuss"),
            followed=_count(one, "followed"),
        )
        for one in annex.did("audit apply")
        if "changed" in one.figures
    ]
    said += _not_counted(annex, ("audit", "audit apply"))
    said += _undone(annex, "undo", "audit undo")
    if annex.audits and not annex.did("audit apply"):
        said.append(say("annex_not_applied"))
    lead = say("annex_audits_lead") if annex.audits else say("annex_no_audit")
    return _section("audits", title, lead, *blocks, *_points(said))


def _moved(annex: Annex) -> Section:
    title, said = say("annex_moved"), list[str]()
    said += [
        say(
            "annex_planned",
            day=one.day,
            n=_count(one, "rows"),
            rule=_count(one, "rule"),
            model=_count(one, "model"),
            person=_count(one, "person"),
        )
        for one in annex.did("relabel plan")
        if "rows" in one.figures
    ]
    said += [
        say(
            "annex_moved_rows",
            day=one.day,
            n=_count(one, "moved"),
            waits=_count(one, "waits"),
            refused=_count(one, "refused"),
        )
        for one in annex.did("relabel apply")
        if one.figures
    ]
    said += _not_counted(annex, ("relabel plan", "relabel apply"))
    said += _undone(annex, "relabel undo")
    lead = say("annex_moved_lead") if said else say("annex_not_moved")
    return _section("moved", title, lead, *_points(said))


def _undone(annex: Annex, *names: str) -> list[str]:
    return [
        say("annex_undone", day=one.day, n=_count(one, "undone"), refused=_count(one, "refused"))
        for one in annex.did(*names)
        if one.figures
    ]


def _uncounted(annex: Annex, names: Iterable[str]) -> list[Action]:
    """Return commands of which the log does not tell what they counted, as in older lines."""
    return [one for one in annex.did(*names) if not one.figures]


def _not_counted(annex: Annex, names: Iterable[str]) -> list[str]:
    days = dict.fromkeys(one.day for one in _uncounted(annex, names))
    return [say("annex_not_counted", days=named([*days]))] if days else []


def _count(action: Action, name: str) -> int:
    return int(action.figures.get(name, 0))


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
    return _section("limits", say("annex_limits"), say("annex_limits_lead"), Points(tuple(said)))


def _again(annex: Annex) -> Section:
    done = [one for one in annex.actions if one.done]
    rows = [
        (str(number), _minute(one.when), one.who or DASH, one.command or _did(one.did))
        for number, one in enumerate(done, start=1)
    ]
    headings = (numeric(""), say("annex_when"), say("annex_who"), say("annex_command"))
    said = _points(_made_with(annex, failed=len(annex.actions) - len(done)))
    if not rows:
        return _section("again", say("annex_again"), say("annex_no_commands"), *said)
    table = text_table(say("annex_commands"), headings, rows)
    return _section("again", say("annex_again"), say("annex_again_lead"), *said, table)


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


def _section(name: str, title: str, lead: str, *blocks: Block) -> Section:
    return Section(name, title, lead, blocks)


def _points(said: Iterable[str]) -> tuple[Block, ...]:
    """Return sentences as a list; nothing where there are none."""
    items = tuple(said)
    return (Points(items),) if items else ()
