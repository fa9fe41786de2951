"""``classifier audit``: coded harvests in, a worklist and a report out; decisions carried over."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from classifier.cli.finish import CodebookOfCodes, Coded, Log, Target, undo
from classifier.cli.next_step import COUNTED, MINE, NEXT, YOUR_NAME, typed, with_next_step
from classifier.cli.options import (
    DEFAULT_ENCODERS,
    REVIEWED,
    ChosenColumns,
    CodebookPath,
    CoderName,
    CoderSource,
    CodingPaths,
    Device,
    EncoderNames,
    Force,
    HarvestPaths,
    Jobs,
    Language,
    NoCache,
    ReaderAddress,
    ReaderConfidential,
    Seed,
    VotePaths,
    reader_settings,
    reading_choices,
)
from classifier.cli.paths import must_exist
from classifier.cli.show import (
    progress_bar,
    refuse_decisions_in,
    show_notices,
    show_problems,
    show_result,
    write_text,
)
from classifier.cli.usage import FIND, Command, FirstByDefault, Learning
from classifier.errors import OutputError
from classifier.outputs import refuse_others

if TYPE_CHECKING:
    from classifier.audit.run import Audited

audit_app = typer.Typer(
    cls=FirstByDefault,
    help="Find codes worth a second look in coded harvests.",
    rich_markup_mode=None,
    add_completion=False,
)


@audit_app.command(FIND, cls=Learning, hidden=True)
def find(
    harvest: HarvestPaths,
    codebook: CodebookPath,
    codings: CodingPaths = None,
    votes: VotePaths = None,
    reader: ReaderAddress = None,
    reader_confidential: ReaderConfidential = False,
    coder_from: CoderSource = None,
    column: ChosenColumns = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="A folder. Default: NAME-audit beside the harvest.")
    ] = None,
    look_at: Annotated[
        int, typer.Option("--look-at", min=1, help="Rows that the team has time for.")
    ] = 40,
    by_coder: Annotated[
        bool, typer.Option("--by-coder", help="Add figures for each coder, with a caution.")
    ] = False,
    encoder: EncoderNames = DEFAULT_ENCODERS,
    seed: Seed = 0,
    jobs: Jobs = None,
    device: Device = None,
    no_cache: NoCache = False,
    language: Language = None,
    force: Force = False,
) -> None:
    """List the codes in HARVEST that are most worth a second look, and say what is consistent.

    Carry decisions over: classifier audit apply --help. Take them back: classifier audit undo
    --help.
    """
    from classifier.audit import AuditConfig
    from classifier.audit.run import audit
    from classifier.encode import EncoderSettings
    from classifier.report.audit import audit_page, audit_summary
    from classifier.report.counts import audit_counts
    from classifier.translations import written_in

    folder = out or harvest[0].with_name(f"{harvest[0].stem}-audit")
    _refuse(folder, force)
    config = AuditConfig(
        look_at,
        by_coder=by_coder,
        seed=seed,
        codings=codings or (),
        votes=votes or (),
        reader=reader_settings(reader, reader_confidential, no_cache),
        reading=reading_choices(coder_from, column),
        encoder=encoder,
        settings=EncoderSettings(jobs, device, hub=True, keep=not no_cache),
    )
    with written_in(language):
        audited = audit(harvest, codebook, config, progress_bar)
    COUNTED.update(audit_counts(audited))
    show_problems(audited.problems)
    show_notices((*audited.told, *audited.notices))
    with written_in(language):
        _write(audited, audit_page(audited), folder, force)
    worklist = folder / "worklist.xlsx"
    page = typed("classifier", "review", harvest[0], "--model", MINE, "--worklist", worklist)
    new = harvest[0].with_name(f"{harvest[0].stem}-audited{harvest[0].suffix}")
    told = with_next_step(
        audit_summary(audited),
        *("audit", "apply", worklist, "--to", harvest[0], "--out", new, "--coder", YOUR_NAME),
        advice=f"Decide in {worklist}, or on a local page, whose answers are taken with "
        f"--decisions: {page}{_for_others(harvest)}",
        written=folder,
    )
    show_result(told, folder)


def _for_others(harvests: Sequence[Path]) -> str:
    """Say that a worklist of several harvests is carried over to each of them."""
    if len(harvests) == 1:
        return ""
    others = ", ".join(path.name for path in harvests[1:])
    return f". Carry it over to one harvest after the other: the first stands below, then {others}."


def _refuse(folder: Path, force: bool) -> None:
    """Refuse a folder with decisions or foreign files, and, without --force, with a worklist."""
    refuse_decisions_in(folder)
    names = ("worklist.xlsx", "worklist.csv", "worklist.jsonl", "report.html")
    if not force and any((folder / name).exists() for name in names):
        raise OutputError(
            f"{folder} holds an audit already.", hint="Choose another folder, or add --force."
        )
    refuse_others(folder, (*names, "report.json", "codebook.yaml"), "the audit")


def _write(audited: Audited, page: str, folder: Path, force: bool) -> None:
    from classifier.audit.worklist import CODEBOOK_FILE
    from classifier.codebook import dump_codebook
    from classifier.guard import replace_folder
    from classifier.report.audit import audit_json, facts, worklist_csv, worklist_jsonl
    from classifier.report.audit_workbook import write_worklist

    _refuse(folder, force)
    rows = facts(audited)
    texts = {
        "worklist.csv": worklist_csv(audited, rows),
        "worklist.jsonl": worklist_jsonl(audited, rows),
        "report.html": page,
        "report.json": audit_json(audited),
        CODEBOOK_FILE: dump_codebook(audited.codebook),
    }
    with replace_folder(folder, force=True) as place:
        place.mkdir()
        write_worklist(audited, rows, place / "worklist.xlsx")
        for name, text in texts.items():
            write_text(place / name, text, force)


@audit_app.command(cls=Command)
def apply(
    worklist: Annotated[
        Path,
        typer.Argument(
            callback=must_exist,
            dir_okay=False,
            metavar="WORKLIST",
            help="As decided: .xlsx, .csv, .jsonl.",
        ),
    ],
    harvest: Annotated[
        Path, typer.Option("--to", callback=must_exist, dir_okay=False, help="The harvest.")
    ],
    out: Annotated[Path, typer.Option("--out", help="The harvest to write.")],
    codebook: Annotated[
        Path | None,
        typer.Option("--codebook", help="Default: codebook.yaml beside the worklist."),
    ] = None,
    decisions: Annotated[
        Path | None,
        typer.Option(
            "--decisions",
            callback=must_exist,
            dir_okay=False,
            help="Of the page of “review --worklist”: what the coder answered there.",
        ),
    ] = None,
    coder: CoderName = REVIEWED,
    force: Force = False,
) -> None:
    """Carry the decisions of WORKLIST over to a copy of the harvest."""
    import datetime

    from classifier.audit.apply import Files, apply_worklist
    from classifier.audit.worklist import CODEBOOK_FILE
    from classifier.codebook import read_codebook
    from classifier.edit.provenance import Signature
    from classifier.report.audit import apply_summary
    from classifier.report.counts import applied_counts
    from classifier.review.worklist import answers_to_worklist

    book = codebook or worklist.with_name(CODEBOOK_FILE)
    read = read_codebook(book)
    show_notices(read.notices)
    answered = answers_to_worklist(decisions, coder, read) if decisions else None
    signature = Signature(coder, datetime.date.today().isoformat())
    done = apply_worklist(Files(worklist, harvest, book, out), signature, answered, force=force)
    COUNTED.update(applied_counts(done))
    show_problems(done.problems)
    advice = ""
    if done.changes:
        back = typed("classifier", "undo", out, "--out", out.with_stem(f"{out.stem}-undone"))
        advice = f"It teaches a better model. To take it back: {back}"
    train = ("train", out, "--codebook", book, "--out", NEXT)
    show_result(with_next_step(apply_summary(done), *train, advice=advice, written=out), out)


@audit_app.command("undo", cls=Command)
def undo_apply(
    coded: Coded,
    out: Target,
    to: Annotated[
        Path | None,
        typer.Option(
            "--to", callback=must_exist, dir_okay=False, help="The file, if CODED is a log."
        ),
    ] = None,
    codebook: CodebookOfCodes = None,
    column: ChosenColumns = None,
    log: Log = None,
    force: Force = False,
) -> None:
    """Put back what stood in CODED before its last step, from the columns beside the codes."""
    if to is not None:  # older versions left a log, which was named first
        coded, log = to, coded
    undo(coded, out, codebook, column, log, force)
