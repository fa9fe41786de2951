"""The sections of the audit report: what is consistent first, then what is worth a look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from classifier.model.head import FEW_EXAMPLES
from classifier.report import audit_sentences as sentences
from classifier.report.audit_tables import (
    coder_table,
    example_rows,
    figure_table,
    finding_table,
    label_table,
    theme_table,
    use_table,
)
from classifier.report.document import (
    Document,
    Figure,
    Folded,
    Paragraph,
    Points,
    Row,
    Section,
)
from classifier.report.svg import Line, Point, curve_plot
from classifier.wording import first_names

if TYPE_CHECKING:
    from classifier.audit import Audited
    from classifier.audit.themes import Theme

CAUTIONS = (
    "A row on the list is not a mistake. Two readings stand side by side, and both may be right.",
    "The program reads two texts of each fragment and knows nothing else of what happened.",
    "Chances rest on how often readers of the same fragment differ; with few fragments coded "
    "twice they are rough.",
    "Coder and country go together in most harvests, so no figure here says how well a person "
    "codes.",
    "Codes that everybody uses in the same unusual way do not show up here.",
)
CODER_CAUTION = (
    "Each coder has read other fragments, of other countries, with other colleagues beside them; "
    "a difference between two rows says more about these than about a person. Show a figure "
    "first to the one it is about. Figures from fewer than 50 fragments are set in grey."
)
FORMULAS = (
    "Alpha: Krippendorff (2011), nominal for single labels; for sets with the distance MASI of "
    "Passonneau (2006) or Jaccard's. AC1: Gwet (2008), steadier for rare labels. Positive "
    "agreement: Cicchetti & Feinstein (1990), over all pairs of coders. Intervals (95 %) come "
    "from drawing groups of fragments anew. Codings of different codebook versions are "
    "compared in the words of the older one."
)
SHOWN = 40
MOST_STEADY = 5


def document(audited: Audited) -> Document:
    """Lay the report out."""
    summary = (
        sentences.opening(audited),
        sentences.budget(audited.budgets[0]),
        sentences.guessed(audited),
    )
    return Document(
        title=f"Audit of {first_names(audited.files, most=3)}",
        summary=tuple(text for text in summary if text),
        facts=_facts(audited),
        caution_title="What this report does not say",
        cautions=CAUTIONS,
        sections=(
            _consistent(audited),
            _pairs(audited),
            _rows(audited),
            *_agreement(audited),
            _over_time(audited),
            _rare(audited),
            _codebook(audited),
            _method(audited),
        ),
        alerts=audited.notices,
    )


def _facts(audited: Audited) -> tuple[tuple[str, str], ...]:
    twice = [one.n_twice for one in audited.agreement.values()]
    return (
        ("Fragments", f"{audited.n_fragments:,}"),
        (
            "Coded",
            ", ".join(
                f"{n:,} ({audited.codebook.target(t).name})" for t, n in audited.n_recorded.items()
            ),
        ),
        ("Coded twice", f"{max(twice, default=0):,}"),
        ("Coders", f"{len(audited.coders)}"),
        ("Codebook", f"{audited.codebook.name}, version {audited.codebook.version}"),
        ("Rows worth a look", f"{len(audited.findings):,}"),
    )


def _consistent(audited: Audited) -> Section:
    """Labels in which a second look would change little."""
    points = []
    for name, found in audited.doubts.items():
        target, values = audited.codebook.target(name), found.recorded.values
        expected = found.chances.sum(axis=0)
        counts = values.sum(axis=0)
        usual = expected.sum() / max(1, counts.sum())
        rates = [
            (expected[j] / counts[j], label.name)
            for j, label in enumerate(target.labels)
            if counts[j] >= FEW_EXAMPLES
        ]
        steady = [label for rate, label in sorted(rates) if rate < usual]
        stands = 1 - found.chances[values].sum() / max(1, counts.sum())
        evenly = f" Used most evenly: {first_names(steady[:MOST_STEADY])}." if steady else ""
        points.append(
            f"{target.name}: of {int(counts.sum()):,} recorded labels in "
            f"{len(values):,} fragments, about {stands:.0%} would be recorded again.{evenly}"
        )
    clean = audited.n_fragments - len({finding.fragment_id for finding in audited.findings})
    lead = (
        f"{clean:,} of {audited.n_fragments:,} fragments have no row on the list: what is recorded "
        "and what the text says agree."
    )
    return Section("consistent", "What is used consistently", lead, (Points(tuple(points)),))


def _pairs(audited: Audited) -> Section:
    """Pairs of labels and definitions that blur."""
    blocks = []
    for name in audited.doubts:
        found = [theme for theme in audited.themes if theme.target == name]
        if found:
            blocks.append(theme_table(found, audited.codebook.target(name)))
    lead = (
        "Findings that have something in common. Where they gather in one pair of labels, or where "
        "texts speak for neither reading, a talk or a sentence in the codebook helps more than "
        "going through the rows."
    )
    if not blocks:
        lead = "No label or pair of labels gathers enough findings to speak of a pattern."
    return Section("themes", "Labels and pairs that blur", lead, tuple(blocks))


def _rows(audited: Audited) -> Section:
    """The first rows of the worklist, and what any number of rows holds."""
    if not audited.findings:
        lead = "No fragment stands out: the list is empty."
        return Section("rows", "Rows worth a look", lead)
    first = audited.findings[: min(SHOWN, audited.config.look_at)]
    lead = "The first rows of the worklist; the whole list is in worklist.xlsx, with drop-downs."
    curve = sorted({one.look_at: one for one in audited.budgets}.values(), key=lambda b: b.look_at)
    points = [Point(0, 0), *(Point(b.look_at, b.share, b.share_low, b.share_high) for b in curve)]
    alt = "; ".join(f"{b.look_at} rows: {b.share:.0%}" for b in curve)
    figure = Figure(
        curve_plot([Line("share of what would change", tuple(points))],
                   "rows looked at", alt),
        alt,
        "How much of what a second look would change the first rows hold, with 95 % intervals.",
    )  # fmt: skip
    blocks = (finding_table(first, audited), Row((figure,)))
    return Section("rows", "Rows worth a look", lead, blocks)


def _agreement(audited: Audited) -> Iterator[Section]:
    if not audited.agreement:
        lead = (
            "No fragment was coded by two people. Ten or twenty coded twice, each by two people "
            "who do not see each other's codes, would tell how far the codebook is read alike."
        )
        yield Section("agreement", "Agreement", lead)
        return
    yield Section(
        "agreement",
        "Agreement",
        "How far people who read the same fragment give it the same labels.",
        (Paragraph(FORMULAS, quiet=True),),
    )
    for name, found in audited.agreement.items():
        target = audited.codebook.target(name)
        blocks = [
            figure_table("By harvest, in the order of time", "Harvest", found.harvests),
            label_table(found, target),
        ]
        if found.pairs:
            named = audited.config.by_coder
            caption = "By pair of coders" if named else "By pair of coders, without their names"
            blocks.insert(1, figure_table(caption, "Pair", found.pairs, named=named))
        folded = Folded(
            "Examples: the labels on which readers differed", example_rows(audited, name)
        )
        coders = (Paragraph(CODER_CAUTION), coder_table(found)) if found.coders else ()
        yield Section(
            f"agreement-{name}",
            target.name,
            sentences.agreement(audited, name),
            (*blocks, *coders, folded),
            level=3,
        )


def _over_time(audited: Audited) -> Section:
    lead = (
        "Labels recorded clearly more or less often in a harvest than its texts would have it, "
        "judged by how the other harvests and countries were coded."
    )
    if not audited.use:
        lead = (
            "No label is recorded clearly more or less often in one harvest than its texts would "
            "have it."
        )
    blocks = (use_table(audited.use, audited.codebook),) if audited.use else ()
    return Section("time", "Use over time", lead, blocks)


def _rare(audited: Audited) -> Section:
    points = []
    for name, found in audited.doubts.items():
        target = audited.codebook.target(name)
        counts = found.recorded.values.sum(axis=0)
        rare = [
            f"{label.name} ({counts[j]})"
            for j, label in enumerate(target.labels)
            if counts[j] < FEW_EXAMPLES and not label.retired
        ]
        if rare:
            points.append(f"{target.name}: {first_names(rare, 40)}.")
    lead = f"Labels with fewer than {FEW_EXAMPLES} fragments: little can be said of their use."
    if not points:
        lead = f"Every label has {FEW_EXAMPLES} fragments or more."
    return Section("rare", "Labels with few examples", lead, (Points(tuple(points)),))


def _codebook(audited: Audited) -> Section:
    """Sentences to consider for the codebook."""
    points = [
        _sentence(theme, audited)
        for theme in audited.themes
        if theme.remedy != "look at these fragments"
    ]
    lead = "Where a sentence more, or an example more, would help the next coder."
    if not points:
        lead = "No sentence of the codebook stands out as one to change."
    return Section("codebook", "Sentences to consider", lead, (Points(tuple(points)),))


def _sentence(theme: Theme, audited: Audited) -> str:
    target = audited.codebook.target(theme.target)
    names = [f"“{target.label(label).name}”" for label in theme.labels]
    look = f" See {first_names(theme.examples, 3)}."
    if len(names) == 2 and theme.apart:
        return (
            f"{names[0]} or {names[1]}? The codebook says: {theme.apart}. Is that read alike?{look}"
        )
    if len(names) == 2:
        return f"{names[0]} or {names[1]}? A sentence that tells them apart is missing.{look}"
    return f"{names[0]}: what is in, what is out? An example on the border would help.{look}"


def _method(audited: Audited) -> Section:
    kinds = Counter(finding.kind for finding in audited.findings)
    points: Sequence[str] = (
        "What a label's chance rests on comes from fragments of other countries and harvests "
        "alone: no fragment, no twin of it, and nothing of its own group vouches for it.",
        "From the chance that a label is recorded follows how likely it fits, given how often "
        "coders leave out a fitting label or record another one. It is learned twice: the second "
        "time from the codes as these chances correct them. " + sentences.rates(audited),
        "Twins that are coded differently and other readings of the same fragment count as "
        "further evidence; twins can raise a doubt and never settle one.",
        "The chance of a row tells how likely a second look is to change its code, and the list is "
        "sorted by it. “In the fragment” adds up the chances of all codes of the fragment: sorted "
        "by it, the list goes from one fragment to the next. Findings below a chance of "
        f"{audited.config.floor:.0%} are not listed, but where somebody read a fragment otherwise.",
        "What the rows are about: "
        + "; ".join(
            f"{kinds[kind]} {what}" for kind, what in sentences.KINDS.items() if kinds[kind]
        )
        + ".",
    )
    lead = "How the list was made."
    return Section("method", "Method and limits", lead, (Points(tuple(points)),))
