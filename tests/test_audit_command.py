import json
import re
import subprocess
import sys
import zipfile
from dataclasses import replace

import pytest
from openpyxl import load_workbook
from test_audit_kit import (
    NONSENSE,
    audit_folder,  # noqa: F401 (a fixture)
    audited,
    clean_rows,
    csv_text,
    doubtful_rows,
    run,
    second_readings,
    write_csv,
)
from test_docs_reference import sections

from classifier.audit.budget import Budget
from classifier.errors import HarvestError, OutputError
from classifier.report import audit_sentences as sentences
from classifier.report.audit import audit_json, audit_page, audit_summary, facts, worklist_jsonl

# Words that police. "error", "wrong", "mistake" occur in none of our sentences but the one that
# says that a row on the list is none.
POLICING = re.compile(
    r"\b(errors?|wrong(ly)?|mistakes?|mistaken|incorrect(ly)?|violations?|careless(ness)?|fail(s|ed|ure)?"
    r"|bad|poor(ly)?|fault(s|y)?|blame|insufficient|sloppy|unreliable|accuracy)\b",
    re.IGNORECASE,
)
ALLOWED = "A row on the list is not a mistake"


@pytest.fixture
def found(audit_folder):  # noqa: F811
    return audit_folder / "found"


def of_workbook(path):
    with zipfile.ZipFile(path) as archive:
        return "\n".join(archive.read(name).decode("utf-8") for name in archive.namelist())


def everything(folder):
    texts = {p.name: p.read_text("utf-8") for p in folder.iterdir() if p.suffix != ".xlsx"}
    return texts | {"worklist.xlsx": of_workbook(folder / "worklist.xlsx")}


def test_an_audit_says_what_it_found_and_where(audit_folder, codebook_path, tmp_path):  # noqa: F811
    result = run(
        "audit", audit_folder / "harvest.csv", "--codebook", codebook_path,
        "--codings", audit_folder / "double.csv", "--out", tmp_path / "out",
        "--encoder", "tfidf-only", "--no-cache", "--look-at", "5",
    )  # fmt: skip
    assert result.exit_code == 0
    first = result.stdout.splitlines()[0]
    assert re.fullmatch(
        r"31 fragments read, \d+ of them worth a second look: \d+ rows to decide\.",
        first,
    )
    assert "these numbers are a guess" not in result.stdout  # eight were coded twice
    assert f"Written: {tmp_path / 'out'}\nDecide in " in result.stdout
    assert "--worklist" in result.stdout
    assert "The first 5 rows of the worklist hold about " in result.stdout
    assert "Type of change: 8 fragments coded twice, alpha (MASI, 1: the" in result.stdout
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "worklist.xlsx", "worklist.csv", "worklist.jsonl", "report.html", "report.json",
        "codebook.yaml",
    }  # fmt: skip


def test_the_same_command_gives_identical_files(audit_folder, codebook_path, tmp_path, found):  # noqa: F811
    run(
        "audit", audit_folder / "harvest.csv", "--codebook", codebook_path,
        "--codings", audit_folder / "double.csv", "--out", tmp_path / "out",
        "--encoder", "tfidf-only", "--no-cache",
    )  # fmt: skip
    for path in found.iterdir():
        assert path.read_bytes() == (tmp_path / "out" / path.name).read_bytes(), path.name


def test_a_word_of_a_confidential_row_is_in_no_file(found):
    for name, text in everything(found).items():
        assert NONSENSE not in text.casefold(), name


def test_no_sentence_says_that_somebody_is_wrong(found):
    texts = everything(found)
    page = re.sub(r"<(style|script)>.*?</\1>", "", texts["report.html"], flags=re.DOTALL)
    for text in (page, texts["worklist.csv"], texts["worklist.xlsx"]):
        assert not POLICING.search(text.replace(ALLOWED, ""))


def test_the_words_are_recorded_other_reading_and_worth_a_look(found):
    page = (found / "report.html").read_text("utf-8")
    for words in ("Recorded", "Other reading", "worth a look", ALLOWED, "both may be right"):
        assert words in page
    headings = [cell.value for cell in load_workbook(found / "worklist.xlsx")["Worklist"][1]]
    assert headings[2:4] == ["Recorded", "Other reading"]


def test_the_report_begins_with_what_is_consistent(found):
    page = (found / "report.html").read_text("utf-8")
    order = re.findall(r'<div[^>]* id="([a-z-]+)"', page)
    assert order == [
        "consistent", "themes", "rows", "agreement", "agreement-type", "examples-type", "time",
        "rare", "codebook", "limits", "method",
    ]  # fmt: skip
    assert "Used most evenly: " in page
    assert re.search(r"What the rows are about: .*\d+ twins coded differently", page)


def test_the_report_needs_nothing_but_itself(found):
    page = (found / "report.html").read_text("utf-8")
    assert not re.search(r'(src|href)="(?!#)', page)
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "https://" not in page


def test_coders_are_named_only_where_asked(found, audit_folder, codebook_path, tmp_path):  # noqa: F811
    for name in ("report.html", "report.json", "worklist.csv", "worklist.jsonl"):
        assert "C9" not in (found / name).read_text("utf-8"), name
    result = run(
        "audit", audit_folder / "harvest.csv", "--codebook", codebook_path,
        "--codings", audit_folder / "double.csv", "--out", tmp_path / "out", "--by-coder",
        "--encoder", "tfidf-only", "--no-cache",
    )  # fmt: skip
    assert result.exit_code == 0
    page = (tmp_path / "out/report.html").read_text("utf-8")
    assert "C9" in page
    assert "a difference between two rows says more about these than about a person" in page
    assert '"name": "C9"' in (tmp_path / "out/report.json").read_text("utf-8")


def test_pairs_of_coders_have_numbers_for_names(tmp_path, codebook_path):
    rows = clean_rows()
    path = write_csv(tmp_path / "h.csv", rows)
    lines = ["FragmentID,Coder,MCQType of change"]
    lines += [f'{row["FragmentID"]},C9,"{row["MCQType of change"]}"' for row in rows]
    (tmp_path / "double.csv").write_text("\n".join(lines), "utf-8")
    paired = audited([path], codebook_path, [tmp_path / "double.csv"])
    facts = json.loads(audit_json(paired))
    assert [pair["name"] for pair in facts["agreement"]["type"]["pairs"]] == ["pair 1", "pair 2"]
    assert "pair 1" in audit_page(paired)
    assert "C1 and C9" not in audit_page(paired)
    named = audited([path], codebook_path, [tmp_path / "double.csv"], by_coder=True)
    assert "C1 and C9" in audit_page(named)


def test_every_key_of_the_report_stands_in_the_reference(tmp_path, codebook_path):
    path = write_csv(tmp_path / "h.csv", clean_rows())
    said = sections("files.md")["Report of an audit"]
    facts = json.loads(audit_json(audited([path], codebook_path)))
    assert [key for key in [*facts, "reader"] if f"`{key}`" not in said] == []


def test_a_harvest_that_nobody_coded_twice_says_how_to_find_out(tmp_path, codebook_path):
    path = write_csv(tmp_path / "h.csv", clean_rows())
    once = audited([path], codebook_path)
    page = audit_page(once)
    assert "How far do coders agree?" not in page
    assert "a guess, since no fragment was coded twice" in page
    guess = "No fragment was coded twice for Type of change, so these numbers are a guess. "
    assert guess in page
    assert guess in audit_summary(once)
    assert "alpha" not in audit_summary(once)


def test_one_country_alone_is_said_to_vouch_for_itself(tmp_path, codebook_path):
    rows = [dict(row, coutnry="Mali") for row in clean_rows()]
    alone = audited([write_csv(tmp_path / "h.csv", rows)], codebook_path)
    assert any("come from 1 country and 1 harvest" in notice for notice in alone.notices)


def test_coders_codings_of_another_version_are_compared_in_its_words(tmp_path, codebook_path):
    rows = [dict(row, **{"OH-harvesting period": "harvest 1"}) for row in clean_rows()]
    path = write_csv(tmp_path / "h.csv", rows)
    (tmp_path / "double.csv").write_text(second_readings(rows), "utf-8")
    old = audited([path], codebook_path, [tmp_path / "double.csv"])
    new = next(one for one in old.agreement["type"].labels if one.label == "NEW")
    assert new.n == 0  # version 1 did not ask for it
    assert all("NEW" not in f.add for f in old.findings)


def test_an_existing_audit_is_not_overwritten_without_force(found, audit_folder, codebook_path):  # noqa: F811
    arguments = (
        "audit", audit_folder / "harvest.csv", "--codebook", codebook_path, "--out", found,
        "--encoder", "tfidf-only", "--no-cache",
    )  # fmt: skip
    with pytest.raises(OutputError, match="holds an audit already"):
        run(*arguments)


def test_decisions_are_never_overwritten(audit_folder, codebook_path, tmp_path):  # noqa: F811
    folder = tmp_path / "decided"
    arguments = (
        "audit", audit_folder / "harvest.csv", "--codebook", codebook_path, "--out", folder,
        "--encoder", "tfidf-only", "--no-cache",
    )  # fmt: skip
    assert run(*arguments).exit_code == 0
    assert run(*arguments, "--force").exit_code == 0
    book = load_workbook(folder / "worklist.xlsx")
    heading = {cell.value: cell.column for cell in book["Worklist"][1]}
    book["Worklist"].cell(2, heading["Decision"]).value = "keep"
    book.save(folder / "worklist.xlsx")
    with pytest.raises(OutputError, match="holds 1 decision of a person"):
        run(*arguments, "--force")


def test_decisions_go_from_the_worklist_to_the_harvest_and_back(audit_folder, tmp_path):  # noqa: F811
    found = audit_folder / "found"
    facts = [
        json.loads(line) for line in (found / "worklist.jsonl").read_text("utf-8").splitlines()
    ]
    wanted = doubtful_rows()[4]["FragmentID"]
    row = next(i for i, one in enumerate(facts, 2) if one["fragment_id"] == wanted)
    book = load_workbook(found / "worklist.xlsx")
    heading = {cell.value: cell.column for cell in book["Worklist"][1]}
    book["Worklist"].cell(row, heading["Decision"]).value = "change"
    book.save(tmp_path / "worklist.xlsx")
    (tmp_path / "codebook.yaml").write_bytes((found / "codebook.yaml").read_bytes())
    harvest = audit_folder / "harvest.csv"
    result = run(
        "audit", "apply", tmp_path / "worklist.xlsx", "--to", harvest, "--out", tmp_path / "new.csv"
    )
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("1 code changed, 0 rows kept as recorded.\n")
    assert ",New group," in (tmp_path / "new.csv").read_text("utf-8-sig").splitlines()[5]


def test_a_harvest_without_codes_is_refused(tmp_path, codebook_path):
    rows = [dict(r, **{"MCQType of change": "", "TypeOfChangeCluster": "", "Coder": "",
            "Link to SCC Specific Objectives": ""}) for r in clean_rows()]  # fmt: skip
    path = write_csv(tmp_path / "h.csv", rows)
    with pytest.raises(HarvestError, match="No fragment of these harvests is coded"):
        run("audit", path, "--codebook", codebook_path, "--out", tmp_path / "out",
            "--encoder", "tfidf-only")  # fmt: skip


def test_help_of_the_three_commands():
    assert "--look-at" in run("audit", "--help").stdout
    assert "audit apply --help" in run("audit", "--help").stdout
    assert "--to" in run("audit", "apply", "--help").stdout
    assert "--to" in run("audit", "undo", "--help").stdout
    assert run("audit").exit_code == 0
    assert run("audit", "nothing-there.xlsx").exit_code == 2


def test_the_command_line_loads_nothing_heavy_for_audit():
    code = "import sys, classifier.cli; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert {"numpy", "pandas", "sklearn", "classifier.audit"}.isdisjoint(loaded.stdout.split())


def test_an_undefined_figure_is_a_dash():
    from classifier.evaluate.intervals import Estimate

    assert sentences.estimate(Estimate(None)) == "–"
    assert sentences.estimate(Estimate(0.5)) == "0.50"
    assert sentences.estimate(Estimate(0.5, 0.4, 0.6)) == "0.50 (0.40 to 0.60)"


def test_a_jsonl_line_has_the_fragment_and_stable_keys(tmp_path, codebook_path):
    found = audited([write_csv(tmp_path / "h.csv", doubtful_rows())], codebook_path)
    for line in worklist_jsonl(found, facts(found)).splitlines():
        keys = {"fragment_id", "target", "recorded", "add", "remove", "rank", "chance"}
        assert keys <= json.loads(line).keys()


@pytest.mark.parametrize(
    ("heading", "place"),
    [
        ("Additional information (use if needed) ",
         "under “Additional information (use if needed)” in the harvest"),
        ("Partner", "under “Note” in the worklist"),
    ],
)  # fmt: skip
def test_the_report_sends_reasons_to_a_column_that_is_there(
    tmp_path, codebook_path, heading, place
):
    lines = csv_text(clean_rows()).splitlines()
    rows = [f"{lines[0]},{heading}", *(f"{line},none" for line in lines[1:])]
    (tmp_path / "h.csv").write_text("\n".join(rows), "utf-8")
    page = audit_page(audited([tmp_path / "h.csv"], codebook_path))
    assert f"If so, one line {place} will help the next reader." in page


def test_a_harvest_in_which_nothing_stands_out_says_so(tmp_path, codebook_path):
    path = write_csv(tmp_path / "h.csv", clean_rows())
    clean = audited([path], codebook_path, floor=1.0)
    assert sentences.found(clean) == (
        "30 fragments read. No code stands out, and the worklist is empty."
    )


def test_where_nearly_nothing_is_expected_to_change_no_share_is_given():
    nothing = Budget(2, 0.1, 0.4, 0.25, 0, 1)
    said = sentences.budget(nothing)
    assert said == "Of all codes, fewer than one is expected to change on a second look."
    assert "hold about 1 of about 2 codes" in sentences.budget(replace(nothing, held=1, total=2))
