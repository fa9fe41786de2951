"""What is reviewed: the harvest, what is proposed, neighbours' texts, a worklist."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.codebook import read_codebook, to_newest
from classifier.decide.rows import text_digest
from classifier.errors import HarvestError, UsageError
from classifier.folding import plain_words
from classifier.harvest import choose_columns, read_first_rows, read_harvest
from classifier.harvest.chosen_columns import remembered
from classifier.progress import silent
from classifier.records import Coding, Fragment, Harvest, Problem, group_codings
from classifier.review.proposals import FixedProposals, ModelProposals, Proposals
from classifier.review.tagged_workbook import read_tagged
from classifier.suggest.reasons import open_fragments
from classifier.workbook.reviewed import Reviewed

if TYPE_CHECKING:
    from classifier.codebook import Codebook
    from classifier.decide import Decision
    from classifier.encode import EncoderSettings, VectorCache
    from classifier.progress import Stages
    from classifier.reader import ReaderSettings
    from classifier.review.agreement import SaidBy
    from classifier.review.worklist import Finding


@dataclass(frozen=True)
class ReviewInputs:
    """Everything that does not change while it is reviewed.

    Attributes
    ----------
    source : the harvest or pre-tagged workbook
    tagged : it is pre-tagged
    keys : per fragment, the id its decisions are kept under
    recorded : codings that stand in the harvest, by key and target
    coded : coded fragments whose text may be shown as neighbours, by id; never confidential ones
    findings : why a fragment is on the worklist, by key; empty without a worklist
    decided : decisions that stood in a pre-tagged workbook, by place and target
    said : in a workbook to agree in, what its two coders said, by key and target
    apart : it is a coder's workbook, for which nothing is proposed
    problems : what could not be read
    told : what a person should know of a reader
    """

    source: Path
    codebook: Codebook
    fragments: tuple[Fragment, ...]
    keys: tuple[str, ...]
    proposals: Proposals
    tagged: bool = False
    recorded: Mapping[tuple[str, str], tuple[Coding, ...]] = field(default_factory=dict)
    coded: Mapping[str, Fragment] = field(default_factory=dict)
    findings: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    decided: Mapping[int, Mapping[str, Decision]] = field(default_factory=dict)
    said: Mapping[tuple[str, str], tuple[SaidBy, ...]] = field(default_factory=dict)
    apart: bool = False
    problems: tuple[Problem, ...] = ()
    told: tuple[str, ...] = ()

    @cached_property
    def confidential(self) -> frozenset[str]:
        """Ids of fragments whose words stay on their own page."""
        return frozenset(one.id for one in self.fragments if one.confidential)

    @cached_property
    def folded(self) -> tuple[str, ...]:
        """Id and text of each fragment as a search compares them; folding all takes a while."""
        texts = (f"{one.id} {one.outcome} {one.significance}" for one in self.fragments)
        return tuple(map(plain_words, texts))

    def digest(self, place: int) -> str:
        """Fingerprint the text of a fragment."""
        fragment = self.fragments[place]
        return text_digest(fragment)


@dataclass(frozen=True)
class ReviewConfig:
    """What a run is given.

    Attributes
    ----------
    harvest : the harvest or pre-tagged workbook
    model : a model folder; None for a pre-tagged workbook
    coder : whose answers these are
    decisions : the file of answers; None for one beside the harvest
    coded : harvests with coded fragments whose texts are shown beside similar ones
    worklist : a worklist of ``audit`` or plan of ``relabel``
    columns : headings of fields, each as ``FIELD=HEADING``
    reader : a language model on this machine that reads the fragments too
    agree : the codebook, where ``harvest`` is a workbook in which two coders agree
    apart : the codebook, where ``harvest`` is the workbook of one of them, who sees no suggestion
    learn_every : after so many answers the model learns again by itself; 0 for never
    back : the page of the project that it was opened from; "" for that of its harvest
    """

    harvest: Path
    model: Path | None = None
    coder: str = "reviewed"
    decisions: Path | None = None
    coded: tuple[Path, ...] = ()
    worklist: Path | None = None
    order: str = "row"
    blind: bool = False
    language: str | None = None
    port: int = 0
    columns: tuple[str, ...] = ()
    agree: Path | None = None
    apart: Path | None = None
    reader: ReaderSettings | None = None
    learn_every: int = 0
    back: str = ""


def nobody(*told: object) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Waiting:
    """Who waits for a review.

    Attributes
    ----------
    begin : called before what takes long: nothing that is named wrongly comes so far
    show : called with the first fragment alone, of a large harvest of which nothing is answered yet
    """

    begin: Callable[[], None] = nobody
    show: Callable[[ReviewInputs], None] = nobody


def decisions_path(harvest: Path) -> Path:
    """Name the file of answers beside a harvest."""
    return harvest.with_name(f"{harvest.stem.removesuffix('-suggested')}.review.sqlite")


def read_inputs(
    config: ReviewConfig,
    settings: EncoderSettings | None,
    cache: VectorCache | None,
    waiting: Waiting | None = None,
    stages: Stages = silent,
) -> ReviewInputs:
    """Read everything; ``stages`` are told how far a reader is."""
    _refuse_together(config)
    inputs = _read(config, settings, cache, waiting or Waiting(), stages)
    if not inputs.fragments:
        raise HarvestError(
            f"{config.harvest} has no fragment that can be reviewed.",
            hint="Check with “classifier check” what can be read from it.",
        )
    if config.worklist is None:
        return inputs
    from classifier.review.worklist import findings_on

    findings, problems = findings_on(config.worklist, inputs)
    return replace(inputs, findings=findings, problems=(*inputs.problems, *problems))


def _refuse_together(config: ReviewConfig) -> None:
    """Refuse what cannot be named together."""
    if config.reader is not None and config.model is None:
        raise UsageError(
            "--reader needs --model: the model has learned how far to trust it.",
            hint="In a pre-tagged workbook, “classifier suggest --reader” puts its marks.",
        )
    if config.apart is not None and (config.model or config.worklist or config.coded):
        raise UsageError(
            "--codebook is for a coder's workbook, which is coded without any suggestion.",
            hint="Leave out --model, --worklist and --coded, or --codebook.",
        )


def _read(
    config: ReviewConfig,
    settings: EncoderSettings | None,
    cache: VectorCache | None,
    waiting: Waiting,
    stages: Stages,
) -> ReviewInputs:
    if config.agree is not None:
        return _from_agreement(config, config.agree, waiting.begin)
    if config.apart is not None:
        return _from_coder(config, config.apart, waiting.begin)
    if config.model is None:
        return _from_workbook(config, waiting.begin)
    inputs = _from_model(config, config.model, settings, cache, waiting)
    if config.reader is not None:
        inputs = _with_reader(inputs, config.reader, stages)
    return inputs


def _from_model(
    config: ReviewConfig,
    folder: Path,
    settings: EncoderSettings | None,
    cache: VectorCache | None,
    waiting: Waiting,
) -> ReviewInputs:
    from classifier.encode import refuse_unnamed
    from classifier.store import load_model
    from classifier.suggest import model_encoders

    model = load_model(folder)
    book = choose_columns(model.codebook, config.columns)
    refuse_unnamed(model.name, model.encoder_hashes, settings.named if settings else ())
    waiting.begin()
    # The encoders wait for the disk and the rows for the processor: neither waits for the other.
    # But the first fragment of a large workbook waits for both, and all rows wait for it.
    with ThreadPoolExecutor(1) as beside:
        opening = beside.submit(model_encoders, model, settings)
        first = read_first_rows(config.harvest, book)[:1] if _begins_with_first(config) else ()
        if first:
            proposed = ModelProposals(model, opening.result(), first, cache)
            waiting.show(ReviewInputs(config.harvest, book, first, (first[0].id,), proposed))
        harvest = read_harvest(config.harvest, book)
        encoders = opening.result()
    coded = open_fragments(_coded(config, book).fragments, harvest.fragments)
    proposals = ModelProposals(model, encoders, harvest.fragments, cache, coded)
    keys = tuple(fragment.id for fragment in harvest.fragments)
    return ReviewInputs(
        config.harvest,
        book,
        harvest.fragments,
        keys,
        proposals,
        recorded=_recorded(harvest, keys),
        coded=coded,
        problems=harvest.problems,
    )


def _begins_with_first(config: ReviewConfig) -> bool:
    """Whether the first page will be that of the first row, with what the model suggests alone."""
    otherwise = config.worklist or config.reader or config.blind or config.order != "row"
    answers = config.decisions or decisions_path(config.harvest)
    return not otherwise and not answers.exists()


def _with_reader(inputs: ReviewInputs, reader: ReaderSettings, stages: Stages) -> ReviewInputs:
    from classifier.train.second_votes import votes_to_use

    proposals = inputs.proposals
    if not isinstance(proposals, ModelProposals):
        return inputs
    second = votes_to_use(reader, inputs.fragments, proposals.fitted, stages)
    return replace(inputs, proposals=proposals.beside(second), told=second.told)


def _from_workbook(config: ReviewConfig, begin: Callable[[], None]) -> ReviewInputs:
    path = config.harvest
    try:
        reviewed = Reviewed.read(path)
    except HarvestError as error:
        raise HarvestError(
            f"{path.name} is no pre-tagged workbook ({error})",
            hint="Name a model with --model, or pre-tag it with “classifier suggest”.",
        ) from error
    begin()
    codebook = choose_columns(reviewed.pretagged.codebook, config.columns)
    harvest = read_harvest(path, codebook)
    others = _coded(config, codebook)
    coded = open_fragments(others.fragments, harvest.fragments)
    tagged = read_tagged(reviewed, path, harvest.fragments, coded)
    proposals = replace(tagged.proposals, coded=_labels_of(others, codebook))
    return ReviewInputs(
        path,
        codebook,
        harvest.fragments,
        tagged.keys,
        proposals,
        tagged=True,
        recorded=_recorded(harvest, tagged.keys),
        coded=coded,
        decided=tagged.decided,
        problems=(*harvest.problems, *tagged.problems),
    )


def _from_agreement(
    config: ReviewConfig, codebook: Path, begin: Callable[[], None]
) -> ReviewInputs:
    from classifier.review.agreement import read_to_agree

    book = read_codebook(codebook)
    begin()
    shown = read_to_agree(config.harvest, book)
    return ReviewInputs(
        config.harvest,
        book,
        shown.agreement.fragments,
        tuple(fragment.id for fragment in shown.agreement.fragments),
        shown.proposals,
        decided=shown.decided,
        said=shown.said,
        problems=shown.agreement.problems,
    )


def _from_coder(config: ReviewConfig, codebook: Path, begin: Callable[[], None]) -> ReviewInputs:
    from classifier.review.agreement import read_to_code

    book = read_codebook(codebook)
    begin()
    shown = read_to_code(config.harvest, book)
    return ReviewInputs(
        config.harvest,
        book,
        shown.fragments,
        tuple(fragment.id for fragment in shown.fragments),
        FixedProposals("", {}),
        decided=shown.decided,
        apart=True,
        problems=shown.problems,
    )


def _coded(config: ReviewConfig, codebook: Codebook) -> Harvest:
    """Read the coded harvests beside which fragments are shown."""
    return read_harvest(list(config.coded), remembered(codebook)) if config.coded else Harvest(())


def _labels_of(harvest: Harvest, codebook: Codebook) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return how fragments are coded, in the newest labels, by id and target."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for coding in harvest.codings:
        target = codebook.target(coding.target)
        version = coding.version or codebook.newest
        labels = to_newest(coding.labels, target, version, codebook)
        found.setdefault(coding.fragment_id, {})[target.id] = tuple(sorted(labels))
    return found


def _recorded(harvest: Harvest, keys: tuple[str, ...]) -> dict[tuple[str, str], tuple[Coding, ...]]:
    """Return the codings that stand in the harvest by the fragments' keys, and by target."""
    names = {one.id: key for one, key in zip(harvest.fragments, keys, strict=True)}
    recorded = {}
    for (fragment, target), codings in group_codings(harvest.codings).items():
        if fragment in names:
            recorded[names[fragment], target] = tuple(codings)
    return recorded
