"""Every format in and out: workbooks, JSON lines, cards, parquet, folders; and being killed."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl.worksheet.table import Table
from test_outputs import left_over
from test_relabel import BOOK, HEAD, WORDS_ALONE, new_rows, old_rows, table

from classifier import relabel
from classifier.codebook import read_codebook
from classifier.edit.undo import undo
from classifier.engine import Here
from classifier.engine.archive_files import archive_files
from classifier.engine.parts import Parts
from classifier.errors import ClassifierError, HarvestError, OutputError
from classifier.harvest import read_harvest
from classifier.outputs import this_run
from classifier.relabel.plan_file import Plan

ANA = relabel.ApplyConfig("Ana", "2025-02-01", engine=Here(1))
SAMPLE = Path(__file__).parent.parent / "data"


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A plan for an old and a new harvest, made from csv."""
    folder = tmp_path_factory.mktemp("formats")
    (folder / "book.yaml").write_text(BOOK, "utf-8")
    (folder / "old.csv").write_text(table(old_rows()), "utf-8-sig", newline="")
    (folder / "new.csv").write_text(table(new_rows()), "utf-8-sig", newline="")
    files = [folder / "old.csv", folder / "new.csv"]
    relabel.plan(files, folder / "book.yaml", folder / "plan", WORDS_ALONE)
    return folder


@pytest.fixture
def plan(place):
    return Plan.read(place / "plan")


def apply(plan, source, target, **more):
    return relabel.apply(plan.folder, source, target, replace(ANA, **more))


def records():
    return [dict(zip(HEAD, row, strict=True)) for row in old_rows()]


def write_xlsx(path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Outcomes"
    sheet.append(["Our harvest"])
    sheet.append(list(HEAD))
    for row in old_rows():
        sheet.append([f"'{cell}" if cell.startswith("=") else cell for cell in row])
    sheet.add_table(Table(displayName="T1", ref=f"A2:I{sheet.max_row}"))
    book.create_sheet("Notes")["A1"] = "keep me"
    book.save(path)


def write_jsonl(path):
    lines = [json.dumps({**record, "tags": ["a", 1]}) for record in records()]
    path.write_text("\n".join([*lines, "not json", ""]), "utf-8")


def write_cards(path):
    cards = ["\n".join(f"**{k}**: {v}" for k, v in record.items()) for record in records()]
    path.write_text("\n\n".join(cards) + "\n", "utf-8")


def write_parquet(path):
    columns = {name: [record[name] for record in records()] for name in HEAD}
    columns["year"] = [2020 + n for n in range(8)]
    pq.write_table(pa.table(columns), path)


WRITERS = {
    ".xlsx": write_xlsx, ".jsonl": write_jsonl, ".parquet": write_parquet,
}  # fmt: skip


def codes(path, book):
    read = read_harvest(path, book)
    return {c.fragment_id: (set(c.labels), c.version) for c in read.codings if c.target == "type"}


@pytest.mark.parametrize("ending", WRITERS)
def test_each_format_is_moved_moved_again_without_effect_and_put_back(plan, tmp_path, ending):
    source, once = tmp_path / f"old{ending}", tmp_path / f"once{ending}"
    WRITERS[ending](source)
    done = apply(plan, source, once)
    assert done.counts == {"moved": 6, "waits": 2}
    found = codes(once, plan.codebook)
    assert found["A2"] == ({"GRP"}, "2")
    assert found["A5"] == ({"LAW", "NEW"}, "2")
    assert found["A8"] == ({"TLK"}, "1")
    again = tmp_path / f"again{ending}"
    assert apply(plan, once, again).counts == {"done": 6, "waits": 2}
    assert again.read_bytes() == once.read_bytes()
    back = tmp_path / f"back{ending}"
    assert undo(once, back, plan.codebook).tally.counts == {"undone": 6, "not moved": 2}
    assert content(back) == content(source)


def content(path):
    if path.suffix == ".parquet":
        return pq.read_table(path).to_pylist()
    if path.suffix == ".jsonl":
        return path.read_text("utf-8")
    book = openpyxl.load_workbook(path)
    tables = [(t.ref, t.column_names) for sheet in book for t in sheet.tables.values()]
    cells = {sheet.title: [[c.value for c in row] for row in sheet.rows] for sheet in book}
    return tables, {name: [_trimmed(row) for row in rows] for name, rows in cells.items()}


def _trimmed(row):
    while row and row[-1] is None:
        row = row[:-1]
    return row


def test_a_workbook_keeps_its_other_sheets_and_its_table_takes_the_columns_in(plan, tmp_path):
    write_xlsx(tmp_path / "old.xlsx")
    apply(plan, tmp_path / "old.xlsx", tmp_path / "new.xlsx")
    book = openpyxl.load_workbook(tmp_path / "new.xlsx")
    assert book["Notes"]["A1"].value == "keep me"
    (box,) = book["Outcomes"].tables.values()
    assert box.ref.startswith("A2:")
    assert "Codebook version" in box.column_names
    assert book["Outcomes"]["A1"].value == "Our harvest"


def test_parquet_keeps_the_types_of_columns_that_are_not_codes(plan, tmp_path):
    write_parquet(tmp_path / "old.parquet")
    apply(plan, tmp_path / "old.parquet", tmp_path / "new.parquet")
    schema = pq.read_schema(tmp_path / "new.parquet")
    assert schema.field("year").type == pa.int64()
    assert schema.field("MCQType of change").type == pa.string()


def test_a_parquet_column_of_lists_is_read_and_written_as_text(plan, tmp_path):
    rows = records()
    columns = {name: [record[name] for record in rows] for name in HEAD}
    columns["MCQType of change"] = [[record["MCQType of change"]] for record in rows]
    pq.write_table(pa.table(columns), tmp_path / "old.parquet")
    assert apply(plan, tmp_path / "old.parquet", tmp_path / "new.parquet").counts["moved"] == 6
    assert codes(tmp_path / "new.parquet", plan.codebook)["A2"] == ({"GRP"}, "2")


@pytest.mark.parametrize("ending", [".csv", ".jsonl"])
def test_text_cards_become_a_table(plan, tmp_path, ending):
    write_cards(tmp_path / "old.txt")
    apply(plan, tmp_path / "old.txt", tmp_path / f"new{ending}")
    assert codes(tmp_path / f"new{ending}", plan.codebook)["A5"] == ({"LAW", "NEW"}, "2")
    with pytest.raises(OutputError, match=r"must end in \.csv or \.jsonl"):
        apply(plan, tmp_path / "old.txt", tmp_path / "new.txt")


def test_a_semicolon_file_with_a_title_row_keeps_all_its_rows(plan, tmp_path):
    text = "Our harvest\n" + "\n".join(
        ";".join(f'"{cell}"' for cell in row) for row in [HEAD, *old_rows()]
    )
    (tmp_path / "old.csv").write_text(text + "\n", "utf-8")
    apply(plan, tmp_path / "old.csv", tmp_path / "new.csv")
    lines = (tmp_path / "new.csv").read_text("utf-8-sig").splitlines()
    assert lines[0].startswith("Our harvest;")
    assert len(lines) == 10
    assert codes(tmp_path / "new.csv", plan.codebook)["A2"] == ({"GRP"}, "2")


def test_a_folder_is_planned_moved_and_put_back_file_by_file(place, tmp_path):
    source = tmp_path / "in"
    (source / "deep").mkdir(parents=True)
    shutil.copy(place / "new.csv", source / "new.csv")
    write_parquet(source / "deep" / "old.parquet")
    book = read_codebook(place / "book.yaml")
    made = relabel.plan([source], place / "book.yaml", tmp_path / "plan", WORDS_ALONE).plan
    assert set(made.header.inputs) == {"deep/old.parquet", "new.csv"}
    done = apply(made, source, tmp_path / "out")
    assert done.counts == {"moved": 6, "waits": 2, "newest": 75}
    assert codes(tmp_path / "out/deep/old.parquet", book)["A2"] == ({"GRP"}, "2")
    assert {p.name for p in tmp_path.iterdir()} == {"in", "plan", "out"}
    undo(tmp_path / "out", tmp_path / "back", book)
    assert content(tmp_path / "back/deep/old.parquet") == content(source / "deep/old.parquet")
    with pytest.raises(OutputError, match="exists already"):
        apply(made, source, tmp_path / "out")
    with pytest.raises(OutputError, match="lies in the folder"):
        apply(made, source, source / "out")


def test_files_of_one_name_and_empty_folders_are_refused(place, tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    with pytest.raises(HarvestError, match="holds no harvest"):
        archive_files([tmp_path / "a"])
    for name in ("a", "b"):
        shutil.copy(place / "old.csv", tmp_path / name / "old.csv")
    with pytest.raises(HarvestError, match=r"Two files are called old\.csv"):
        archive_files([tmp_path / "a", tmp_path / "b"])
    named = archive_files([tmp_path / "a" / "old.csv", tmp_path / "b" / "old.csv"])
    assert [one.label for one in named] == ["a/old.csv", "b/old.csv"]


def test_a_file_without_texts_and_one_that_cannot_be_kept_are_refused(plan, tmp_path):
    pq.write_table(pa.table({"a": ["1"], "b": ["2"]}), tmp_path / "x.parquet")
    with pytest.raises(HarvestError, match="no column with the outcome"):
        apply(plan, tmp_path / "x.parquet", tmp_path / "y.parquet")
    (tmp_path / "x.parquet").write_bytes(b"PAR1 not really")
    with pytest.raises(HarvestError, match=r"x\.parquet is damaged"):
        apply(plan, tmp_path / "x.parquet", tmp_path / "y.parquet")
    (tmp_path / "x.ods").write_text(table(old_rows()), "utf-8")
    with pytest.raises(HarvestError):
        apply(plan, tmp_path / "x.ods", tmp_path / "y.ods")


def test_without_pyarrow_a_parquet_file_is_refused_with_the_way_to_get_it(tmp_path, monkeypatch):
    write_parquet(tmp_path / "old.parquet")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(HarvestError, match="not installed") as caught:
        read_harvest(tmp_path / "old.parquet")
    assert "pip install" in caught.value.hint


def test_a_parquet_harvest_is_read_like_any_other(tmp_path, place):
    write_parquet(tmp_path / "old.parquet")
    book = read_codebook(place / "book.yaml")
    left, right = (
        read_harvest(tmp_path / "old.parquet", book),
        read_harvest(place / "old.csv", book),
    )
    assert [f.outcome for f in left.fragments] == [f.outcome for f in right.fragments]
    assert [c.labels for c in left.codings] == [c.labels for c in right.codings]


def test_a_workbook_under_the_name_of_a_table_is_not_written_as_text(plan, tmp_path):
    write_xlsx(tmp_path / "old.xlsx")
    (tmp_path / "old.xlsx").rename(tmp_path / "old.csv")
    with pytest.raises(HarvestError, match=r"old\.csv is a workbook, though"):
        apply(plan, tmp_path / "old.csv", tmp_path / "new.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["old.csv"]


def test_a_file_of_an_unknown_ending_cannot_be_written_again(plan, tmp_path, place):
    shutil.copy(place / "old.csv", tmp_path / "old.data")
    with pytest.raises(HarvestError, match="cannot be written again"):
        apply(plan, tmp_path / "old.data", tmp_path / "new.data")


@pytest.mark.parametrize("wrap", ["[{}]", '{{"results": [{}]}}'])
def test_an_array_in_a_file_of_lines_cannot_be_written_again(plan, tmp_path, wrap):
    write_jsonl(tmp_path / "old.jsonl")
    lines = (tmp_path / "old.jsonl").read_text("utf-8").split("\n")
    entries = ",".join(line for line in lines if line.endswith("}"))
    (tmp_path / "old.jsonl").write_text(wrap.format(entries), "utf-8")
    with pytest.raises(HarvestError, match="is not one record a line"):
        apply(plan, tmp_path / "old.jsonl", tmp_path / "new.jsonl")


def test_a_signed_workbook_is_refused_since_any_change_breaks_it(plan, tmp_path):
    write_xlsx(tmp_path / "old.xlsx")
    with zipfile.ZipFile(tmp_path / "old.xlsx", "a") as archive:
        archive.writestr("_xmlsignatures/sig1.xml", "<a/>")
    with pytest.raises(HarvestError, match="digital signature"):
        apply(plan, tmp_path / "old.xlsx", tmp_path / "new.xlsx")


def test_files_that_are_open_elsewhere_are_named(place, tmp_path, monkeypatch):
    def closed(*_):
        raise PermissionError("in use")

    write_parquet(tmp_path / "old.parquet")
    with monkeypatch.context() as patch:
        patch.setattr(pq, "ParquetFile", closed)
        with pytest.raises(HarvestError, match="open in another program"):
            read_harvest(tmp_path / "old.parquet")
    real = os.replace

    def replace(source, target):
        return closed() if Path(target) == tmp_path / "plan" else real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(OutputError, match="open in another program"):
        relabel.plan([place / "old.csv"], place / "book.yaml", tmp_path / "plan", WORDS_ALONE)


# -- the sample, as in the issue


@pytest.mark.slow
def test_the_sample_moves_to_version_3_and_back(tmp_path):
    book = read_codebook(SAMPLE / "codebook.yaml")
    files = [SAMPLE / f"harvest-{n}.xlsx" for n in (1, 2, 3)]
    made = relabel.plan(
        files, SAMPLE / "codebook.yaml", tmp_path / "plan", replace(WORDS_ALONE, accept=0.9)
    ).plan
    steps = [
        (row.harvest, step.kind, step.label)
        for row in made.rows()
        for move in row.moves
        for step in move.steps
    ]
    kinds = {(kind, label) for _, kind, label in steps}
    assert {("rename", "T06"), ("rename", "T10"), ("rename", "T29")} <= kinds
    assert {("split", "T01"), ("split", "T15"), ("add", "T25")} <= kinds
    assert ("harvest 2", "split", "T01") not in steps
    advocacy = [
        move
        for row in made.rows()
        for move in row.moves
        if any(step.label == "T06" for step in move.steps)
    ]
    assert advocacy
    assert all("about a quarter" in move.look[0] for move in advocacy)
    for n in (1, 2):
        once, back = tmp_path / f"once-{n}.xlsx", tmp_path / f"back-{n}.xlsx"
        done = apply(made, files[n - 1], once)
        assert done.counts["moved"] > done.counts["waits"] > 0
        undo(once, back, book)
        assert content(back) == content(files[n - 1])


# -- being killed


def test_parts_of_other_inputs_are_thrown_away_and_of_the_same_are_kept(tmp_path):
    first = Parts(tmp_path / "out", {"a": "1"}, {"date": "monday"})
    with first.making("x") as path:
        path.write_text("whole", "utf-8")
    kept = Parts(tmp_path / "out", {"a": "1"}, {"date": "tuesday"})
    assert kept.has("x")
    assert kept.facts == {"date": "monday"}
    other = Parts(tmp_path / "out", {"a": "2"}, {"date": "tuesday"})
    assert not other.has("x")
    assert other.facts == {"date": "tuesday"}
    (other.folder / "made-from.json").write_text("{", "utf-8")
    assert Parts(tmp_path / "out", {"a": "2"}, {"date": "friday"}).facts == {"date": "friday"}


@pytest.mark.parametrize(
    ("error", "n_done", "stays"),
    [
        (HarvestError("bad"), 1, False),  # would be refused again
        (ClassifierError("lost"), 0, False),
        (ClassifierError("a worker was lost"), 1, True),
        (OutputError("no room"), 1, True),
        (KeyboardInterrupt(), 1, True),
    ],
)
def test_parts_stay_where_a_later_run_goes_on_with_them(tmp_path, error, n_done, stays):
    with suppress(type(error)), Parts(tmp_path / "out", {}, {}) as parts:
        for n in range(n_done):
            with parts.making(f"x{n}") as path:
                path.write_text("whole", "utf-8")
        raise error
    assert parts.folder.exists() == stays


def test_of_two_runs_into_one_output_the_second_is_refused_until_the_first_has_ended(tmp_path):
    parts = Parts(tmp_path / "out", {"a": "1"}, {})
    holder = parts.path("held-by.txt")
    holder.write_text(f"{this_run().partition('-')[0]}-{os.getppid()}", "utf-8")
    for made_from in ("1", "2"):
        with pytest.raises(OutputError, match="Another run is writing out already"):
            Parts(tmp_path / "out", {"a": made_from}, {})
    assert parts.path("made-from.json").exists()
    holder.write_text(left_over(tmp_path, "RUN").name, "utf-8")
    assert Parts(tmp_path / "out", {"a": "1"}, {"new": "facts"}).facts == {}


def test_a_part_that_was_not_finished_is_not_there(tmp_path):
    parts = Parts(tmp_path / "out", {}, {})
    unfinished = parts.making("x")
    unfinished.__enter__().write_text("half", "utf-8")  # and the run ends here
    assert not parts.has("x")
    with parts.making("x") as path:
        path.write_text("whole", "utf-8")
    assert parts.path("x").read_text("utf-8") == "whole"


BIG_BOOK = BOOK.replace(", change: split,", ", change: rename,").replace(
    "was: Talks, into: [TLK, TRU]}", "was: Talks}"
).replace("- {version: '2', change: add, target: type, label: NEW}\n", "").replace(
    "since: '2',", ""
)  # fmt: skip
N_ROWS = 20_000


@pytest.fixture(scope="module")
def big(tmp_path_factory):
    """Twenty thousand rows that move by rule alone, their plan, and what a whole run writes."""
    folder = tmp_path_factory.mktemp("big")
    (folder / "book.yaml").write_text(BIG_BOOK, "utf-8")
    one, other, *_ = old_rows()  # “Law adopted” stays, and every twentieth “Old group” moves
    rows = [other, *[one] * 19]
    columns = {
        name: [f"R{n}" if i == 0 else rows[n % 20][i] for n in range(N_ROWS)]
        for i, name in enumerate(HEAD)
    }
    pq.write_table(pa.table(columns), folder / "in.parquet")
    relabel.plan(
        [folder / "in.parquet"],
        folder / "book.yaml",
        folder / "plan",
        replace(WORDS_ALONE, accept=0.9),
    )
    started = time.monotonic()
    command(folder, "whole.parquet").wait()
    return folder, time.monotonic() - started


def command(folder, out):
    arguments = ["-m", "classifier", "relabel", "apply", str(folder / "plan"), "--coder", "Ana"]
    arguments += ["--to", str(folder / "in.parquet"), "--out", str(folder / out)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen([sys.executable, *arguments], **quiet)


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no kill -9")
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_run_killed_at_a_random_moment_leaves_nothing_and_the_next_one_ends_it(big, seed):
    folder, seconds = big
    out = folder / f"out-{seed}.parquet"
    process = command(folder, out.name)
    time.sleep(seconds * random.Random(seed).uniform(0.3, 0.95))
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    whole = (folder / "whole.parquet").read_bytes()
    assert not out.exists() or out.read_bytes() == whole
    if not out.exists():
        assert command(folder, out.name).wait() == 0
    assert out.read_bytes() == whole
    assert pq.read_metadata(out).num_rows == N_ROWS
    assert not (folder / f".{out.name}.parts").exists()


@pytest.mark.slow
def test_a_killed_plan_is_continued_to_the_same_plan(big):
    folder, _ = big
    arguments = ["-m", "classifier", "relabel", "plan", str(folder / "in.parquet"), "--codebook"]
    arguments += [str(folder / "book.yaml"), "--encoder", "tfidf-only", "--no-cache", "--out"]
    run = [sys.executable, *arguments, str(folder / "plan-2")]
    process = subprocess.Popen(run, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    parts = folder / ".plan-2.parts"
    deadline = time.monotonic() + 120
    while not (parts / "0000-000002.jsonl").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert not (folder / "plan-2").exists()
    assert 3 <= len(list(parts.glob("0*.jsonl"))) <= 10
    subprocess.run(run, check=True, capture_output=True)
    left, right = Plan.read(folder / "plan"), Plan.read(folder / "plan-2")
    assert left.header.id == right.header.id
    assert [line for _, line in left.lines()] == [line for _, line in right.lines()]
    assert not parts.exists()


@pytest.mark.slow
def test_a_folder_is_planned_and_moved_the_same_by_several_processes(place, tmp_path):
    engine = Here(2)
    folder = tmp_path / "harvest"
    folder.mkdir()
    shutil.copy(place / "new.csv", folder / "new.csv")
    for number in range(3):
        write_parquet(folder / f"old-{number}.parquet")
    config = WORDS_ALONE
    beside = replace(config, engine=engine)
    mine = relabel.plan([folder], place / "book.yaml", tmp_path / "mine", config).plan
    theirs = relabel.plan([folder], place / "book.yaml", tmp_path / "theirs", beside).plan
    assert theirs.path.read_bytes() == mine.path.read_bytes()
    done = apply(mine, folder, tmp_path / "moved")
    assert apply(mine, folder, tmp_path / "beside", engine=engine) == done
    for path in (tmp_path / "moved").iterdir():
        assert (tmp_path / "beside" / path.name).read_bytes() == path.read_bytes()


def test_short_batches_lose_no_row_when_moved(plan, tmp_path):
    rows = list(old_rows())
    columns = {name: [row[i] for row in rows] for i, name in enumerate(HEAD)}
    columns["kind"] = pa.array(["a"] * len(rows)).dictionary_encode()
    pq.write_table(pa.table(columns), tmp_path / "old.parquet", row_group_size=3)
    write_parquet(tmp_path / "whole.parquet")
    assert (
        apply(plan, tmp_path / "old.parquet", tmp_path / "out.parquet").counts
        == apply(plan, tmp_path / "whole.parquet", tmp_path / "all.parquet").counts
    )
    short, whole = (pq.read_table(tmp_path / name) for name in ("out.parquet", "all.parquet"))
    assert short.select(HEAD).to_pylist() == whole.select(HEAD).to_pylist()


def test_a_file_without_rows_stays_as_it_is(plan, tmp_path):
    write_parquet(tmp_path / "old.parquet")
    folder = tmp_path / "harvest"
    folder.mkdir()
    shutil.copy(tmp_path / "old.parquet", folder / "old.parquet")
    pq.write_table(pq.read_table(tmp_path / "old.parquet").slice(0, 0), folder / "none.parquet")
    apply(plan, folder, tmp_path / "out")
    assert pq.read_table(tmp_path / "out" / "none.parquet").num_rows == 0


def test_two_files_that_would_become_one_are_refused(plan, tmp_path):
    (tmp_path / "harvest").mkdir()
    for ending in (".txt", ".md"):
        shutil.copy(SAMPLE / "card.txt", tmp_path / "harvest" / f"card{ending}")
    with pytest.raises(HarvestError, match="would be written to one file"):
        apply(plan, tmp_path / "harvest", tmp_path / "out")
