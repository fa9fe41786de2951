"""Tables of the audit report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from classifier.audit.concord import FEWEST_FOR_A_PERSON
from classifier.codebook import write_labels
from classifier.report import audit_sentences as sentences
from classifier.report.document import Block, Cell, Heading, Paragraph, Table, text_table
from classifier.report.svg import interval_bar
from classifier.wording import first_names

if TYPE_CHECKING:
    from classifier.audit import Audited, Finding
    from classifier.audit.concord import Concord, SetAgreement
    from classifier.audit.drift import Use
    from classifier.audit.themes import Theme
    from classifier.codebook import Codebook, Target
    from classifier.evaluate.intervals import Estimate

MOST_EXAMPLES = 12


def finding_table(findings: Sequence[Finding], codebook: Codebook) -> Table:
    """The findings as rows: recorded beside the other reading."""
    headings = [
        Heading("FragmentID"),
        Heading("Recorded"),
        Heading("Other reading"),
        Heading("Why"),
        Heading("Support", "How much speaks for the other reading"),
        Heading("Chance", "How likely a second look is to change this code", number=True),
        Heading(
            "In the fragment",
            "How many codes of the whole fragment a second look is expected to change",
            number=True,
        ),
    ]
    rows = []
    for finding in findings:
        target = codebook.target(finding.target)
        other = finding.other or write_labels(finding.reading, target) or sentences.NOTHING
        rows.append(
            [
                Cell(finding.fragment_id),
                Cell(write_labels(finding.recorded, target) or sentences.NOTHING),
                Cell(other),
                Cell(finding.why),
                Cell(finding.support),
                Cell(f"{finding.chance:.0%}", sort=finding.chance),
                Cell(f"{finding.in_fragment:.2f}", sort=finding.in_fragment),
            ]
        )
    return text_table("Recorded codes and other readings, the first rows", headings, rows)


def theme_table(themes: Sequence[Theme], target: Target) -> Table:
    """Themes with their signals."""
    headings = [
        Heading("Labels"),
        Heading("What would help"),
        Heading("Findings", number=True),
        Heading("Coders", "Whose fragments they are", number=True),
        Heading("Clear", "Share in which the text speaks clearly for one reading", number=True),
        Heading("Twins", "Twins that are coded differently", number=True),
        Heading("What the codebook says, and where to look"),
    ]
    rows = [
        [
            Cell(" / ".join(target.label(label).name for label in theme.labels)),
            Cell(theme.remedy),
            Cell(str(theme.n), sort=theme.n),
            Cell(str(theme.n_coders or "–"), sort=theme.n_coders),
            Cell(f"{theme.clear:.0%}", sort=theme.clear),
            Cell(str(theme.n_twins), sort=theme.n_twins),
            Cell(" ".join(filter(None, [theme.apart and f"{theme.apart}.", _see(theme)]))),
        ]
        for theme in themes
    ]
    return text_table(f"Themes – {target.title or target.id}", headings, rows)


def _see(theme: Theme) -> str:
    return f"See {first_names(theme.examples, 3)}."


def figure_table(
    caption: str, first: str, figures: Sequence[SetAgreement], *, named: bool = True
) -> Table:
    """Agreement on whole sets, a row for each harvest or pair."""
    headings = [
        Heading(first),
        Heading("Fragments", number=True),
        Heading("Alpha (MASI)", "Krippendorff's alpha with Passonneau's distance between sets"),
        Heading("Alpha (Jaccard)"),
        Heading("Same set", "Share of pairs of codings that are equal"),
    ]
    rows = [
        [
            Cell(one.name if named else f"pair {number}"),
            Cell(str(one.n), sort=one.n),
            _figure(one.masi),
            _figure(one.jaccard),
            _figure(one.equal),
        ]
        for number, one in enumerate(figures, start=1)
    ]
    return text_table(caption, headings, rows)


def label_table(found: Concord, target: Target) -> Table:
    """Agreement on each label; one that is too rare says so."""
    headings = [
        Heading("Label"),
        Heading("Ticked", "Fragments in which anyone ticked it", number=True),
        Heading("Alpha", "Krippendorff's alpha, nominal"),
        Heading("AC1", "Gwet's AC1"),
        Heading("Positive", "How likely another coder ticks what one ticked"),
    ]
    rows = []
    for one in found.labels:
        name = Cell(target.label(one.label).name, quiet=one.rare)
        ticked = Cell(str(one.n_ticked), sort=one.n_ticked)
        if one.rare:
            rare = Cell("too rare to tell", quiet=True)
            rows.append([name, ticked, rare, Cell("–"), Cell("–")])
        else:
            figures = [_figure(f) for f in (one.alpha, one.ac1, one.positive)]
            rows.append([name, ticked, *figures])
    return text_table("By label", headings, rows)


def coder_table(found: Concord) -> Table:
    """Each coder against all others, only where the team asked for it."""
    headings = [
        Heading("Coder"),
        Heading("Readings compared", number=True),
        Heading("Alpha (MASI)"),
        Heading("Same set"),
    ]
    rows = [
        [
            Cell(one.name, quiet=one.n < FEWEST_FOR_A_PERSON),
            Cell(str(one.n), sort=one.n),
            _figure(one.masi, quiet=one.n < FEWEST_FOR_A_PERSON),
            _figure(one.equal, quiet=one.n < FEWEST_FOR_A_PERSON),
        ]
        for one in found.coders
    ]
    return text_table("By coder, each beside all others", headings, rows)


def use_table(use: Sequence[Use], codebook: Codebook) -> Table:
    """Labels recorded more or less often than expected."""
    headings = [
        Heading("Label"),
        Heading("Harvest"),
        Heading("Recorded", number=True),
        Heading("Expected", "From texts like these elsewhere", number=True),
        Heading("Give or take", number=True),
    ]
    rows = [
        [
            Cell(codebook.target(one.target).label(one.label).name),
            Cell(one.harvest),
            Cell(str(one.recorded), sort=one.recorded),
            Cell(f"{one.expected:.0f}", sort=one.expected),
            Cell(f"{2 * one.spread:.0f}", sort=one.spread),
        ]
        for one in use
    ]
    return text_table("Recorded against expected", headings, rows)


def example_rows(audited: Audited, target: str) -> tuple[Block, ...]:
    """Fragments that were read in two ways."""
    found = [f for f in audited.findings if f.kind == "coders" and f.target == target]
    if not found:
        return (Paragraph("Every fragment coded twice has the same labels."),)
    return (finding_table(found[:MOST_EXAMPLES], audited.codebook),)


def _figure(one: Estimate, *, quiet: bool = False) -> Cell:
    """A figure as text and, where it is not negative, as a bar."""
    drawn = one.value is not None and one.value >= 0
    low = None if one.low is None else max(0.0, one.low)
    svg = interval_bar(one.value, low, one.high) if drawn else ""
    return Cell(sentences.estimate(one), sort=one.value, svg=svg, quiet=quiet)
