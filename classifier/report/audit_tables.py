"""Tables of the audit report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from classifier.audit.agreement import FEWEST_FOR_A_PERSON
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
from classifier.report.figures import estimate_cell
from classifier.wording import first_names

if TYPE_CHECKING:
    from classifier.audit import Audited, Finding
    from classifier.audit.agreement import Agreement, SetAgreement
    from classifier.audit.label_use import Use
    from classifier.audit.themes import Theme
    from classifier.codebook import Codebook, Target
    from classifier.evaluate.intervals import Estimate

MOST_EXAMPLES = 12


def finding_table(findings: Sequence[Finding], audited: Audited) -> Table:
    """The findings as rows: recorded beside the other reading."""
    headings = (
        "FragmentID",
        "Recorded",
        "Other reading",
        "Why",
        Heading("Support", "How much speaks for the other reading"),
        numeric("Chance", "How likely a second look is to change this code"),
        numeric(
            "In the fragment",
            "How many codes of the whole fragment a second look is expected to change",
        ),
    )
    names = places(audited.fragments.values())
    rows = [
        (
            names.get(finding.fragment_id, finding.fragment_id),
            *sentences.readings(finding, audited.codebook),
            finding.why,
            finding.support,
            Cell(f"{finding.chance:.0%}", sort=finding.chance),
            Cell(f"{finding.in_fragment:.2f}", sort=finding.in_fragment),
        )
        for finding in findings
    ]
    return text_table("Recorded codes and other readings, the first rows", headings, rows)


def theme_table(themes: Sequence[Theme], target: Target) -> Table:
    """Themes with their signals."""
    headings = (
        "Labels",
        "What would help",
        numeric("Findings"),
        numeric("Coders", "Whose fragments they are"),
        numeric("Clear", "Share in which the text speaks clearly for one reading"),
        numeric("Twins", "Twins that are coded differently"),
        "What the codebook says, and where to look",
    )
    rows = []
    for theme in themes:
        see = f"See {first_names(theme.examples, 3)}."
        row = (
            " / ".join(target.label(label).name for label in theme.labels),
            theme.remedy,
            theme.n,
            Cell(str(theme.n_coders or "–"), sort=theme.n_coders),
            Cell(f"{theme.clear:.0%}", sort=theme.clear),
            theme.n_twins,
            f"{theme.apart}. {see}" if theme.apart else see,
        )
        rows.append(row)
    return text_table(f"Themes – {target.name}", headings, rows)


def figure_table(
    caption: str, first: str, figures: Sequence[SetAgreement], *, named: bool = True
) -> Table:
    """Agreement on whole sets, a row for each harvest or pair."""
    headings = (
        first,
        numeric("Fragments"),
        Heading("Alpha (MASI)", "Krippendorff's alpha with Passonneau's distance between sets"),
        "Alpha (Jaccard)",
        Heading("Same set", "Share of pairs of codings that are equal"),
    )
    rows = []
    for number, one in enumerate(figures, start=1):
        name = one.name if named else f"pair {number}"
        rows.append((name, one.n, _figure(one.masi), _figure(one.jaccard), _figure(one.equal)))
    return text_table(caption, headings, rows)


def label_table(agreement: Agreement, target: Target) -> Table:
    """Agreement on each label; one that is too rare says so."""
    headings = (
        "Label",
        numeric("Ticked", "Fragments in which anyone ticked it"),
        Heading("Alpha", "Krippendorff's alpha, nominal"),
        Heading("AC1", "Gwet's AC1"),
        Heading("Positive", "How likely another coder ticks what one ticked"),
    )
    rows: list[Sequence[CellLike]] = []
    for one in agreement.labels:
        figures = [_figure(figure) for figure in (one.alpha, one.ac1, one.positive)]
        if one.rare:
            figures = [Cell("too rare to tell", quiet=True), Cell("–"), Cell("–")]
        name = Cell(target.label(one.label).name, quiet=one.rare)
        rows.append((name, one.n_ticked, *figures))
    return text_table("By label", headings, rows)


def coder_table(agreement: Agreement) -> Table:
    """Each coder against all others, only where the team asked for it."""
    headings = ("Coder", numeric("Readings compared"), "Alpha (MASI)", "Same set")
    rows: list[Sequence[CellLike]] = []
    for one in agreement.coders:
        quiet = one.n < FEWEST_FOR_A_PERSON
        figures = [_figure(figure, quiet=quiet) for figure in (one.masi, one.equal)]
        rows.append((Cell(one.name, quiet=quiet), one.n, *figures))
    return text_table("By coder, each beside all others", headings, rows)


def use_table(use: Sequence[Use], codebook: Codebook) -> Table:
    """Labels recorded more or less often than expected."""
    headings = (
        "Label",
        "Harvest",
        numeric("Recorded"),
        numeric("Expected", "From texts like these elsewhere"),
        numeric("Give or take"),
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
    return text_table("Recorded against expected", headings, rows)


def example_rows(audited: Audited, target: str) -> tuple[Block, ...]:
    """Fragments that were read in two ways."""
    findings = [f for f in audited.findings if f.kind == "coders" and f.target == target]
    if not findings:
        return (Paragraph("Every fragment coded twice has the same labels."),)
    return (finding_table(findings[:MOST_EXAMPLES], audited),)


def _figure(one: Estimate, *, quiet: bool = False) -> Cell:
    return estimate_cell(one, " to ", quiet=quiet)
