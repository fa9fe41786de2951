import csv
import io
import json

import pytest
from openpyxl import Workbook, load_workbook
from test_audit_kit import (
    CLUSTER,
    HEADINGS,
    TYPE,
    doubtful_rows,
    run,
    write_csv,
)

from classifier.audit.apply import Files, apply_worklist
from classifier.codebook import read_codebook
from classifier.decide.rows import text_digest
from classifier.edit.provenance import Signature
from classifier.edit.undo import undo
from classifier.errors import HarvestError, OutputError, UsageError
from classifier.harvest import read_harvest
from classifier.report.audit import apply_summary
from classifier.review.answers import Act, Log, TargetAnswer
from classifier.xlsx.package import Package

ME = Signature("Ann", "2025-01-31")


def finding(number, target="type", **changes):
    """A decided finding on one row (0-based) of the harvest."""
    one = {
        "nr": "F001", "fragment_id": doubtful_rows()[number]["FragmentID"], "target": target,
        "recorded": ["LAW"], "add": ["GRP"], "remove": ["LAW"], "version": "2",
        "file": "harvest.xlsx", "sheet": "", "row": number + 2, "why": "",
        "decision": "change", "changed_to": "", "note": "",
    }  # fmt: skip
    return one | changes


@pytest.fixture
def place(tmp_path):
    """The doubtful harvest as a workbook with a second sheet, and as csv."""
    rows = doubtful_rows()
    book = Workbook()
    sheet = book.active
    sheet.title = "Export"
    sheet.append(HEADINGS)
    for row in rows:
        sheet.append([row[heading] for heading in HEADINGS])
    book.create_sheet("Notes")["A1"] = "keep me"
    book.move_sheet("Notes", -1)
    book.save(tmp_path / "harvest.xlsx")
    write_csv(tmp_path / "harvest.csv", rows)
    return tmp_path


def table(path):
    return io.StringIO(path.read_text("utf-8-sig"), newline="")


def decide(place, *findings):
    path = place / "worklist.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in findings), "utf-8")
    return path


def carry_over(place, codebook_path, *findings, source="harvest.xlsx", out="new.xlsx"):
    path = decide(place, *findings)
    return apply_worklist(Files(path, place / source, codebook_path, place / out), ME)


def column(path, heading):
    sheet = load_workbook(path)["Export"]
    number = next((c.column for c in sheet[1] if c.value == heading), None)
    return None if number is None else [sheet.cell(r, number).value for r in range(2, 33)]


def test_codes_that_stand_in_several_rows_are_left_to_a_person(place, codebook_path):
    rows = doubtful_rows()
    rows.insert(5, rows[4] | {TYPE: "New group", CLUSTER: ""})
    write_csv(place / "rows.csv", rows)
    asked = finding(4, file="rows.csv", recorded=["LAW", "GRP"], add=[], remove=["LAW"])
    done = carry_over(place, codebook_path, asked, source="rows.csv", out="new.csv")
    assert [problem.kind for problem in done.problems] == ["several-cells"]
    assert table(place / "new.csv").read() == table(place / "rows.csv").read()


def test_a_change_writes_the_other_reading_and_where_it_came_from(place, codebook_path):
    done = carry_over(place, codebook_path, finding(4))
    assert done.problems == ()
    before, after = column(place / "harvest.xlsx", TYPE), column(place / "new.xlsx", TYPE)
    assert after[4] == "New group"
    assert [a for i, a in enumerate(after) if i != 4] == [b for i, b in enumerate(before) if i != 4]
    assert column(place / "new.xlsx", "Recorded before – Type of change")[4] == "Law adopted"
    assert column(place / "new.xlsx", "How coded – Type of change")[4] == "changed"
    assert column(place / "new.xlsx", "How coded – Cluster")[4] == "from the types"
    assert column(place / "new.xlsx", "Decided on")[4] == "2025-01-31"
    assert column(place / "new.xlsx", "Decided by")[4] == "Ann"
    assert column(place / "new.xlsx", "Decided in")[4] == "worklist.jsonl F001"
    assert load_workbook(place / "new.xlsx")["Notes"]["A1"].value == "keep me"


def test_what_was_written_is_read_as_decided(place, codebook, codebook_path):
    carry_over(place, codebook_path, finding(4), finding(18, "objective", recorded=["CIV"],
               add=["PHR"], remove=["CIV"]))  # fmt: skip
    read = read_harvest(place / "new.xlsx", codebook)
    labels = {(c.fragment_id, c.target): c.labels for c in read.codings}
    rows = doubtful_rows()
    assert labels[rows[4]["FragmentID"], "type"] == {"GRP"}
    assert labels[rows[18]["FragmentID"], "objective"] == {"PHR"}


def test_kept_and_discussed_rows_stay(place, codebook_path):
    done = carry_over(
        place, codebook_path, finding(4, decision="keep"), finding(7, decision="discuss")
    )
    assert (len(done.changes), done.kept) == (0, 1)
    assert done.discuss == (doubtful_rows()[7]["FragmentID"],)
    assert column(place / "new.xlsx", TYPE) == column(place / "harvest.xlsx", TYPE)


def test_decisions_on_other_files_are_counted_and_left(place, codebook_path):
    done = carry_over(
        place, codebook_path, finding(4, file="elsewhere.xlsx"), finding(7, decision="keep")
    )
    assert (done.elsewhere, done.changes, done.kept) == (1, (), 1)
    unknown = finding(4, file="elsewhere.xlsx", fragment_id="SCC-X/PHR1")
    done = carry_over(place, codebook_path, unknown, out="newer.xlsx")
    assert (done.elsewhere, done.changes) == (1, ())


def test_a_row_recoded_in_between_is_refused(place, codebook_path):
    done = carry_over(place, codebook_path, finding(4, recorded=["TLK"]), finding(7, recorded=[],
                      remove=[]))  # fmt: skip
    (problem,) = done.problems
    assert problem.kind == "recoded"
    assert "was recoded after the list was made" in problem.what
    assert [one.after for one in done.changes if one.target == "type"] == ["New group"]


def test_what_was_carried_over_once_is_not_done_twice(place, codebook_path):
    carry_over(place, codebook_path, finding(4))
    list_again = finding(4), finding(7, nr="F002", recorded=[], remove=[])
    done = carry_over(place, codebook_path, *list_again, source="new.xlsx", out="newer.xlsx")
    assert (done.already, done.problems) == (1, ())
    assert {one.row for one in done.changes} == {9}
    assert apply_summary(done).splitlines()[2] == "1 code stood so already."


def test_a_row_that_moved_is_found_by_its_id(place, codebook_path):
    done = carry_over(place, codebook_path, finding(4, row=20))
    assert [(one.row, one.after) for one in done.changes] == [(6, "New group"), (6, "Mobilizing")]


def test_a_fragment_that_is_gone_is_named(place, codebook_path):
    done = carry_over(place, codebook_path, finding(4, fragment_id="SCC-X/PHR1"))
    assert [problem.kind for problem in done.problems] == ["row-gone"]


def test_two_findings_on_one_cell_are_carried_over_together(place, codebook_path):
    done = carry_over(
        place, codebook_path, finding(4), finding(4, nr="F009", add=["TLK"], remove=[])
    )
    change = done.changes[0]
    assert (change.nr, change.after) == ("F001, F009", "New group, Talks held")


def test_names_under_changed_to_count_before_the_other_reading(place, codebook_path):
    done = carry_over(
        place, codebook_path, finding(4, changed_to="talks held"),
        finding(7, recorded=[], add=["GRP"], remove=[], changed_to="none fits"),
    )  # fmt: skip
    types = [one.after for one in done.changes if one.target == "type"]
    assert types == ["Talks held", "none fits"]


@pytest.mark.parametrize(
    ("findings", "kind"),
    [
        ([{"changed_to": "Lawe"}], "decision-unclear"),
        ([{"add": [], "remove": []}], "no-reading"),
        ([{}, {"remove": [], "add": ["LAW"]}], "no-reading"),
        ([{"changed_to": "Talks held"}, {"changed_to": "New group"}], "decisions-differ"),
        ([{"changed_to": "Talks held"}, {}], "decisions-differ"),
    ],
)
def test_a_decision_that_cannot_be_carried_out_is_named(place, codebook_path, findings, kind):
    done = carry_over(
        place, codebook_path, *(finding(4, nr=f"F{n}", **one) for n, one in enumerate(findings))
    )
    assert [problem.kind for problem in done.problems] == [kind]
    assert done.changes == ()


def test_a_label_that_is_retired_is_not_put_in(place, tmp_path, codebook_path):
    text = codebook_path.read_text("utf-8")
    retired = tmp_path / "retired.yaml"
    text = text.replace("name: New group,", "name: New group, retired: '2',")
    retired.write_text(text, "utf-8")
    done = carry_over(place, retired, finding(4))
    (problem,) = done.problems
    assert done.changes == ()
    assert (problem.kind, "would get “New group”" in problem.what) == ("label-retired", True)


def test_undoing_gives_every_cell_back(place, codebook_path):
    done = carry_over(
        place, codebook_path, finding(4), finding(9, "cluster", recorded=["MOB"], add=["POL"],
        remove=["MOB"]),
    )  # fmt: skip
    assert column(place / "new.xlsx", CLUSTER)[9] == "Policies"
    assert len(done.changes) == 3
    assert undo(place / "new.xlsx", place / "back.xlsx").tally.counts["undone"] == 2
    cells = [
        [[c.value for c in row] for row in load_workbook(place / name)["Export"].iter_rows()]
        for name in ("harvest.xlsx", "back.xlsx")
    ]
    assert cells[0] == cells[1]


def test_a_row_stays_in_the_words_of_its_version(tmp_path):
    book = tmp_path / "book.yaml"
    book.write_text(
        "codebook: B\nversion: '2'\nversions:\n- {version: '1', harvests: [harvest 1]}\n"
        "- {version: '2', harvests: [harvest 2]}\nchanges:\n- {version: '2', change: rename, "
        "target: type, label: GRP, was: Old group}\ntargets:\n- id: type\n  column: MCQType of "
        "change\n  labels:\n  - {id: LAW, name: Law adopted}\n  - {id: GRP, name: New group, "
        "aliases: [Old group]}\n",
        "utf-8",
    )
    write_csv(tmp_path / "harvest.csv", [dict(r, **{"OH-harvesting period": "harvest 1"})
              for r in doubtful_rows()[3:5]])  # fmt: skip
    path = decide(tmp_path, finding(4, file="harvest.csv", row=3))
    done = apply_worklist(Files(path, tmp_path / "harvest.csv", book, tmp_path / "new.csv"), ME)
    assert [one.after for one in done.changes] == ["Old group"]


def test_the_harvest_itself_is_never_written(place, codebook_path):
    with pytest.raises(OutputError, match="which is never written"):
        carry_over(place, codebook_path, finding(4), out="harvest.xlsx")
    carry_over(place, codebook_path, finding(4))
    with pytest.raises(OutputError, match="which is never written"):
        undo(place / "new.xlsx", place / "new.xlsx")


def test_text_cards_come_back_as_a_table(place, codebook_path):
    (place / "card.txt").write_text(
        "**FragmentID**: A\n**Outcome description**: a law\n**MCQType of change**: Law adopted\n",
        "utf-8",
    )
    asked = finding(4, file="card.txt", fragment_id="A", row=1)
    carry_over(place, codebook_path, asked, source="card.txt", out="new.csv")
    (row,) = csv.DictReader(table(place / "new.csv"))
    assert (row[TYPE], row["Decided by"]) == ("New group", "Ann")
    with pytest.raises(OutputError, match=r"must end in \.csv or \.jsonl"):
        carry_over(place, codebook_path, asked, source="card.txt", out="new.txt")


def test_a_workbook_that_cannot_be_kept_is_refused(place, codebook_path):
    book = load_workbook(place / "harvest.xlsx")
    book.save(place / "plain.xlsx")
    package = Package.read(place / "plain.xlsx")
    package.add_part("_xmlsignatures/origin1.xml", package.tree("xl/workbook.xml"), "text/xml")
    package.write(place / "signed.xlsx")
    with pytest.raises(HarvestError, match="cannot be kept as it is"):
        carry_over(place, codebook_path, finding(4), source="signed.xlsx", out="new.xlsx")


def test_a_harvest_without_fragments_takes_no_decisions(place, codebook_path):
    write_csv(place / "empty.csv", [])
    with pytest.raises(HarvestError, match="has no fragments"):
        carry_over(place, codebook_path, finding(4), source="empty.csv", out="new.csv")


def test_the_commands_say_what_they_did(place, codebook_path):
    decide(place, finding(4), finding(7, recorded=["TLK"]))
    result = run(
        "audit", "apply", place / "worklist.jsonl", "--to", place / "harvest.xlsx",
        "--out", place / "new.xlsx", "--codebook", codebook_path, "--coder", "Ann",
    )  # fmt: skip
    assert result.exit_code == 0  # the row that was refused is named
    assert result.stdout == (
        "1 code changed, 0 rows kept as recorded.\n"
        "1 more that follow from them were changed along.\n"
        f"\nWritten: {place / 'new.xlsx'}\n"
        "It teaches a better model. To take it back: "
        f"classifier undo {place / 'new.xlsx'} --out {place / 'new-undone.xlsx'}\n"
        f"Next: classifier train {place / 'new.xlsx'} --codebook {codebook_path} "
        "--out models/next\n"
    )
    assert "was recoded after the list was made" in result.stderr
    back = run("audit", "undo", place / "new.xlsx", "--out", place / "back.xlsx")
    assert back.exit_code == 0
    assert back.stdout.splitlines()[0].split() == "1 rows put back as they were".split()


def test_clusters_follow_the_types_that_were_changed(place, codebook_path):
    done = carry_over(place, codebook_path, finding(4))
    assert column(place / "new.xlsx", CLUSTER)[4] == "Mobilizing"
    assert column(place / "new.xlsx", "Recorded before – Cluster")[4] == "Policies"
    assert [(one.target, one.nr) for one in done.changes] == [("type", "F001"), ("cluster", "F001")]
    assert done.followed == 1
    undo(place / "new.xlsx", place / "back.xlsx")
    assert column(place / "back.xlsx", CLUSTER) == column(place / "harvest.xlsx", CLUSTER)


def test_a_cluster_that_did_not_follow_or_was_decided_stays(place, codebook_path):
    typed = finding(4, nr="F002", target="cluster", recorded=["POL"], add=["MOB"], remove=["POL"],
                    decision="keep")  # fmt: skip
    strange = finding(9, nr="F003", add=["TLK"])  # a law under Mobilizing
    done = carry_over(place, codebook_path, finding(4), typed, strange)
    clusters = column(place / "new.xlsx", CLUSTER)
    assert (clusters[4], clusters[9], done.followed) == ("Policies", "Mobilizing", 0)


def test_a_cluster_to_be_changed_follows_the_new_types(place, codebook_path):
    cluster = finding(9, nr="F001", target="cluster", recorded=["MOB"], add=["POL"], remove=["MOB"])
    types = finding(9, nr="F002", add=["TLK"], remove=["LAW"])
    carry_over(place, codebook_path, cluster, types)
    assert column(place / "new.xlsx", TYPE)[9] == "Talks held"
    assert column(place / "new.xlsx", CLUSTER)[9] == "Mobilizing"


def test_decisions_find_a_file_that_was_renamed(place, codebook_path):
    (place / "harvest.xlsx").rename(place / "harvest (Mia).xlsx")
    done = carry_over(place, codebook_path, finding(4), source="harvest (Mia).xlsx")
    assert (done.elsewhere, done.problems) == (0, ())
    assert column(place / "new.xlsx", TYPE)[4] == "New group"


@pytest.mark.parametrize(
    ("changed_to", "after"),
    [
        ("+ New group", "Law adopted, New group"),
        ("- Law adopted", "none fits"),
        ("- Law adopted + New group", "New group"),
        ("accept - New group + Talks held", "Talks held"),
        ("accept, Talks held", "New group, Talks held"),
    ],
)
def test_signs_change_what_is_recorded_and_accept_the_other_reading(
    place, codebook_path, changed_to, after
):
    done = carry_over(place, codebook_path, finding(4, changed_to=changed_to))
    assert done.problems == ()
    assert column(place / "new.xlsx", TYPE)[4] == after


@pytest.mark.parametrize(
    ("changed_to", "what"),
    [
        ("- Talks held", "takes away “Talks held”, which is not there"),
        ("- Law adopted\n- New group", "could mean a list or taking away"),
        ("=A2", "holds a formula"),
        ("#REF!", "shows Excel's error #REF!"),
        ("- Lawe adopted", "has “Lawe adopted”, which the codebook"),
    ],
)
def test_a_sign_that_is_not_clear_is_named_and_the_row_left(place, codebook_path, changed_to, what):
    done = carry_over(place, codebook_path, finding(4, changed_to=changed_to))
    assert what in done.problems[0].what
    assert done.changes == ()


def two_texts(place, *rows):
    """A harvest in which two stories share an id, each coded as a law."""
    headings = "FragmentID,Outcome description,Codebook version,MCQType of change,Coder\n"
    texts = {"law": "A law was made.", "met": "A group met.", "new": "The women met a judge."}
    lines = [f'A,{texts[name]},2,"Law adopted",{coder}\n' for name, coder in rows]
    (place / "shared.csv").write_text(headings + "".join(lines), "utf-8")
    found = {f.outcome: f for f in read_harvest(place / "shared.csv").fragments}
    return {name: found[text] for name, text in texts.items() if text in found}


def types_in(path):
    return [row[TYPE] for row in csv.DictReader(table(path))]


@pytest.mark.parametrize("rows", [("law", "met"), ("met", "law")])
def test_of_two_stories_with_one_id_the_decided_one_is_changed_wherever_it_stands(
    place, codebook_path, rows
):
    asked = two_texts(place, ("law", "Ann"), ("met", "Ann"))["met"]
    one = finding(0, fragment_id=asked.id, text=text_digest(asked), file="shared.csv", row=3)
    two_texts(place, *((name, "Ann") for name in rows))
    done = carry_over(place, codebook_path, one, source="shared.csv", out="new.csv")
    assert done.problems == ()
    expected = {"met": "New group", "law": "Law adopted"}
    assert types_in(place / "new.csv") == [expected[name] for name in rows]


def test_a_story_whose_text_was_changed_is_matched_by_its_id_with_a_notice(place, codebook_path):
    asked = two_texts(place, ("met", "Ann"))["met"]
    one = finding(0, fragment_id="A", text=text_digest(asked), file="shared.csv", row=2)
    two_texts(place, ("new", "Ann"))
    done = carry_over(place, codebook_path, one, source="shared.csv", out="new.csv")
    assert [(p.kind, p.notice) for p in done.problems] == [("text-changed", True)]
    assert types_in(place / "new.csv") == ["New group"]
    two_texts(place, ("new", "Ann"), ("law", "Ann"))
    done = carry_over(place, codebook_path, one, source="shared.csv", out="newer.csv")
    assert [p.kind for p in done.problems] == ["row-gone"]
    assert done.changes == ()


def test_a_cluster_decided_against_the_types_of_its_row_is_named(place, codebook_path):
    against = finding(4, nr="F002", target="cluster", recorded=["POL"], add=[], remove=[],
                      changed_to="Policies")  # fmt: skip
    done = carry_over(place, codebook_path, finding(4), against)
    assert [problem.kind for problem in done.problems] == ["contradiction"]
    assert done.changes == ()


# -- decisions given on a page


def answer(place, fragment, target, labels, state="decided", **about):
    """Keep an answer as the page of a worklist does."""
    log = Log(place / "page.sqlite")
    given = TargetAnswer(target, state, frozenset(labels))
    about = {"coder": "Ann", "digest": ""} | about
    log.add(Act(0, "2025-01-31T10:00:00", about["coder"], fragment, about["digest"], "tick",
                answers=(given,)))  # fmt: skip
    log.close()
    return place / "page.sqlite"


def applied(place, codebook_path, *findings, coder="Ann", out="new.xlsx"):
    """Carry over a list and the answers of the page by command."""
    words = ("--to", place / "harvest.xlsx", "--codebook", codebook_path, "--out", place / out)
    page = ("--decisions", place / "page.sqlite", "--coder", coder)
    return run("audit", "apply", decide(place, *findings), *words, *page)


def ids():
    return [row["FragmentID"] for row in doubtful_rows()]


ANSWERS = {
    "another label": (["GRP"], "decided", "New group", "1 code changed, 0 rows kept"),
    "none fits": ([], "decided", "none fits", "1 code changed, 0 rows kept"),
    "as recorded": (["LAW"], "decided", "Law adopted", "0 codes changed, 1 row kept"),
    "to discuss": ([], "discuss", "Law adopted", "To discuss: "),
    "a label of another codebook": (["GRP", "T99"], "decided", "Law adopted", "“T99”"),
}


@pytest.mark.parametrize("given", ANSWERS)
def test_answers_of_the_page_are_carried_over_as_decisions_of_the_list(place, codebook_path, given):
    labels, state, written, said = ANSWERS[given]
    answer(place, ids()[4], "type", labels, state)
    result = applied(place, codebook_path, finding(4, decision=""), finding(7, decision=""))
    assert (result.exit_code, said in result.output) == (0, True), result.output
    assert column(place / "new.xlsx", TYPE)[4] == written
    assert column(place / "new.xlsx", TYPE)[7] is None


def test_the_list_and_the_page_together_are_what_either_says_alone(place, codebook_path):
    answer(place, ids()[4], "type", ["GRP"])
    answer(place, ids()[7], "type", ["GRP"])
    findings = finding(4), finding(7, nr="F002", decision="", recorded=[], remove=[])
    assert "2 codes changed" in applied(place, codebook_path, *findings).output
    other = finding(4, decision="keep"), findings[1]
    result = applied(place, codebook_path, *other, out="newer.xlsx")
    assert "“F001” is decided otherwise on the page" in result.output
    assert "1 code changed, 0 rows kept" in result.output
    assert column(place / "newer.xlsx", TYPE)[4] == "Law adopted"


FOLLOWS = {"kept": ("LAW", 1, "Policies"), "changed": ("GRP", 1, "Mobilizing")}


@pytest.mark.parametrize("given", FOLLOWS)
def test_of_a_code_that_follows_the_page_asks_what_it_follows_from(place, codebook_path, given):
    label, n_codes, cluster = FOLLOWS[given]
    answer(place, ids()[9], "type", [label])
    rule = finding(9, "cluster", recorded=["MOB"], add=["POL"], remove=["MOB"], decision="")
    said = applied(place, codebook_path, rule).output
    assert (f"{n_codes} code" in said, "left" in said) == (True, False), said
    assert column(place / "new.xlsx", TYPE)[9] == {"LAW": "Law adopted", "GRP": "New group"}[label]
    assert column(place / "new.xlsx", CLUSTER)[9] == cluster


def test_answers_go_to_the_text_they_were_given_for(place, codebook_path):
    texts = {i: text_digest(one) for i, one in enumerate(
        read_harvest(place / "harvest.xlsx", read_codebook(codebook_path)).fragments
    )}  # fmt: skip
    rows = doubtful_rows()
    book = load_workbook(place / "harvest.xlsx")
    book["Export"].cell(7, 1).value = ids()[4]  # two stories under one id
    book.save(place / "harvest.xlsx")
    answer(place, f"{ids()[4]} (2)", "type", ["TLK"], digest=texts[5])
    answer(place, ids()[4], "type", ["GRP"], digest=texts[4])
    second = finding(4, nr="F002", fragment_id=f"{ids()[4]} (2)", row=7, decision="",
                     text=texts[5], recorded=["GRP"])  # fmt: skip
    result = applied(place, codebook_path, second, finding(4, decision="", text=texts[4]))
    assert [rows[i][TYPE] for i in (4, 5)] != ["New group", "Talks held"]
    assert column(place / "new.xlsx", TYPE)[4:6] == ["New group", "Talks held"], result.output


def test_answers_of_somebody_else_are_not_taken(place, codebook_path):
    answer(place, ids()[4], "type", ["GRP"])
    with pytest.raises(UsageError, match="holds answers of “Ann”, and none of “Bob”"):
        applied(place, codebook_path, finding(4, decision=""), coder="Bob")
    assert not (place / "new.xlsx").exists()
