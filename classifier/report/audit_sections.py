"""The audit report: a first page, then what is consistent, then what is worth a look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from classifier.audit.themes import FRAGMENTS
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
from classifier.report.figures import first_named, number
from classifier.report.svg import Bar, Chart
from classifier.translations import say

if TYPE_CHECKING:
    from classifier.audit.run import Audited
    from classifier.audit.themes import Theme

_CAUTIONS = (
    "audit_no_mistake",
    "audit_two_texts",
    "audit_rough",
    "audit_no_person",
    "audit_alike_hidden",
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
            (Points(tuple(map(say, _CAUTIONS))),),
        ),
        _method(audited),
    )
    return Document(_first_page(audited), sections)


def _first_page(audited: Audited) -> FirstPage:
    first = audited.budgets[0]
    said = (sentences.guessed(audited), sentences.opening(audited))
    return FirstPage(
        title=say("audit_title", files=first_named(audited.files, most=3)),
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
        told = say(
            "audit_would_stand",
            target=target.name,
            recorded=f"{int(counts.sum()):,}",
            fragments=f"{len(values):,}",
            share=f"{_stands(audited, name):.0%}",
        )
        if steady:
            told += " " + say("audit_evenly", labels=first_named(steady[:MOST_STEADY]))
        points.append(told)
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
        blocks: tuple[Block, ...] = (Paragraph(say("audit_formulas"), quiet=True), *targets)
        yield Section("agreement", say("audit_agreement"), lead, blocks)


def _target_agreement(audited: Audited, name: str) -> Section:
    found, target = audited.agreement[name], audited.codebook.target(name)
    blocks: list[Block] = [
        figure_table(say("agreement_by_harvest"), say("column_harvest"), found.harvests)
    ]
    if found.pairs:
        named = audited.config.by_coder
        caption = say("agreement_by_pair" if named else "agreement_by_pair_unnamed")
        head = say("agreement_head_pair")
        blocks.append(figure_table(caption, head, found.pairs, named=named))
    blocks.append(label_table(found, target))
    if found.coders:
        blocks += [Paragraph(say("audit_coder_caution")), coder_table(found)]
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
            points.append(f"{target.name}: {first_named(rare, 40)}.")
    key = "audit_rare_lead" if points else "audit_none_rare"
    lead = say(key, least=FEW_EXAMPLES)
    return Section("rare", say("audit_rare"), lead, (Points(tuple(points)),))


def _codebook(audited: Audited) -> Section:
    """Sentences to consider for the codebook."""
    points = [_sentence(theme, audited) for theme in audited.themes if theme.remedy != FRAGMENTS]
    lead = say("audit_codebook_lead") if points else say("audit_no_sentence")
    return Section("codebook", say("audit_codebook"), lead, (Points(tuple(points)),))


def _sentence(theme: Theme, audited: Audited) -> str:
    target = audited.codebook.target(theme.target)
    names = [say("report_quoted", name=target.label(label).name) for label in theme.labels]
    if len(names) == 1:
        told = say("theme_border", label=names[0])
    elif theme.apart:
        told = say("theme_apart", first=names[0], second=names[1], apart=theme.apart)
    else:
        told = say("theme_sentence_missing", first=names[0], second=names[1])
    return f"{told} {say('theme_see', names=first_named(theme.examples, 3))}"


def _method(audited: Audited) -> Section:
    kinds = Counter(finding.kind for finding in audited.findings)
    twice = max((one.n_twice for one in audited.agreement.values()), default=0)
    coded = ", ".join(
        f"{n:,} ({audited.codebook.target(t).name})" for t, n in audited.n_recorded.items()
    )
    counts = say(
        "audit_counts",
        fragments=f"{audited.n_fragments:,}",
        coded=coded,
        twice=f"{twice:,}",
        coders=len(audited.coders),
        rows=f"{len(audited.findings):,}",
        codebook=audited.codebook.name,
        version=audited.codebook.version,
    )
    told = (f"{kinds[kind]} {say(key)}" for kind, key in sentences.KINDS.items() if kinds[kind])
    points = (
        counts,
        say("audit_other_groups"),
        say("audit_learned_twice", rates=sentences.rates(audited)),
        say("audit_further_evidence"),
        say("audit_chance_says", floor=f"{audited.config.floor:.0%}"),
        say("audit_about", kinds="; ".join(told)),
    )
    lead = say("audit_method_lead")
    return Section("method", say("audit_method"), lead, (Points(tuple(points)),))
