"""``classifier codebook examples-prompt`` and ``add-examples``: sentences for the labels."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from classifier.cli.codebook import CodebookFile, codebook_app
from classifier.cli.next_step import MINE, OLD_HARVEST, with_next_step
from classifier.cli.options import DEFAULT_ENCODERS, EncoderNames, Force, NoCache
from classifier.cli.paths import harvest_files, must_exist
from classifier.cli.show import (
    refuse_existing,
    show_notices,
    show_problems,
    show_result,
    write_text,
)
from classifier.cli.usage import Command
from classifier.outputs import refuse_input

if TYPE_CHECKING:
    from classifier.codebook import Codebook
    from classifier.examples import Doubt, Sentence

ANSWER = "answer.txt"
ONE_LANGUAGE = (
    "No harvest was named: the sentences are asked for in the codebook's language alone, and "
    "examples that were copied out of a harvest go along. Name yours with --harvest."
)
_ANSWERS = {
    "k": "k keeps it",
    "m": "m moves it to the other",
    "l": "l leaves it out",
    "s": "s leaves out all that remain",
}


@codebook_app.command(cls=Command)
def examples_prompt(
    codebook: CodebookFile,
    harvest: Annotated[
        list[Path] | None,
        typer.Option(
            "--harvest",
            callback=harvest_files,
            help="Harvests whose languages count; nothing of their texts is written.",
        ),
    ] = None,
    labels: Annotated[
        list[str] | None,
        typer.Option("--labels", help="Ids or names of the labels that need them; else all."),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Write it to a file instead.")] = None,
    force: Force = False,
) -> None:
    """Write a text that asks for example sentences.

    It is for a colleague or any assistant: it holds the codebook, and nothing of a harvest.
    """
    from classifier.codebook import read_codebook
    from classifier.examples import ask_for_examples

    if out is not None:
        refuse_input(out, codebook, what="codebook")
        for path in harvest or ():
            refuse_input(out, path)
        refuse_existing(out, force)
    book = read_codebook(codebook)
    show_notices(book.notices)
    if not harvest:
        show_notices([ONE_LANGUAGE])
    text = ask_for_examples(book, labels or (), harvest or ())
    if out is None:
        show_result(text)
        return
    write_text(out, text, force)
    more = codebook.with_name(f"{codebook.stem}-16{codebook.suffix}")
    told = with_next_step(
        "",
        *("codebook", "add-examples", codebook, ANSWER, "--out", more),
        advice="Read it, and give it to a colleague or any assistant: it holds the codebook and "
        f"nothing of a harvest. Save the answer as {ANSWER}.",
        written=out,
    )
    show_result(told, out)


@codebook_app.command(cls=Command)
def add_examples(
    codebook: CodebookFile,
    file: Annotated[
        Path,
        typer.Argument(
            callback=must_exist,
            dir_okay=False,
            metavar="FILE",
            help="An answer as it came: text, YAML, JSON, or a table with a label and a sentence "
            "in each row; or a copy of the codebook, filled in.",
        ),
    ],
    out: Annotated[Path, typer.Option("--out", help="Ends in .yaml, .xlsx, .csv, .qdc or .ttl.")],
    encoder: EncoderNames = DEFAULT_ENCODERS,
    no_cache: NoCache = False,
    force: Force = False,
) -> None:
    """Add example sentences from FILE to a codebook.

    CODEBOOK itself is not changed: both are written to a new file. The program asks about a
    sentence that lies nearer to another label; where nobody can be asked, it is left out and named.
    """
    from classifier.codebook import read_codebook
    from classifier.edit.codebooks import save_codebook
    from classifier.encode import EncoderSettings
    from classifier.examples import offer_examples, with_examples
    from classifier.report.codebook import examples_report

    for path in (codebook, file):
        refuse_input(out, path, what="codebook")
    refuse_existing(out, force)
    book = read_codebook(codebook)
    show_notices(book.notices)
    offer = offer_examples(book, file, encoder, EncoderSettings(keep=not no_cache))
    show_problems(offer.problems)
    show_notices(offer.notices)
    is_answered = sys.stdin.isatty()
    added = (*offer.sentences, *(_ask_doubts(offer.doubts, book) if is_answered else ()))
    show_notices(save_codebook(codebook, out, with_examples(book, added), force=force))
    told = with_next_step(
        examples_report(book, added, () if is_answered else offer.doubts),
        *("train", OLD_HARVEST, "--codebook", out, "--out", MINE),
        written=out,
    )
    show_result(told, out)


def _ask_doubts(doubts: Sequence[Doubt], book: Codebook) -> list[Sentence]:
    """Let a person say where each doubtful sentence belongs; those left out are not returned."""
    kept: list[Sentence] = []
    for number, doubt in enumerate(doubts, start=1):
        one, target = doubt.sentence, book.target(doubt.sentence.target)
        names = [f"{i} “{target.label(i).name}”" for i in (one.label, doubt.nearer)]
        typer.echo(f"{number} of {len(doubts)}: “{one.text}”", err=True)
        typer.echo(f"  written for {names[0]}, but lies nearer to {names[1]}", err=True)
        said = ""
        while said not in _ANSWERS:
            said = typer.prompt(f"  {', '.join(_ANSWERS.values())}", default="l", err=True)
            said = said.strip()[:1].lower()
        if said == "s":
            break
        if said != "l":
            kept.append(one if said == "k" else replace(one, label=doubt.nearer))
    return kept
