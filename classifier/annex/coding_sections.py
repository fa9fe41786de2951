"""What the codes of a project are, in a methods annex: its files, its codebook, its coders."""

from __future__ import annotations

from collections.abc import Mapping

from classifier.annex.facts import Annex, CodebookVersion
from classifier.report.document import Block, Section, Table, numeric, points, text_table
from classifier.report.figures import DASH, first_named, named
from classifier.translations import say

_HASH = 12
_EXCHANGED = {"exchange in": "annex_taken_over", "exchange out": "annex_handed_out"}


def harvests_section(annex: Annex) -> Section:
    """List the files, and what came from other programs or went there."""
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
    said = _exchanged(annex)
    if annex.missing:
        said.append(say("annex_missing", names=first_named(annex.missing)))
    if annex.changed:
        said.append(say("annex_changed", names=first_named(annex.changed)))
    lead = say("annex_harvests_lead") if annex.harvests else say("annex_no_harvests")
    return Section("harvests", say("annex_harvests"), lead, (*blocks, *points(said)))


def _exchanged(annex: Annex) -> list[str]:
    """Tell what came from other programs and went there, and when nobody counted it."""
    said = [
        say(key, day=one.day, n=one.count("fragments"), coded=one.count("coded"))
        for did, key in _EXCHANGED.items()
        for one in annex.did(did)
        if one.figures
    ]
    if days := dict.fromkeys(one.day for one in annex.did(*_EXCHANGED) if not one.figures):
        said.append(say("annex_exchange_not_counted", days=named([*days])))
    return said


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


def codebook_section(annex: Annex) -> Section:
    """List the versions of the codebook."""
    title = say("annex_codebook")
    if not annex.codebooks:
        return Section("codebook", title, say("annex_no_codebook"), ())
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
    return Section("codebook", title, lead, (table, *points(said)))


def _labels(one: CodebookVersion) -> str:
    if one.labels is None:
        return say("annex_cannot_be_read")
    return "; ".join(f"{target}: {n}" for target, n in one.labels.items())


def _changes(changed: Mapping[str, int] | None) -> str:
    if changed is None:
        return DASH
    told = [say(f"annex_change_{kind.replace('-', '_')}", n=n) for kind, n in changed.items()]
    return ", ".join(told) or say("annex_change_nothing")


def coders_section(annex: Annex) -> Section:
    """List who coded how much, and when."""
    title, coders = say("annex_coders"), annex.coding.coders
    if not coders:
        return Section("coders", title, say("annex_no_coders"), ())
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
    return Section("coders", title, say("annex_coders_lead"), (table,))
