"""Every verb that writes a harvest, over every kind of file: what it keeps, and what undo restores.

One table: a verb that writes differently from the others fails here.
"""

import csv
import io
import json
import random
import re
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.table import Table
from test_workbook_kit import part_with, parts_of, rewrite
from typer.testing import CliRunner

from classifier.cli import app
from classifier.codebook import read_codebook
from classifier.errors import OutputError
from classifier.harvest import read_harvest
from classifier.records import LabelSuggestion, Suggestion, TargetSuggestion
from classifier.workbook import SuggestionSet, pretag

BOOK = """\
codebook: Small
version: '2'
versions:
- {version: '1', harvests: [harvest 1]}
- {version: '2', harvests: [harvest 2]}
changes:
- {version: '2', change: rename, target: type, label: GRP, was: Old group}
targets:
- id: type
  title: Type of change
  column: MCQType of change
  parent: cluster
  labels:
  - {id: LAW, name: Law adopted, parent: POL}
  - {id: GRP, name: New group, parent: MOB}
  - {id: TLK, name: Talks held, parent: MOB}
- id: cluster
  title: Cluster
  column: TypeOfChangeCluster
  derived_from: type
  labels:
  - {id: POL, name: Policies}
  - {id: MOB, name: Mobilizing}
"""
TYPE, CLUSTER = "MCQType of change", "TypeOfChangeCluster"
HEAD = (
    "FragmentID", "OH-harvesting period", "Outcome description", "Notes", TYPE, CLUSTER, "Coder",
)  # fmt: skip
N_COLUMNS = len(HEAD)
CODES = (
    ("Law adopted", "Policies"), ("Old group", "Mobilizing"), ("Talks held", "Mobilizing"),
    ("Law adopted", "Policies"), ("Old group", "Mobilizing"), ("Talks held", "Mobilizing"),
)  # fmt: skip
STORIES = ("law on water", "committee for roads", "talks on cattle", "rule on land",
           "group for schools", "meeting of two clans")  # fmt: skip


def rows():
    for number, (story, codes) in enumerate(zip(STORIES, CODES, strict=True), start=1):
        text = f"They agreed on a {story} in the village."
        yield [f"A{number}", "harvest 1", text, "décidé – « enfin »", *codes, "C1"]


# -- the files


def write_workbook(path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Outcomes"
    sheet.append(HEAD)
    for row in rows():
        sheet.append(row)
    sheet.row_dimensions[3].height = 44
    book.create_sheet("Notes")["A1"] = "keep me"
    return book, sheet


def plain(path):
    book, _ = write_workbook(path)
    book.save(path)


def filtered(path):
    book, sheet = write_workbook(path)
    sheet.auto_filter.ref = "A1:G7"
    book.save(path)


def tabled(path):
    book, sheet = write_workbook(path)
    sheet.add_table(Table(displayName="T1", ref="A1:G7"))
    book.save(path)


def shared(path):
    """The types of A2 and A3 stand in one formula, which the cell of A2 holds for both."""
    book, sheet = write_workbook(path)
    sheet["E3"], sheet["E4"] = "=CHOOSE(1,N3)", "=CHOOSE(1,N4)"
    sheet["N3"], sheet["N4"] = "Old group", "Talks held"
    book.save(path)
    formula = '<f t="shared" ref="E3:E4" si="0">CHOOSE(1,N3)</f>'
    first = f'<c r="E3" t="str">{formula}<v>Old group</v></c>'
    second = '<c r="E4" t="str"><f t="shared" si="0" /><v>Talks held</v></c>'

    def share(text):
        text = re.sub(r'<c r="E3"[^>]*>.*?</c>', first, text)
        return re.sub(r'<c r="E4"[^>]*>.*?</c>', second, text)

    rewrite(path, {"xl/worksheets/sheet1.xml": share})


FORMULAS = ("=1+1", "-x", "+49 123", "@you", "'=1")
"""Notes as people write them, the last one guarded already."""


def text(delimiter, end, encoding, notes=(), quoting=csv.QUOTE_MINIMAL):
    def write(path):
        own = list(rows())
        for row, note in zip(own, notes, strict=False):
            row[HEAD.index("Notes")] = note
        stream = io.StringIO(newline="")
        writer = csv.writer(stream, delimiter=delimiter, lineterminator=end, quoting=quoting)
        writer.writerows([HEAD, *own])
        path.write_bytes(stream.getvalue().encode(encoding))

    return write


def lines(path):
    records = [dict(zip(HEAD, row, strict=True), tags=["a", 1]) for row in rows()]
    written = [json.dumps(record, ensure_ascii=False) for record in records]
    path.write_text("\n".join([*written, ""]), "utf-8")


WORKBOOKS = {"plain": plain, "filter": filtered, "table": tabled}
TEXTS = {
    "tsv": (".tsv", text("\t", "\n", "utf-8")),
    "semicolon": (".csv", text(";", "\r\n", "utf-8-sig")),
    "cp1252": (".csv", text(";", "\r\n", "cp1252")),
    "lf": (".csv", text(",", "\n", "utf-8")),
    "quoted": (".csv", text(";", "\r\n", "utf-8", quoting=csv.QUOTE_ALL)),
    "crlf": (".csv", text(",", "\r\n", "utf-8-sig")),
    "formulas": (".csv", text(",", "\n", "utf-8", FORMULAS)),
    "jsonl": (".jsonl", lines),
}


# -- the verbs: each changes the type of A2, and the cluster that follows from it


@dataclass
class Work:
    """A folder with a harvest and a codebook, and one verb's way to write it back."""

    folder: Path
    source: Path

    @property
    def codebook(self):
        return self.folder / "book.yaml"

    @property
    def out(self):
        return self.folder / f"out{self.source.suffix}"

    def propose(self):
        """Make what a person decides in, before the harvest is sorted or changed."""

    def write(self, *more):
        raise NotImplementedError


def run(*arguments):
    return CliRunner().invoke(app, [str(one) for one in arguments])


class Audit(Work):
    wanted = "Law adopted"

    def propose(self):
        finding = {
            "nr": "F001", "fragment_id": "A2", "target": "type", "recorded": ["GRP"],
            "add": ["LAW"], "remove": ["GRP"], "version": "1", "file": self.source.name,
            "sheet": "", "row": 3, "why": "", "decision": "change", "changed_to": "", "note": "",
        }  # fmt: skip
        (self.folder / "worklist.jsonl").write_text(json.dumps(finding) + "\n", "utf-8")

    def write(self, *more):
        worklist = self.folder / "worklist.jsonl"
        return run("audit", "apply", worklist, "--to", self.source, "--out", self.out,
                   "--codebook", self.codebook, "--coder", "Ann", *more)  # fmt: skip


class Relabel(Work):
    wanted = "New group"

    def propose(self):
        done = run("relabel", "plan", self.source, "--codebook", self.codebook,
                   "--out", self.folder / "plan", "--encoder", "tfidf-only")  # fmt: skip
        assert done.exit_code == 0, done.output

    def write(self, *more):
        return run("relabel", "apply", self.folder / "plan", "--to", self.source,
                   "--out", self.out, *more)  # fmt: skip


class Finish(Work):
    """The source is pre-tagged, decided, and finished."""

    wanted = "Law adopted"

    @property
    def tagged(self):
        return self.folder / "tagged.xlsx"

    def propose(self):
        book = read_codebook(self.codebook)
        harvest = read_harvest(self.source, book)
        label = LabelSuggestion("LAW", "Law adopted", 0.8, 0.4, suggested=True, likely=True,
                                words=("a word or two " * 20,))  # fmt: skip
        suggestions = tuple(
            Suggestion(one.id, "m@1", "2", "en", (TargetSuggestion("type", "suggest", (label,)),))
            for one in harvest.fragments
        )
        pretag(
            self.source, self.tagged, harvest, SuggestionSet(book, suggestions, "m@1", "2025-01-31")
        )

        def decide(text):
            column = re.search(r'r="([A-Z]+)1"[^>]*><is><t>▸ Decision – Type of change<', text)[1]
            cell = re.search(rf'<c r="{column}3" s="(\d+)"/>', text)
            said = f'<c r="{column}3" s="{cell[1]}" t="inlineStr"><is><t>accept</t></is></c>'
            return text.replace(cell[0], said)

        rewrite(self.tagged, {part_with(self.tagged, "▸ Decision – Type of change"): decide})

    def write(self, *more):
        return run("finish", self.tagged, "--out", self.out, "--coder", "Ann", *more)


VERBS = {"audit": Audit, "relabel": Relabel, "finish": Finish}
EDITS = {"audit": Audit, "relabel": Relabel}
"""Those that write the harvest's own format; `finish` has a workbook to start from."""


def table(verbs, cases):
    """The rows of the table."""
    return [
        pytest.param(verb, case, id=f"{name}-{kind}")
        for name, verb in verbs.items()
        for kind, case in cases.items()
    ]


def begin(folder, verb, write, ending=".xlsx"):
    (folder / "book.yaml").write_text(BOOK, "utf-8")
    source = folder / f"harvest{ending}"
    write(source)
    work = verb(folder, source)
    work.propose()
    return work


def done(work, *more):
    result = work.write(*more)
    assert result.exit_code == 0, result.output
    return work.out


def undone(work, *more):
    back = work.folder / f"back{work.source.suffix}"
    result = run("undo", work.out, "--out", back, *more)
    assert result.exit_code == 0, result.output
    return back


def cells(path):
    """Cells by sheet, filters, tables and heights of a workbook, with nothing of styles."""
    book = openpyxl.load_workbook(path)
    found = {}
    for sheet in book:
        values = [[cell.value for cell in row] for row in sheet.iter_rows()]
        found[sheet.title] = [row[: len(row) - trailing(row)] for row in values]
        found[sheet.title, "filter"] = sheet.auto_filter.ref
        found[sheet.title, "tables"] = [(t.ref, t.column_names) for t in sheet.tables.values()]
        found[sheet.title, "heights"] = {
            n: row.height for n, row in sheet.row_dimensions.items() if row.height
        }
    return found


def trailing(row):
    return next((n for n, value in enumerate(reversed(row)) if value is not None), len(row))


def type_of(path, fragment):
    """The type cell of a fragment as it is written."""
    read = read_harvest(path)
    return next(f.cells[TYPE] for f in read.fragments if f.id == fragment)


# -- the table


@pytest.mark.parametrize(("verb", "write"), table(VERBS, WORKBOOKS))
def test_a_workbook_is_changed_in_one_row_and_keeps_the_rest(tmp_path, verb, write):
    work = begin(tmp_path, verb, write)
    before, after = cells(work.source), cells(done(work))
    assert type_of(work.out, "A2") == work.wanted
    assert type_of(work.out, "A1") == "Law adopted"
    assert after["Notes"] == before["Notes"]
    assert after["Outcomes", "heights"] == before["Outcomes", "heights"]
    old, new = parts_of(work.source), parts_of(work.out)
    assert new["xl/worksheets/sheet2.xml"] == old["xl/worksheets/sheet2.xml"]
    width = max(len(row) for row in after["Outcomes"])
    assert width > N_COLUMNS
    last = openpyxl.utils.get_column_letter(width)
    if before["Outcomes", "filter"]:
        assert after["Outcomes", "filter"] == f"A1:{last}7"
    if before["Outcomes", "tables"]:
        ((ref, names),) = after["Outcomes", "tables"]
        assert ref == f"A1:{last}7"
        assert names == after["Outcomes"][0]


@pytest.mark.parametrize(("verb", "write"), table(VERBS, WORKBOOKS))
def test_undo_gives_a_workbook_back_as_it_was(tmp_path, verb, write):
    work = begin(tmp_path, verb, write)
    done(work)
    assert cells(undone(work)) == cells(work.source)


@pytest.mark.parametrize(("verb", "case"), table(EDITS, TEXTS))
def test_a_text_file_keeps_its_separator_line_ends_and_encoding(tmp_path, verb, case):
    ending, write = case
    work = begin(tmp_path, verb, write, ending)
    done(work)
    assert type_of(work.out, "A2") == work.wanted
    old, new = work.source.read_bytes(), work.out.read_bytes()
    assert new.count(b"\r\n") == old.count(b"\r\n")
    assert new.count(b"\n") == old.count(b"\n")
    for encoding in ("utf-8-sig", "utf-8", "cp1252"):
        if TEXTS["cp1252"] is case or encoding != "cp1252":
            assert _decodes(old, encoding) == _decodes(new, encoding)
    # A3 and the headings, in bytes; what was added follows them.
    for line in (old.splitlines()[0], old.splitlines()[3 - (ending == ".jsonl")]):
        assert any(other.startswith(line.removesuffix(b"}")) for other in new.splitlines())


def _decodes(data, encoding):
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return (data.startswith(b"\xef\xbb\xbf") or encoding != "utf-8-sig") and "«" in text


@pytest.mark.parametrize(("verb", "case"), table(EDITS, TEXTS))
def test_undo_gives_a_text_file_back_byte_for_byte(tmp_path, verb, case):
    ending, write = case
    work = begin(tmp_path, verb, write, ending)
    done(work)
    assert undone(work).read_bytes() == work.source.read_bytes()


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
def test_a_formula_that_other_cells_share_stays_and_that_is_said(tmp_path, verb):
    work = begin(tmp_path, verb, shared)
    result = work.write()
    assert result.exit_code == 0, result.output
    assert "formulas that other cells share" in result.output
    assert openpyxl.load_workbook(work.out)["Outcomes"]["E3"].value == "=CHOOSE(1,N3)"
    values = openpyxl.load_workbook(work.out, data_only=True)["Outcomes"]
    assert (values["E3"].value, values["E4"].value) == (work.wanted, "Talks held")


def shuffle(path, seed):
    """Sort the rows below the headings as Excel does: values move, formats stay."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    values = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    random.Random(seed).shuffle(values)
    for row, moved in zip(sheet.iter_rows(min_row=2), values, strict=True):
        for cell, value in zip(row, moved, strict=True):
            cell.value = value
    book.save(path)


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
def test_rows_that_were_sorted_before_and_after_are_found_again(tmp_path, verb):
    work = begin(tmp_path, verb, filtered)
    shuffle(work.tagged if verb is Finish else work.source, 1)
    done(work)
    assert type_of(work.out, "A2") == work.wanted
    shuffle(work.out, 2)
    back = undone(work)
    rows_of = [sorted(map(tuple, cells(path)["Outcomes"])) for path in (work.source, back)]
    assert rows_of[0] == rows_of[1]


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
def test_a_row_that_was_recoded_since_is_left_by_undo_and_named(tmp_path, verb):
    work = begin(tmp_path, verb, plain)
    done(work)
    book = openpyxl.load_workbook(work.out)
    book["Outcomes"]["E3"] = "Talks held"
    book.save(work.out)
    back = tmp_path / "back.xlsx"
    result = run("undo", work.out, "--out", back)
    assert result.exit_code == 0, result.output
    assert "row 3" in result.stderr
    assert type_of(back, "A2") == "Talks held"
    assert "Recorded before – Type of change" in cells(back)["Outcomes"][0]
    if verb is Relabel:  # its other row is put back
        assert type_of(back, "A5") == "Old group"


@pytest.mark.parametrize("first", VERBS.values(), ids=VERBS)
@pytest.mark.parametrize("second", VERBS.values(), ids=VERBS)
def test_a_second_verb_keeps_what_the_first_wrote_and_undo_takes_one_step(tmp_path, first, second):
    work = begin(tmp_path, first, filtered)
    done(work)
    again = tmp_path / "again"
    again.mkdir()
    if first is not second:
        later = begin(again, second, lambda path: path.write_bytes(work.out.read_bytes()))
        if second is Audit:
            labels = {"Law adopted": "LAW", "New group": "GRP"}[type_of(later.source, "A2")]
            finding = json.loads((again / "worklist.jsonl").read_text("utf-8"))
            finding |= {"recorded": [labels], "remove": [], "add": ["TLK"]}
            (again / "worklist.jsonl").write_text(json.dumps(finding) + "\n", "utf-8")
        done(later)
        assert cells(undone(later)) == cells(work.out)


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
def test_a_file_with_decisions_is_never_written_over(tmp_path, verb):
    work = begin(tmp_path, verb, plain)
    other = tmp_path / "other"
    other.mkdir()
    work.out.write_bytes(begin(other, Finish, plain).tagged.read_bytes())
    result = work.write("--force")
    assert isinstance(result.exception, OutputError)
    assert "holds 1 decision of a person" in str(result.exception)
