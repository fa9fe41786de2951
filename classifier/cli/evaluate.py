"""``classifier evaluate``: coded harvests and a model in, a report in three forms out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from classifier.cli.options import (
    CoderSource,
    CodingPaths,
    Device,
    Force,
    HarvestPaths,
    IgnoreDecisions,
    Jobs,
    ModelEncoders,
    ModelPath,
    NoCache,
    Seed,
)
from classifier.cli.show import (
    progress_bar,
    refuse_decisions_in,
    refuse_existing,
    show_notices,
    show_problems,
)

if TYPE_CHECKING:
    from classifier.encode import EncoderSettings, VectorCache
    from classifier.evaluate.unseen import Unseen
    from classifier.records import Problem


def evaluate(
    harvest: HarvestPaths,
    model: ModelPath,
    out: Annotated[
        Path, typer.Option("--out", help="Folder for report.html, report.md and report.json.")
    ],
    codings: CodingPaths = None,
    coder_from: CoderSource = None,
    compare: Annotated[
        Path | None, typer.Option("--compare", help="A second model, to set beside the first.")
    ] = None,
    with_texts: Annotated[
        bool, typer.Option("--with-texts", help="Quote fragments; confidential ones never.")
    ] = False,
    seed: Seed = 0,
    encoder: ModelEncoders = None,
    jobs: Jobs = None,
    device: Device = None,
    no_cache: NoCache = False,
    ignore_decisions: IgnoreDecisions = False,
    force: Force = False,
) -> None:
    """Measure a model on coded fragments that it has not seen.

    Name the training harvests too, and simpler ways and a learning curve are measured beside it.
    """
    from classifier.decide.guard import refuse_unfinished
    from classifier.encode import EncoderSettings, VectorCache
    from classifier.evaluate.run import Options, evaluate_unseen
    from classifier.evaluate.unseen import n_unseen_steps
    from classifier.report.evaluation import document, evaluation_files

    refuse_reports(out, force)
    if not ignore_decisions:
        refuse_unfinished(harvest)
    cache = None if no_cache else VectorCache()
    settings = EncoderSettings(jobs, device, tuple(encoder or ()))
    request = _Request(harvest, codings or [], coder_from or "", settings, cache)
    first, problems = request.look(model)
    show_problems(problems)
    second = request.look(compare)[0] if compare is not None else None
    show_notices(cache.notices if cache else ())
    options = Options(with_texts=with_texts, seed=seed)
    with counted_steps("Measuring", n_unseen_steps(first)) as step:
        found = evaluate_unseen(first, options, second, step)
    show_notices(found.setting.notices)
    write_reports(evaluation_files(found), out, force)
    typer.echo("\n".join(document(found).summary))
    typer.echo(f"\nReport written to {out / 'report.html'}")


@dataclass(frozen=True)
class _Request:
    """What was asked for, the same for both models."""

    harvests: list[Path]
    codings: list[Path]
    coder_from: str
    settings: EncoderSettings
    cache: VectorCache | None

    def look(self, folder: Path) -> tuple[Unseen, tuple[Problem, ...]]:
        """Read the harvests in a model's codebook and let it score them."""
        from classifier.evaluate.unseen import file_hashes, look
        from classifier.harvest import add_codings, files_without_codes, read_harvest
        from classifier.store import load_model
        from classifier.suggest import model_encoders
        from classifier.suggest.profile import read_profile
        from classifier.train import gather

        model = load_model(folder)
        read = read_harvest(self.harvests, model.codebook, self.coder_from)
        read = add_codings(read, self.codings, model.codebook, self.coder_from)
        without = files_without_codes(read.fragments, read.codings, model.codebook)
        encoders = model_encoders(model, self.settings)
        with progress_bar("Reading the texts") as progress:
            material = gather(
                read.with_text, read.codings, model.codebook, encoders, self.cache, progress
            )
        profile = read_profile(folder)
        unseen = look(model, material, profile, file_hashes(self.harvests))
        return unseen, (*without, *read.problems)


@contextmanager
def counted_steps(what: str, total: int) -> Iterator[Callable[[], None]]:
    """Yield a callback to call after each of ``total`` steps; it moves a progress bar."""
    done = 0
    with progress_bar(what) as progress:

        def step() -> None:
            nonlocal done
            done += 1
            if progress is not None:
                progress(min(done, total), total)

        yield step


def refuse_reports(out: Path, force: bool) -> None:
    """Say before the work that the folder holds a report already."""
    for name in ("report.html", "report.md", "report.json"):
        refuse_existing(out / name, force)
    if force:
        refuse_decisions_in(out)


def write_reports(texts: dict[str, str], out: Path, force: bool) -> None:
    """Write a report's files into the folder ``out``, which is made if need be."""
    from classifier.decide.guard import replace_file
    from classifier.errors import OutputError

    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"The folder {out} cannot be made: {error.strerror}.") from error
    for name, text in texts.items():
        with replace_file(out / name, force) as place:
            place.write_text(text, "utf-8")
