"""The audit report: a first page, then what is consistent, then what is worth a look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
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
    Block,
    Document,
    FirstPage,
    KeyFigure,
    Paragraph,
    Points,
    Section,
)
from classifier.report.figures import number
from classifier.report.svg import Bar, Chart
from classifier.translations import say
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
# More targets have no room on the first page.
MOST_TARGETS = 3


def document(audited: Audited) -> Document:
    """Lay the report out; what was not measured has no section."""
    sections = (
        _consistent(audited),
        _pairs(audited),
        _rows(audited),
        *_agreement(audited),
        _over_time(audited),
        _rare(audited),
        _codebook(audited),
        Section(
            "limits",
            say("audit_limits"),
            say("audit_limits_lead"),
            (Points(CAUTIONS),),
        ),
        _method(audited),
    )
    return Document(_first_page(audited), sections)


def _first_page(audited: Audited) -> FirstPage:
    first = audited.budgets[0]
    said = (sentences.guessed(audited), sentences.opening(audited))
    return FirstPage(
        title=say("audit_title", files=first_names(audited.files, most=3)),
        about=say(
            "report_version",
            codebook=audited.codebook.name,
            version=audited.codebook.version,
        ),
        verdict=(_clean(audited), sentences.budget(first)),
        figures=_key_figures(audited),
        picture=_worth(audited) if audited.findings else None,
        said=tuple(filter(None, said)),
        alerts=audited.notices,
    )


def _clean(audited: Audited) -> str:
    """Say how many fragments have nothing to look at."""
    n_clean = audited.n_fragments - len({finding.fragment_id for finding in audited.findings})
    return say("audit_clean", n=f"{n_clean:,}", all=f"{audited.n_fragments:,}")


def _key_figures(audited: Audited) -> tuple[KeyFigure, ...]:
    """Return what is recorded and would stand, what to look at, what that holds, who agrees."""
    first, targets = audited.budgets[0], [*audited.doubts][:MOST_TARGETS]
    names = {name: audited.codebook.target(name).name for name in targets}
    stands = [(names[name], f"{_stands(audited, name):.0%}") for name in targets]
    figures = [
        KeyFigure(say("audit_again"), tuple(stands)),
        KeyFigure(say("audit_n_rows"), (("", f"{len(audited.findings):,}"),)),
    ]
    if first.look_at and first.total >= 1:
        title = say("audit_first_hold", n=first.look_at)
        figures.append(KeyFigure(title, (("", f"{first.share:.0%}"),)))
    alphas = [
        (names[name], number(found.total.masi.value))
        for name, found in audited.agreement.items()
        if name in names and found.total
    ]
    if alphas:
        title = say("audit_alpha")
        figures.append(KeyFigure(title, tuple(alphas)))
    return tuple(figures)


def _worth(audited: Audited) -> Chart:
    """Show what any number of rows holds."""
    sizes = sorted({one.look_at: one for one in audited.budgets}.values(), key=lambda b: b.look_at)
    bars = tuple(
        Bar(
            say("audit_first_rows", n=f"{one.look_at:,}"),
            f"{one.share:.0%} ({one.share_low:.0%}–{one.share_high:.0%})",
            one.share,
            one.share_low,
            one.share_high,
        )
        for one in sizes
    )
    caption = say("audit_held")
    return Chart(caption, (("", bars),))


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
        evenly = f" Used most evenly: {first_names(steady[:MOST_STEADY])}." if steady else ""
        points.append(
            f"{target.name}: of {int(counts.sum()):,} recorded labels in {len(values):,} "
            f"fragments, about {_stands(audited, name):.0%} would be recorded again.{evenly}"
        )
    title = say("audit_consistent")
    return Section("consistent", title, _clean(audited), (Points(tuple(points)),))


def _stands(audited: Audited, target: str) -> float:
    """Return the share of a target's recorded labels that would be recorded again."""
    found = audited.doubts[target]
    recorded = found.recorded.values
    return float(1 - found.chances[recorded].sum() / max(1, recorded.sum()))


def _pairs(audited: Audited) -> Section:
    """Pairs of labels and definitions that blur."""
    blocks = []
    for name in audited.doubts:
        found = [theme for theme in audited.themes if theme.target == name]
        if found:
            blocks.append(theme_table(found, audited.codebook.target(name)))
    lead = say("audit_themes_lead") if blocks else say("audit_no_themes")
    return Section("themes", say("audit_themes"), lead, tuple(blocks))


def _rows(audited: Audited) -> Section:
    """The first rows of the worklist."""
    if not audited.findings:
        return Section("rows", say("audit_rows"), say("audit_no_rows"))
    first = audited.findings[: min(SHOWN, audited.config.look_at)]
    lead = say("audit_rows_lead")
    return Section("rows", say("audit_rows"), lead, (finding_table(first, audited),))


def _agreement(audited: Audited) -> Iterator[Section]:
    if audited.agreement:
        lead = say("audit_agreement_lead")
        targets = [_target_agreement(audited, name) for name in audited.agreement]
        blocks: tuple[Block, ...] = (Paragraph(FORMULAS, quiet=True), *targets)
        yield Section("agreement", say("audit_agreement"), lead, blocks)


def _target_agreement(audited: Audited, name: str) -> Section:
    found, target = audited.agreement[name], audited.codebook.target(name)
    blocks: list[Block] = [
        figure_table("By harvest, in the order of time", "Harvest", found.harvests)
    ]
    if found.pairs:
        named = audited.config.by_coder
        caption = "By pair of coders" if named else "By pair of coders, without their names"
        blocks.append(figure_table(caption, "Pair", found.pairs, named=named))
    blocks.append(label_table(found, target))
    if found.coders:
        blocks += [Paragraph(CODER_CAUTION), coder_table(found)]
    title = say("audit_examples", target=target.name)
    lead = say("audit_examples_lead")
    blocks.append(Section(f"examples-{name}", title, lead, example_rows(audited, name)))
    title = say("audit_target", target=target.name)
    return Section(f"agreement-{name}", title, sentences.agreement(audited, name), tuple(blocks))


def _over_time(audited: Audited) -> Section:
    lead = say("audit_time_lead") if audited.use else say("audit_no_use")
    blocks = (use_table(audited.use, audited.codebook),) if audited.use else ()
    return Section("time", say("audit_time"), lead, blocks)


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
    key = "audit_rare_lead" if points else "audit_none_rare"
    lead = say(key, least=FEW_EXAMPLES)
    return Section("rare", say("audit_rare"), lead, (Points(tuple(points)),))


def _codebook(audited: Audited) -> Section:
    """Sentences to consider for the codebook."""
    points = [
        _sentence(theme, audited)
        for theme in audited.themes
        if theme.remedy != "look at these fragments"
    ]
    lead = say("audit_codebook_lead") if points else say("audit_no_sentence")
    return Section("codebook", say("audit_codebook"), lead, (Points(tuple(points)),))


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
    twice = max((one.n_twice for one in audited.agreement.values()), default=0)
    coded = ", ".join(
        f"{n:,} ({audited.codebook.target(t).name})" for t, n in audited.n_recorded.items()
    )
    points = (
        f"Fragments: {audited.n_fragments:,}; coded: {coded}; coded twice: {twice:,}; coders: "
        f"{len(audited.coders)}; rows worth a look: {len(audited.findings):,}; codebook: "
        f"{audited.codebook.name}, version {audited.codebook.version}.",
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
    lead = say("audit_method_lead")
    return Section("method", say("audit_method"), lead, (Points(tuple(points)),))
