"""Tables of the audit report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from classifier.audit.agreement import FEWEST_FOR_A_PERSON
from classifier.audit.themes import DEFINITION, FRAGMENTS, PAIR
from classifier.disclosure import places
from classifier.report import audit_sentences as sentences
from classifier.report.document import (
    Block,
    Cell,
    CellLike,
    Heading,
    Paragraph,
    Table,
    numeric,
    text_table,
)
from classifier.report.figures import estimate_cell, first_named
from classifier.translations import say

if TYPE_CHECKING:
    from classifier.audit import Finding
    from classifier.audit.agreement import Agreement, SetAgreement
    from classifier.audit.label_use import Use
    from classifier.audit.run import Audited
    from classifier.audit.themes import Theme
    from classifier.codebook import Codebook, Target
    from classifier.evaluate.intervals import Estimate

MOST_EXAMPLES = 12
_COUNTED = ("coders", "clear", "twins")
_REMEDIES = {PAIR: "theme_pair", DEFINITION: "theme_definition", FRAGMENTS: "theme_fragments"}


def _explained(key: str) -> Heading:
    return Heading(say(f"agreement_{key}"), say(f"agreement_{key}_says"))


def finding_table(findings: Sequence[Finding], audited: Audited) -> Table:
    """The findings as rows: recorded beside the other reading."""
    headings: tuple[Heading | str, ...] = (
        *(say(f"column_{key}") for key in ("fragment_id", "recorded", "other", "why")),
        Heading(say("column_support"), say("worklist_support_says")),
        numeric(say("column_chance"), say("worklist_chance_says")),
        numeric(say("column_in_fragment"), say("worklist_in_fragment_says")),
    )
    names = places(audited.fragments.values())
    rows = [
        (
            names.get(finding.fragment_id, finding.fragment_id),
            *sentences.readings(finding, audited.codebook),
            finding.why,
            say(f"support_{finding.support}"),
            Cell(f"{finding.chance:.0%}", sort=finding.chance),
            Cell(f"{finding.in_fragment:.2f}", sort=finding.in_fragment),
        )
        for finding in findings
    ]
    return text_table(say("audit_table_findings"), headings, rows)


def theme_table(themes: Sequence[Theme], target: Target) -> Table:
    """Themes with their signals."""
    headings: tuple[Heading | str, ...] = (
        say("theme_labels"),
        say("theme_remedy"),
        numeric(say("theme_findings")),
        *(numeric(say(f"theme_{key}"), say(f"theme_{key}_says")) for key in _COUNTED),
        say("theme_codebook"),
    )
    rows = []
    for theme in themes:
        see = say("theme_see", names=first_named(theme.examples, 3))
        row = (
            " / ".join(target.label(label).name for label in theme.labels),
            say(_REMEDIES[theme.remedy]),
            theme.n,
            Cell(str(theme.n_coders or "–"), sort=theme.n_coders),
            Cell(f"{theme.clear:.0%}", sort=theme.clear),
            theme.n_twins,
            f"{theme.apart}. {see}" if theme.apart else see,
        )
        rows.append(row)
    return text_table(say("audit_table_themes", target=target.name), headings, rows)


def figure_table(
    caption: str, first: str, figures: Sequence[SetAgreement], *, named: bool = True
) -> Table:
    """Agreement on whole sets, a row for each harvest or pair."""
    headings = (
        first,
        numeric(say("agreement_fragments")),
        _explained("alpha"),
        "Alpha (Jaccard)",
        _explained("same"),
    )
    rows = []
    for number, one in enumerate(figures, start=1):
        name = one.name if named else say("agreement_pair", number=number)
        rows.append((name, one.n, _figure(one.masi), _figure(one.jaccard), _figure(one.equal)))
    return text_table(caption, headings, rows)


def label_table(agreement: Agreement, target: Target) -> Table:
    """Agreement on each label; one that is too rare says so."""
    headings = (
        say("agreement_label"),
        numeric(say("agreement_ticked"), say("agreement_ticked_says")),
        "Alpha",
        "AC1",
        _explained("positive"),
    )
    rows: list[Sequence[CellLike]] = []
    for one in agreement.labels:
        figures = [_figure(figure) for figure in (one.alpha, one.ac1, one.positive)]
        if one.rare:
            figures = [Cell(say("agreement_rare"), quiet=True), Cell("–"), Cell("–")]
        name = Cell(target.label(one.label).name, quiet=one.rare)
        rows.append((name, one.n_ticked, *figures))
    return text_table(say("agreement_by_label"), headings, rows)


def coder_table(agreement: Agreement) -> Table:
    """Each coder against all others, only where the team asked for it."""
    headings = (
        say("agreement_coder"),
        numeric(say("agreement_compared")),
        say("agreement_alpha"),
        say("agreement_same"),
    )
    rows: list[Sequence[CellLike]] = []
    for one in agreement.coders:
        quiet = one.n < FEWEST_FOR_A_PERSON
        figures = [_figure(figure, quiet=quiet) for figure in (one.masi, one.equal)]
        rows.append((Cell(one.name, quiet=quiet), one.n, *figures))
    return text_table(say("agreement_by_coder"), headings, rows)


def use_table(use: Sequence[Use], codebook: Codebook) -> Table:
    """Labels recorded more or less often than expected."""
    headings = (
        say("agreement_label"),
        say("column_harvest"),
        numeric(say("column_recorded")),
        numeric(say("use_expected"), say("use_expected_says")),
        numeric(say("use_give_or_take")),
    )
    rows = [
        (
            codebook.target(one.target).label(one.label).name,
            one.harvest,
            one.recorded,
            Cell(f"{one.expected:.0f}", sort=one.expected),
            Cell(f"{2 * one.spread:.0f}", sort=one.spread),
        )
        for one in use
    ]
    return text_table(say("use_table"), headings, rows)


def example_rows(audited: Audited, target: str) -> tuple[Block, ...]:
    """Fragments that were read in two ways."""
    findings = [f for f in audited.findings if f.kind == "coders" and f.target == target]
    if not findings:
        return (Paragraph(say("agreement_all_same")),)
    return (finding_table(findings[:MOST_EXAMPLES], audited),)


def _figure(one: Estimate, *, quiet: bool = False) -> Cell:
    return estimate_cell(one, worded=True, quiet=quiet)
