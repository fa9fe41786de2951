"""The reference: nothing that the program takes, writes or offers is missing on its pages."""

import inspect
import json
import re
from dataclasses import fields
from pathlib import Path

import pytest
import write_reference
import yaml
from test_cli_options import COMMANDS, options, words_of

import classifier
from classifier import archive, harvest
from classifier.api.frames import COLUMNS as READ_COLUMNS
from classifier.api.verbs import AGREEMENT_COLUMNS
from classifier.audit.run import FRAME_COLUMNS as AUDIT_COLUMNS
from classifier.audit.worklist import COLUMNS as WORKLIST_COLUMNS
from classifier.audit.worklist import MACHINE
from classifier.check import FACTS as CHECKED
from classifier.codebook import KINDS, read_codebook
from classifier.codebook.yaml_format import CODEBOOK
from classifier.decide import How
from classifier.double_coding.agreed import HOW as AGREED
from classifier.edit import provenance
from classifier.engine.parts import Tally
from classifier.evaluate import Evaluation
from classifier.project import CODEBOOKS, log
from classifier.records import LabelSuggestion, Suggestion, TargetSuggestion
from classifier.relabel.plan_lines import FACT_COLUMNS
from classifier.relabel.settle import BY_WORDS
from classifier.report.suggestions import suggestion_headings, suggestion_json
from classifier.store import HASHED, MANIFEST
from classifier.suggest import FRAME_COLUMNS as SUGGEST_COLUMNS
from classifier.suggest.profile import PROFILE

REFERENCE = Path(__file__).parents[1] / "docs" / "reference"


@pytest.mark.parametrize("name", write_reference.PAGES)
def test_a_page_that_is_made_from_the_program_is_up_to_date(name):
    made = write_reference.PAGES[name]()
    assert made == (REFERENCE / name).read_text("utf-8"), "python docs/write_reference.py"


def sections(page):
    """Return what stands below each heading of a page."""
    _, *parts = re.split(r"^##+ (.+)$", (REFERENCE / page).read_text("utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def test_no_command_and_no_option_is_missing():
    said = sections("commands.md")
    assert "- `--version`" in said["classifier"]
    typed = {name: f"classifier {' '.join(words_of(name))}" for name in COMMANDS}
    assert set(typed.values()) <= set(said)
    missing = [
        f"{typed[name]} {option}"
        for option, commands in options().items()
        for name in commands
        if f"- `{option}" not in said[typed[name]]
    ]
    assert missing == []


def test_every_command_stands_in_the_short_list_too():
    short = REFERENCE.with_name("commands.md").read_text("utf-8")
    typed = [" ".join(words_of(name)) for name in COMMANDS]
    assert [words for words in typed if not re.search(rf"`(classifier )?{words}\b", short)] == []


def test_no_public_name_and_no_parameter_is_missing():
    said = sections("python.md")
    assert set(classifier.__all__) <= set(said)
    for name in classifier.__all__:
        parameters = inspect.signature(getattr(classifier, name)).parameters
        assert [one for one in parameters if f"{one}: " not in said[name]] == []
    methods = {name for name in vars(classifier.OutcomeClassifier) if not name.startswith("_")}
    added = {"set_predict_proba_request", "set_predict_request"}  # by scikit-learn
    assert {f"OutcomeClassifier.{name}" for name in methods - added} <= set(said)


def every_key(value):
    """Yield the keys of objects in objects, without the “?” of those that may be missing."""
    if isinstance(value, dict):
        yield from (key.rstrip("?") for key in value if isinstance(key, str))
        for inner in value.values():
            yield from every_key(inner)
    if isinstance(value, list):
        for inner in value:
            yield from every_key(inner)


def example_line():
    """Return a suggestion with everything that one may hold, as its line says it."""
    label = LabelSuggestion(
        "T01", "New", 0.7, 0.4, True, read=True, alone=0.6, quote="a group", example="A group met"
    )
    target = TargetSuggestion("type", "unsure", (label,), reason="It is unclear.")
    line = json.loads(suggestion_json(Suggestion("F1", "m", "1", "en", (target,), reader="r")))
    return line | {"targets": [line["targets"]["type"]]}


SAMPLE = read_codebook(REFERENCE.parents[1] / "data" / "codebook.yaml")
HEADINGS = yaml.safe_load((Path(harvest.__file__).parent / "headings.yaml").read_text("utf-8"))
PROVENANCE = [
    value
    for name, value in vars(provenance).items()
    if name.isupper() and isinstance(value, str) and name != "TARGET"  # a field of harvests
]
BY_MOVES = set(BY_WORDS.values()) - {BY_WORDS["unchanged"]}
# Of each thing the section of files.md that tells of it, and the names that must stand there.
NAMED = {
    "the codebook's keys": ("Codebook", every_key(CODEBOOK)),
    "kinds of changes": ("Codebook", KINDS),
    "fields of a harvest": ("Harvest", HEADINGS),
    "problems of a harvest": ("Harvest", CHECKED),
    "keys of a suggestion": ("Suggestions as JSON lines", every_key(example_line())),
    "suggestions as a table": (
        "Suggestions as a table",
        {re.sub(r" – .*", " – TARGET", heading) for heading in suggestion_headings(SAMPLE)},
    ),
    "how a code came about": ("Where a code came from", {*How.__args__, *BY_MOVES, AGREED}),
    "the manifest": ("Model folder", every_key({**MANIFEST, "files": {}, "facts": {}})),
    "files of a model": ("Model folder", [*HASHED, "manifest.json", "MODEL_CARD.md", PROFILE]),
    "report.json": ("Model folder", ["format", *(field.name for field in fields(Evaluation))]),
    "the worklist": (
        "Worklist of an audit",
        [*(c.key for c in WORKLIST_COLUMNS if c.key != "shown"), *MACHINE, "reader"],
    ),
    "the plan": ("Plan of a move", [column.key for column in FACT_COLUMNS]),
    "the log": ("Log of a project", every_key(log._SHAPE)),
}


@pytest.mark.parametrize("what", NAMED)
def test_no_part_of_a_file_is_missing(what):
    where, names = NAMED[what]
    said, names = sections("files.md")[where], list(names)
    assert len(names) > 3
    assert [name for name in names if f"`{name}`" not in said] == []


def test_no_key_of_an_archives_manifest_is_missing(monkeypatch):
    for name in ("model_name", "model_hash"):
        monkeypatch.setattr(archive, name, str)
    tally = Tally(more={"unlike": {}, "cut": {}})
    facts = json.loads(archive._manifest("model", "reader", {"a.parquet": "0"}, [tally]))
    said = sections("files.md")["Suggestions as a table"]
    assert [name for name in every_key(facts) if f"`{name}`" not in said] == []


EVALUATED = Evaluation(None, ()).to_frame().columns
FRAMES = {
    "read_frame": READ_COLUMNS,
    "OutcomeClassifier.suggest": SUGGEST_COLUMNS,
    "audit": AUDIT_COLUMNS,
    "evaluate": EVALUATED,
    "agreement": AGREEMENT_COLUMNS,
}


@pytest.mark.parametrize("function", FRAMES)
def test_no_column_of_a_dataframe_is_missing(function):
    lines = sections("files.md")["DataFrames"].splitlines()
    (row,) = [line for line in lines if line.startswith(f"| `{function}` |")]
    assert [name for name in FRAMES[function] if f"`{name}`" not in row] == []


def test_no_format_of_a_codebook_is_missing():
    formats = {Path(name).suffix for name in CODEBOOKS} - {".yml"}
    codebook = sections("files.md")["Codebook"].casefold()
    assert [
        one for one in sorted(formats) if one.strip(".").replace("xlsx", "workbook") not in codebook
    ] == []


def test_no_column_that_says_where_a_code_came_from_is_missing():
    assert len(PROVENANCE) >= 12
    said = sections("files.md")["Where a code came from"]
    assert [name for name in PROVENANCE if f"`{name}" not in said] == []
