"""A parquet archive in, the same with suggestions out: here, on a cluster, and after a kill."""

import json
import os
import pickle
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import coded_fragments
from test_engine_kit import Deadly, cluster
from typer.testing import CliRunner

from classifier.archive import JSON_COLUMN, MANIFEST, ArchiveRun, suggest_archive
from classifier.cli import app
from classifier.encode import NamedEncoders, OpenEncoders, load_encoder
from classifier.engine import Here, OnDask
from classifier.engine.parts import Parts
from classifier.errors import ClassifierError, HarvestError, ModelError, OutputError
from classifier.harvest import read_harvest
from classifier.harvest.parquet import text_array
from classifier.suggest import OpenModel, suggest_fragments

HEADINGS = ("FragmentID", "Country", "Outcome description", "Confidential", "n")
WORDS_ALONE = ArchiveRun(engine=Here(1))
PER_FILE = 120


def run(*arguments):
    return CliRunner().invoke(app, list(map(str, arguments)))


@pytest.fixture(scope="module")
def place(tmp_path_factory, codebook_path):
    """A model of words alone, and an archive of three files."""
    folder = tmp_path_factory.mktemp("archive")
    fragments, codings = coded_fragments()
    names = {"LAW": "Law adopted", "GRP": "New group", "TLK": "Talks held"}
    said = {c.fragment_id: names[label] for c in codings for label in c.labels if label in names}
    lines = ["FragmentID,Harvest,Country,Outcome description,MCQType of change"]
    lines += [f'{f.id},{f.harvest},{f.country},"{f.outcome}",{said[f.id]}' for f in fragments]
    (folder / "coded.csv").write_text("\n".join(lines), "utf-8")
    learned = ["--codebook", codebook_path, "--encoder", "tfidf-only"]
    done = run("train", folder / "coded.csv", *learned, "--out", folder / "model")
    assert done.exit_code == 0, done.output
    (folder / "harvest").mkdir()
    for number in range(3):
        write(folder / "harvest" / f"part-{number}.parquet", rows(number))
    return folder


def rows(number):
    fragments, _ = coded_fragments()
    return [
        (f"F{number}-{i}", "Mali", "" if i == 7 else f"{fragments[i % 30].outcome} again {i}",
         "YES" if i == 3 else "NO", i)
        for i in range(PER_FILE)
    ]  # fmt: skip


@pytest.mark.parametrize("texts", [[], [""], ["", "Comité d’éthique", "وافقت البلدية", ""]])
def test_a_column_of_texts_is_what_pyarrow_makes_of_them(texts):
    column = text_array(pa, texts)
    column.validate(full=True)
    assert column.equals(pa.array(texts, pa.string()))


def write(path, cells, more=()):
    names = [*HEADINGS, *more]
    columns = [pa.array([row[i] for row in cells]) for i in range(len(HEADINGS))]
    columns += [pa.array(["old"] * len(cells)) for _ in more]
    pq.write_table(pa.Table.from_arrays(columns, names=names), path)


def read(folder, number):
    return pq.read_table(folder / f"part-{number}.parquet").to_pylist()


def told(record):
    return json.loads(record[JSON_COLUMN])


def test_every_row_keeps_its_own_columns_and_gets_what_suggest_says_of_it(place, tmp_path):
    from classifier.store import load_model

    done = suggest_archive(place / "harvest", tmp_path / "out", place / "model", WORDS_ALONE)
    assert done.tally.counts["read"] == 3 * PER_FILE
    model = load_model(place / "model")
    for number in range(3):
        found = read(tmp_path / "out", number)
        assert [tuple(row[name] for name in HEADINGS) for row in found] == rows(number)
        harvest = read_harvest(place / "harvest" / f"part-{number}.parquet", model.codebook)
        expected = suggest_fragments(harvest.fragments, OpenModel(model)).found
        assert [told(row)["fragment_id"] for row in found] == [one.fragment_id for one in expected]
        for row, one in zip(found, expected, strict=True):
            types = one.targets[0]
            assert row["▸ Verdict – Type of change"] == types.verdict
            assert row["▸ Suggested – Type of change"] == ", ".join(s.name for s in types.suggested)
    facts = json.loads((tmp_path / "out" / MANIFEST).read_text())
    assert [one["rows"] for one in facts["files"]] == 3 * [PER_FILE]
    assert facts["model"] == model.name
    assert len(facts["model_sha256"]) == 64
    assert not list(tmp_path.glob(".*"))


def test_words_of_confidential_rows_and_rows_without_text_get_none(place, tmp_path):
    suggest_archive(place / "harvest", tmp_path / "out", place / "model", WORDS_ALONE)
    found = read(tmp_path / "out", 0)
    words = [told(row)["targets"]["type"]["labels"] for row in found]
    assert not any(label["why"]["words"] for label in words[3])
    assert any(label["why"]["words"] for label in words[4])
    assert found[7]["▸ Verdict – Type of change"] == "not-readable"


def test_blank_rows_stay_blank(place, tmp_path):
    blank = [("A", "Mali", "women founded a committee for wells", "NO", 1), ("", "", "", "", None)]
    write(tmp_path / "in.parquet", blank)
    suggest_archive(tmp_path / "in.parquet", tmp_path / "out.parquet", place / "model", WORDS_ALONE)
    first, second = pq.read_table(tmp_path / "out.parquet").to_pylist()
    assert told(first)["fragment_id"] == "A"
    assert second[JSON_COLUMN] == ""


def test_a_file_without_rows_gets_the_columns_of_its_neighbours(place, tmp_path):
    (tmp_path / "in").mkdir()
    write(tmp_path / "in" / "full.parquet", rows(0)[:2])
    write(tmp_path / "in" / "empty.parquet", [])
    suggest_archive(tmp_path / "in", tmp_path / "out", place / "model", WORDS_ALONE)
    empty, full = (pq.read_table(tmp_path / "out" / f"{n}.parquet") for n in ("empty", "full"))
    assert (empty.num_rows, full.num_rows) == (0, 2)
    assert empty.column_names == full.column_names


def test_suggestions_of_before_are_replaced(place, tmp_path):
    write(tmp_path / "in.parquet", rows(0)[:5], more=["▸ Verdict – Type of change", "▸ Old"])
    suggest_archive(tmp_path / "in.parquet", tmp_path / "out.parquet", place / "model", WORDS_ALONE)
    found = pq.read_table(tmp_path / "out.parquet")
    assert "▸ Old" not in found.column_names
    assert len(set(found.column_names)) == len(found.column_names)
    assert "old" not in found.column("▸ Verdict – Type of change").to_pylist()


def test_the_command_writes_beside_the_archive_and_counts(place, tmp_path):
    shutil.copytree(place / "harvest", tmp_path / "harvest")
    done = run("suggest", tmp_path / "harvest", "--model", place / "model")
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith(f"{3 * PER_FILE} fragments; over all targets ")
    assert f"Written: {tmp_path / 'harvest-suggested'}" in done.stdout
    again = run("suggest", tmp_path / "harvest", "--model", place / "model")
    assert "exists already" in str(again.exception)
    coded = run("suggest", tmp_path / "harvest", "--model", place / "model", "--coded", tmp_path)
    assert coded.exit_code == 2
    forced = run("suggest", tmp_path / "harvest", "--model", place / "model", "--force")
    assert forced.exit_code == 0
    one = run("suggest", tmp_path / "harvest" / "part-0.parquet", "--model", place / "model")
    assert f"{PER_FILE} fragments; over all targets " in one.stdout
    assert str(tmp_path / "harvest" / "part-0-suggested.parquet") in one.stdout
    assert "suggestions.json" in done.stdout
    assert "suggestions.json" not in one.stdout  # of a single file none is written


def test_a_file_without_rows_is_named_and_counts_nothing(place, tmp_path):
    write(tmp_path / "none.parquet", [])
    done = run("suggest", tmp_path / "none.parquet", "--model", place / "model")
    assert "none.parquet: has headings but no row below them.\n" in done.stderr
    assert done.stdout.startswith("0 fragments.\n")


def test_here_is_as_many_processes_as_jobs(place, tmp_path, monkeypatch):
    engines, each = [], Here.each
    monkeypatch.setattr(Here, "each", lambda self, *a: engines.append(self) or each(Here(1), *a))
    model = ["--model", place / "model", "--out", tmp_path / "out", "--jobs", 2]
    assert run("suggest", place / "harvest", *model).exit_code == 0
    assert engines == [Here(2)]


def test_what_does_not_go_together_is_said(place, tmp_path):
    card = tmp_path / "card.txt"
    card.write_text("**FragmentID**: A\n**Outcome description**: a law\n", "utf-8")
    on_dask = run("suggest", card, "--model", place / "model", "--engine", "dask")
    assert on_dask.exit_code == 2
    assert "parquet" in on_dask.stderr
    alone = run("suggest", place / "harvest", "--model", place / "model", "--scheduler", "tcp://x")
    assert alone.exit_code == 2
    form = run("suggest", place / "harvest", "--model", place / "model", "--format", "csv")
    assert form.exit_code == 2


def test_folders_that_cannot_be_read_or_written_are_refused(place, tmp_path):
    harvest, model = place / "harvest", place / "model"
    with pytest.raises(OutputError, match="is the harvest itself"):
        suggest_archive(harvest, harvest, model, WORDS_ALONE)
    with pytest.raises(OutputError, match="lies in the folder that is read"):
        suggest_archive(harvest, harvest / "out", model, WORDS_ALONE)
    with pytest.raises(OutputError, match=r"must end in \.parquet"):
        suggest_archive(harvest / "part-0.parquet", tmp_path / "out.csv", model, WORDS_ALONE)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "a.csv").write_text("Outcome description\na law\n", "utf-8")
    forced = replace(WORDS_ALONE, force=True)
    with pytest.raises(OutputError, match="is not an archive that suggest has written"):
        suggest_archive(harvest, tmp_path / "mine", model, forced)
    for target in (model, place):
        with pytest.raises(OutputError, match=r"holds the|is the model itself"):
            suggest_archive(harvest, target, model, forced)
    (tmp_path / "one.parquet").touch()
    with pytest.raises(OutputError, match="exists already"):
        suggest_archive(harvest / "part-0.parquet", tmp_path / "one.parquet", model, WORDS_ALONE)
    with pytest.raises(HarvestError, match="no parquet file"):
        suggest_archive(tmp_path / "mine", tmp_path / "out", model, WORDS_ALONE)


def test_a_model_that_is_trained_again_meanwhile_is_refused(place):
    from classifier.archive import open_model

    with pytest.raises(ModelError, match="another model"):
        open_model(place / "model", "0" * 64)


def test_short_batches_lose_no_row(place, tmp_path):
    # pyarrow ends a batch at a row group where a column is a dictionary.
    fragments, _ = coded_fragments()
    names = [f"F{i}" for i in range(2500)]
    told = [fragments[i % 30].outcome for i in range(2500)]
    countries = pa.array(["Mali", "Iraq"] * 1250).dictionary_encode()
    table = pa.table({"FragmentID": names, "Country": countries, "Outcome description": told})
    pq.write_table(table, tmp_path / "in.parquet", row_group_size=1500)
    suggest_archive(tmp_path / "in.parquet", tmp_path / "out.parquet", place / "model", WORDS_ALONE)
    found = pq.read_table(tmp_path / "out.parquet").column(JSON_COLUMN).to_pylist()
    assert [json.loads(text)["fragment_id"] for text in found] == names


def test_a_confidential_rows_words_are_in_no_message_and_no_note(place, tmp_path, monkeypatch):
    secret = "Zyzzogeton"
    cells = [("A", secret, "women founded a committee", f"only {secret}", 1)]
    cells += [(f"B{i}", "Mali", "women founded a committee", "NO", i) for i in range(2)]
    write(tmp_path / "in.parquet", cells)
    monkeypatch.setattr(Parts, "finish", lambda self: None)
    tally = suggest_archive(
        tmp_path / "in.parquet", tmp_path / "out.parquet", place / "model", WORDS_ALONE
    ).tally
    assert {problem.kind for problem in tally.problems} >= {
        "unclear-yes-no",
        "unknown-country",
    }
    notes = list(tmp_path.rglob("*.json"))
    assert notes
    assert secret not in " ".join([str(tally.problems), *(path.read_text() for path in notes)])
    # The same text in another row is as confidential.
    out = pq.read_table(tmp_path / "out.parquet").to_pylist()
    assert not any(label["why"]["words"] for label in told(out[1])["targets"]["type"]["labels"])


def test_what_a_killed_run_left_is_not_read_as_a_harvest(place, tmp_path):
    shutil.copytree(place / "harvest", tmp_path / "harvest")
    left = tmp_path / "harvest" / ".part-0-suggested.parquet.parts" / "unfinished"
    left.mkdir(parents=True)
    shutil.copy(place / "harvest" / "part-0.parquet", left / "x.parquet")
    done = suggest_archive(tmp_path / "harvest", tmp_path / "out", place / "model", WORDS_ALONE)
    assert done.tally.counts["read"] == 3 * PER_FILE


class Elsewhere:
    """An engine whose parts land on a disk that nobody else sees."""

    def each(self, job, tasks, progress=None):
        for number, done in Here(1).each(job, tasks, progress):
            job.parts.path(tasks[number][1]).unlink()
            yield number, done


def test_parts_that_are_not_here_never_become_the_output(place, tmp_path):
    lost = ArchiveRun(engine=Elsewhere())
    with pytest.raises(OutputError, match="was not written where this machine sees it"):
        suggest_archive(place / "harvest", tmp_path / "out", place / "model", lost)
    assert not (tmp_path / "out").exists()


def test_a_part_left_over_from_another_run_is_refused(tmp_path):
    def late():
        with Parts(tmp_path / "out", {"model": "old"}, {}).making("a") as path:
            Parts(tmp_path / "out", {"model": "new"}, {})
            path.parent.mkdir(exist_ok=True)
            path.write_text("of the old model", "utf-8")

    with pytest.raises(OutputError, match="not the one that this run began"):
        late()
    assert not Parts(tmp_path / "out", {"model": "new"}, {}).has("a")


class Stopping:
    """An engine that is stopped after its first task."""

    def each(self, job, tasks, progress=None):
        yield from Here(1).each(job, tasks[:1], progress)
        raise KeyboardInterrupt


def test_a_run_that_was_stopped_is_continued_without_doing_anything_twice(
    place, tmp_path, monkeypatch
):
    with pytest.raises(KeyboardInterrupt):
        suggest_archive(
            place / "harvest",
            tmp_path / "out",
            place / "model",
            ArchiveRun(engine=Stopping()),
        )
    assert not (tmp_path / "out").exists()
    worked_on = []
    monkeypatch.setattr(
        "classifier.archive.suggest_fragments",
        lambda fragments, *more: worked_on.append(fragments) or suggest_fragments(fragments, *more),
    )
    done = suggest_archive(place / "harvest", tmp_path / "out", place / "model", WORDS_ALONE)
    assert len(worked_on) == 2
    whole = suggest_archive(place / "harvest", tmp_path / "whole", place / "model", WORDS_ALONE)
    assert done == whole
    assert_same(tmp_path / "out", tmp_path / "whole")


def assert_same(folder, other):
    """The same suggested labels; probabilities within 1e-5, as rounded to four decimals."""
    files = sorted(path.name for path in folder.iterdir())
    assert files == sorted(path.name for path in other.iterdir())
    for number in range(3):
        mine, theirs = read(folder, number), read(other, number)
        assert [r["FragmentID"] for r in mine] == [r["FragmentID"] for r in theirs]
        for one, two in zip(mine, theirs, strict=True):
            suggested, probabilities = zip(*map(facts_of, (one, two)), strict=True)
            assert suggested[0] == suggested[1]
            assert np.allclose(*probabilities, rtol=0, atol=1.01e-4)


def facts_of(record):
    labels = [label for t in told(record)["targets"].values() for label in t["labels"]]
    return [(x["id"], x["suggested"]) for x in labels], [x["probability"] for x in labels]


@pytest.mark.slow
def test_a_run_that_loses_a_process_says_so_and_is_continued(place, tmp_path):
    model = place / "model"
    deadly = replace(WORDS_ALONE, engine=Deadly(Here(2), tmp_path / "killed"))
    with pytest.raises(ClassifierError, match="ended from outside") as error:
        suggest_archive(place / "harvest", tmp_path / "out", model, deadly)
    assert "Run the same command again" in error.value.hint
    assert not (tmp_path / "out").exists()
    suggest_archive(place / "harvest", tmp_path / "out", model, deadly)
    suggest_archive(place / "harvest", tmp_path / "whole", model, WORDS_ALONE)
    assert_same(tmp_path / "out", tmp_path / "whole")


@pytest.mark.slow
@pytest.mark.parametrize("encoder", ["tfidf-only", "use"])
def test_a_cluster_that_loses_a_worker_in_the_middle_writes_what_the_laptop_writes(
    place, codebook_path, tmp_path, monkeypatch, encoder
):
    learned = ["--codebook", codebook_path, "--encoder", encoder, "--no-cache"]
    done = run("train", place / "coded.csv", *learned, "--out", place / f"model-{encoder}")
    assert done.exit_code == 0, done.output
    model = f"model-{encoder}"
    suggest_archive(place / "harvest", tmp_path / "laptop", place / model, WORDS_ALONE)
    marker = tmp_path / "killed"
    # The workers stand elsewhere: paths from here must mean the same there.
    monkeypatch.chdir(place)
    target = Path(os.path.relpath(tmp_path / "cluster"))
    (tmp_path / "workers").mkdir()
    with cluster(tmp_path / "workers") as address:
        engine = Deadly(OnDask(address, shared=(place, tmp_path)), marker)
        away = ArchiveRun(engine=engine)
        done = suggest_archive(Path("harvest"), target, Path(model), away)
    assert marker.exists()
    assert done.tally.counts["read"] == 3 * PER_FILE
    assert_same(tmp_path / "cluster", tmp_path / "laptop")


@pytest.mark.slow
def test_encoders_are_opened_once_in_each_process_and_other_weights_are_refused(tmp_path):
    named = pickle.loads(pickle.dumps(OpenEncoders([load_encoder("use")])))
    opened = named.on(1, tmp_path)
    assert opened is named.on(1, tmp_path)
    assert opened.cache is None
    with pytest.raises(ClassifierError, match="not those that were asked for"):
        NamedEncoders((("use", "0"),), keep=True).on(1, tmp_path)
