"""``classifier sample`` and ``adjudicate``: two people code apart, and agree where they differ."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from classifier.cli.finish import Target
from classifier.cli.next_step import COUNTED, NEXT, OLD_HARVEST, YOUR_NAME, typed, with_next_step
from classifier.cli.options import (
    REVIEWED,
    ChosenColumns,
    CodebookPath,
    CoderName,
    CoderSource,
    Force,
    HarvestPaths,
    Language,
    Seed,
    reading_choices,
)
from classifier.cli.paths import must_exist
from classifier.cli.review import NoBrowser, Port, serve
from classifier.cli.show import show_notices, show_problems, show_result
from classifier.cli.usage import FIND, Command, FirstByDefault

AGREE, AGREED = "AGREE.xlsx", "AGREED.xlsx"


def sample(
    harvest: HarvestPaths,
    codebook: CodebookPath,
    double: Annotated[int, typer.Option("--double", min=1, help="How many two people code.")] = 30,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="A new folder. Default: NAME-double beside the harvest."),
    ] = None,
    coder_from: CoderSource = None,
    column: ChosenColumns = None,
    seed: Seed = 0,
    language: Language = None,
) -> None:
    """Draw fragments for two coders, and write a workbook for each."""
    from classifier.double_coding.draw import CODER_FILES
    from classifier.double_coding.draw import sample as draw
    from classifier.report.double_coding import sample_summary
    from classifier.translations import written_in

    folder = out or harvest[0].with_name(f"{harvest[0].stem}-double")
    reading = reading_choices(coder_from, column)
    with written_in(language):
        drawn = draw(harvest, codebook, double, folder, seed=seed, reading=reading)
    COUNTED.update({"drawn": len(drawn.fragments), "of": drawn.n_of})
    show_notices(drawn.notices)
    show_problems(drawn.problems)
    first, second = (folder / name for name in CODER_FILES)
    told = with_next_step(
        sample_summary(drawn),
        *("adjudicate", first, second, "--codebook", codebook, "--out", AGREE),
        advice="Let two people fill in a workbook each, apart, without talking about it.",
        written=f"{first}, {second}",
    )
    show_result(told, folder)


adjudicate_app = typer.Typer(
    cls=FirstByDefault,
    help="Agree where two coders differ.",
    rich_markup_mode=None,
    add_completion=False,
)
_Filled = typer.Argument(callback=must_exist, dir_okay=False, help="As a coder filled it in.")


@adjudicate_app.command(FIND, cls=Command, hidden=True)
def find(
    first: Annotated[Path, _Filled],
    second: Annotated[Path, _Filled],
    codebook: CodebookPath,
    out: Annotated[Path, typer.Option("--out", help="The workbook to agree in: .xlsx.")],
    language: Language = None,
) -> None:
    """Lay the answers of two coders side by side, as A and B, in a workbook to agree in."""
    from classifier.double_coding import adjudicate
    from classifier.report.counts import compared_counts
    from classifier.report.double_coding import compared_summary
    from classifier.translations import written_in

    with written_in(language):
        compared = adjudicate(first, second, codebook, out)
    COUNTED.update(compared_counts(compared))
    show_notices(compared.notices)
    show_problems(compared.problems)
    told = with_next_step(
        compared_summary(compared),
        *("adjudicate", "apply", out, "--to", OLD_HARVEST, "--codebook", codebook),
        *("--out", AGREED, "--coder", YOUR_NAME),
        advice="Talk about each open cell, and choose or type what fits; or decide by key: "
        + typed("classifier", "adjudicate", "page", out, "--codebook", codebook),
        written=out,
    )
    show_result(told, out)


@adjudicate_app.command(cls=Command)
def page(
    workbook: Annotated[
        Path, typer.Argument(callback=must_exist, dir_okay=False, help="To agree in.")
    ],
    codebook: CodebookPath,
    coder: CoderName = REVIEWED,
    language: Language = None,
    port: Port = 0,
    no_browser: NoBrowser = False,
) -> None:
    """Agree in a local page: what A and B said beside the text, and what the labels mean."""
    from classifier.review import ReviewConfig

    name = coder.strip() or REVIEWED
    config = ReviewConfig(workbook, coder=name, language=language, port=port, agree=codebook)
    serve(config, browser=not no_browser)


@adjudicate_app.command(cls=Command)
def apply(
    workbook: Annotated[
        Path, typer.Argument(callback=must_exist, dir_okay=False, help="As agreed in.")
    ],
    harvest: Annotated[
        Path, typer.Option("--to", callback=must_exist, dir_okay=False, help="The harvest.")
    ],
    out: Target,
    codebook: CodebookPath,
    column: ChosenColumns = None,
    coder: CoderName = REVIEWED,
    force: Force = False,
) -> None:
    """Write what was agreed in WORKBOOK into a copy of the harvest."""
    import datetime

    from classifier.double_coding import write_agreed
    from classifier.double_coding.agreed import Files
    from classifier.edit.provenance import Signature
    from classifier.report.counts import agreed_counts
    from classifier.report.double_coding import agreed_summary

    signature = Signature(coder, datetime.date.today().isoformat())
    files = Files(workbook, harvest, codebook, out)
    reading = reading_choices(None, column)
    done = write_agreed(files, signature, force=force, reading=reading)
    COUNTED.update(agreed_counts(done))
    show_notices(done.notices)
    show_problems(done.problems)
    train = ("train", out, "--codebook", codebook, "--out", NEXT)
    show_result(with_next_step(agreed_summary(done), *train, written=out), out)
