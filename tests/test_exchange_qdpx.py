"""Coded projects of QDA software, read and written."""

import zipfile
from uuid import NAMESPACE_URL, uuid5

import pytest
from test_harvest import lie
from typer.testing import CliRunner

from classifier.cli import app
from classifier.codebook import read_codebook
from classifier.errors import ClassifierError, told
from classifier.exchange import Unit
from classifier.exchange.coded_table import table_of, write_table
from classifier.exchange.qdpx_in import read_project
from classifier.harvest import read_harvest

CODES = {"Rules": ("Law", "Tax"), "People": ("Committee",)}


def guid(name):
    return str(uuid5(NAMESPACE_URL, name)).upper()


def project(path, sources="", *, users=("Ana", "Ben"), cases="", more="", texts=None, codes=None):
    """Write a project as other programs do: two groups of codes, users, sources, texts beside."""
    tree = codes or "".join(
        f'<Code guid="{guid(top)}" name="{top}" isCodable="false">'
        + "".join(f'<Code guid="{guid(name)}" name="{name}" isCodable="true"/>' for name in below)
        + "</Code>"
        for top, below in CODES.items()
    )
    named = "".join(f'<User guid="{guid(user)}" name="{user}"/>' for user in users)
    xml = (
        '<?xml version="1.0" encoding="utf-8"?>'
        '<Project xmlns="urn:QDA-XML:project:1.0" name="P" origin="Other">'
        f"<Users>{named}</Users><CodeBook><Codes>{tree}</Codes></CodeBook>"
        f'<Variables><Variable guid="{guid("Country")}" name="Country" typeOfVariable="Text"/>'
        f'<Variable guid="{guid("Type")}" name="Type" typeOfVariable="Text"/>'
        f'<Variable guid="{guid("No")}" name="FragmentID" typeOfVariable="Text"/></Variables>'
        f"<Cases>{cases}</Cases><Sources>{sources}</Sources>{more}</Project>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.qde", xml)
        for name, text in (texts or {}).items():
            archive.writestr(name, text if isinstance(text, bytes) else text.encode())
    return path


def passage(code, user="Ana", span=(0, 4), name=""):
    by = f'creatingUser="{guid(user)}"' if user else ""
    return (
        f'<PlainTextSelection guid="{guid(code + user + str(span))}" name="{name}" '
        f'startPosition="{span[0]}" endPosition="{span[1]}"><Coding guid="{guid(code)}" {by}>'
        f'<CodeRef targetGUID="{guid(code)}"/></Coding></PlainTextSelection>'
    )


def value(variable, text):
    reference = f'<VariableRef targetGUID="{guid(variable)}"/>'
    return f"<VariableValue>{reference}<TextValue>{text}</TextValue></VariableValue>"


def source(name, inside="", text="They met the mayor.", **facts):
    content = f"<PlainTextContent>{text}</PlainTextContent>" if text else ""
    path = "".join(f' {key}="{fact}"' for key, fact in facts.items())
    return f'<TextSource guid="{guid(name)}" name="{name}"{path}>{content}{inside}</TextSource>'


def rows_of(path, unit=Unit.sources):
    """Return the table as a row of cells by heading for each line."""
    read = read_project(path, unit)
    heading, *rows = table_of(read.fragments, read.codebook)
    return [dict(zip(heading, row, strict=True)) for row in rows], " ".join(read.notices)


def test_what_two_coders_said_of_a_source_is_a_row_for_each(tmp_path):
    inside = passage("Law") + passage("Tax", span=(5, 8)) + passage("Committee", "Ben")
    inside += value("Country", "Mali")
    rows, _ = rows_of(project(tmp_path / "p.qdpx", source("S1", inside) + source("S2")))
    assert [(row["FragmentID"], row["Coder"], row["Type"]) for row in rows] == [
        ("S1", "Ana", "Law, Tax"),
        ("S1", "Ben", "Committee"),
        ("S2", "", "not coded"),
    ]
    assert [row["Country"] for row in rows] == ["Mali", "Mali", ""]
    assert rows[0]["Outcome description"] == "They met the mayor."


def test_the_table_is_read_with_the_projects_own_codebook(tmp_path):
    path = project(tmp_path / "p.qdpx", source("S1", passage("Law") + passage("Law", "Ben")))
    out = tmp_path / "codings.xlsx"
    done = CliRunner().invoke(app, ["exchange", "in", str(path), "--out", str(out)])
    assert done.exit_code == 0, done.stderr
    assert "1 fragment, 1 of them coded, by 2 coders." in done.stdout
    assert f"train {out} --codebook {path}" in done.stdout
    book = read_codebook(path)
    harvest = read_harvest(out, book)
    law = next(label.id for label in book.target("type").labels if label.name == "Law")
    assert {(c.coder, c.target, c.labels) for c in harvest.codings} == {
        ("Ana", "type", frozenset({law})),
        ("Ben", "type", frozenset({law})),
    }
    assert not [one for one in harvest.problems if not one.notice]


def test_a_target_that_a_coder_left_out_is_not_read_as_none_fits(tmp_path):
    rule = passage("Rules")  # a code at the top, applied itself: a label of “cluster”
    path = project(tmp_path / "p.qdpx", source("S1", rule) + source("S2", passage("Law")))
    read = read_project(path, Unit.sources)
    write_table(table_of(read.fragments, read.codebook), tmp_path / "c.csv", force=False)
    codings = read_harvest(tmp_path / "c.csv", read.codebook).codings
    assert {(c.fragment_id, c.target) for c in codings} == {("S1", "cluster"), ("S2", "type")}
    assert all(c.labels for c in codings)


def test_each_coded_passage_is_a_fragment_once_whoever_coded_it(tmp_path):
    inside = passage("Law", span=(0, 4)) + passage("Tax", "Ben", (0, 4))
    inside += passage("Tax", "Ben", (9, 18)) + passage("Law", span=(9, 99))
    path = project(tmp_path / "p.qdpx", source("S1", inside))
    rows, notices = rows_of(path, Unit.selections)
    seen = [(row["FragmentID"], row["Coder"], row["Outcome description"]) for row in rows]
    assert seen == [
        ("S1:0-4", "Ana", "They"),
        ("S1:0-4", "Ben", "They"),
        ("S1:9-18", "Ben", "the mayor"),
    ]
    assert "passages that lie beyond their text (1)" in notices


COUNTED = {
    "each sign as one": ((12, 17), "A tax"),
    "a line end as one": ((11, 16), "A tax"),
    "an emoji as two": ((14, 19), "A tax"),
    "a line end as one, an emoji as two": ((13, 18), "A tax"),
    "only so within": ((11, 17), ""),
}


@pytest.mark.parametrize(("span", "name"), COUNTED.values(), ids=COUNTED)
def test_signs_are_counted_as_the_program_did_that_wrote_the_passage(tmp_path, span, name):
    words = "law🙂🙂A tax" if name else "law 🙂🙂🙂🙂🙂"
    said = passage("Law", span=span, name=name)
    text = source("S1", said, "", plainTextPath="internal://a.txt")
    path = project(tmp_path / "p.qdpx", text, texts={"sources/a.txt": f"\ufeffLine.\r\n{words}"})
    (row,) = rows_of(path, Unit.selections)[0]
    assert row["FragmentID"] == f"S1:{span[0]}-{span[1]}"
    assert row["Outcome description"] == (name or "🙂🙂🙂")


def test_guids_may_be_written_in_any_way(tmp_path):
    path = project(tmp_path / "p.qdpx", source("S1", passage("Law")))
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("project.qde").decode()
    changed = xml.replace(f'targetGUID="{guid("Law")}"', f'targetGUID="{{{guid("Law").lower()}}}"')
    assert changed != xml
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.qde", changed)
    assert rows_of(path)[0][0]["Type"] == "Law"


def test_groups_beside_the_codes_are_their_parents_however_guids_are_written(tmp_path):
    codes = "".join(f'<Code guid="{guid(one)}" name="{one}"/>' for one in ("Law", "Committee"))
    member = f'<MemberCode targetGUID="{guid("Law").lower()}"/>'
    sets = f'<Sets><Set guid="{guid("set")}" name="Rules">{member}</Set></Sets>'
    path = project(tmp_path / "p.qdpx", source("S1", passage("Law")), codes=codes, more=sets)
    rows, _ = rows_of(path)
    assert rows[0]["Type"] == "Law"
    read = read_project(path, Unit.sources)
    assert [label.name for label in read.codebook.target("cluster").labels] == ["Rules"]


def test_cases_give_their_variables_and_codes_to_their_sources(tmp_path):
    case = f'<Case guid="{guid("C")}" name="C"><CodeRef targetGUID="{guid("Tax")}"/>'
    case += f'{value("Country", "Iraq")}<SourceRef targetGUID="{guid("S1")}"/></Case>'
    path = project(tmp_path / "p.qdpx", source("S1", passage("Law")) + source("S2"), cases=case)
    rows, notices = rows_of(path)
    assert [(row["Country"], row["Type"]) for row in rows] == [
        ("Iraq", "Law, Tax"),
        ("", "not coded"),
    ]
    assert "codes of whole cases, given to every coder of their sources (1)" in notices


def test_what_is_not_taken_along_is_named_and_counted(tmp_path):
    picture = f'<PictureSource guid="{guid("P")}" name="P"/>'
    comment = f'<PlainTextSelection guid="{guid("x")}" startPosition="0" endPosition="2"/>'
    more = f'<Notes><Note guid="{guid("n")}"/></Notes>'
    inside = comment + passage("Unknown") + value("Type", "big")
    path = project(tmp_path / "p.qdpx", source("S1", inside) + picture, more=more)
    rows, notices = rows_of(path)
    assert "sources (picture) without a plain text in the project (1)" in notices
    assert "comments (1)" in notices
    assert "codings with a code that is no label (1)" in notices
    assert "notes (1)" in notices
    assert "since their names would be read as other columns: “Type”." in notices
    assert "big" not in str(rows)


def test_a_variable_with_an_id_for_every_source_is_their_id(tmp_path):
    inside = value("No", "SCC/1")
    assert (
        rows_of(project(tmp_path / "p.qdpx", source("S1", inside)))[0][0]["FragmentID"] == "SCC/1"
    )
    both = source("S1", inside) + source("S2", inside)
    rows, notices = rows_of(project(tmp_path / "q.qdpx", both))
    assert [row["FragmentID"] for row in rows] == ["S1", "S2"]
    assert "“FragmentID”" in notices


def test_of_two_variables_with_an_id_one_is_it_and_of_two_values_the_first_counts(tmp_path):
    inside = value("No", "SCC/1") + value("Country", "7") + value("Country", "8")
    path = project(tmp_path / "p.qdpx", source("S1", inside))
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("project.qde").decode().replace('name="Country"', 'name="ID"')
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.qde", xml)
    rows, notices = rows_of(path)
    assert rows[0]["FragmentID"] == "SCC/1"
    assert "other columns: “ID”" in notices
    assert "second values of a variable (1)" in notices


def test_two_sources_of_one_name_stay_two_fragments(tmp_path):
    second = source("S1", "", "Another story.").replace(guid("S1"), guid("other"))
    rows, notices = rows_of(project(tmp_path / "p.qdpx", source("S1") + second))
    assert [row["FragmentID"] for row in rows] == ["S1", "S1 (2)"]
    assert "names that several sources have, now with a number (1)" in notices


def test_no_path_of_a_project_opens_a_file(tmp_path):
    (tmp_path / "secret.txt").write_text("secret", "utf-8")
    texts = ["absolute:///etc/hostname", f"relative:///{tmp_path}/secret.txt"]
    texts += ["internal://../secret.txt", "internal:///etc/hostname"]
    sources = "".join(source(f"S{n}", "", "", plainTextPath=t) for n, t in enumerate(texts))
    path = project(tmp_path / "p.qdpx", source("S") + sources)
    rows, notices = rows_of(path)
    assert len(rows) == 1
    assert "sources (text) without a plain text in the project (4)" in notices


NO_PROJECT = {
    "other.zip": ({"a.txt": "x"}, "no REFI-QDA project"),
    "codes.qdpx": ({"project.qde": "<CodeBook/>"}, "begins with “CodeBook”"),
    "entity.qdpx": ({"project.qde": "<!DOCTYPE a [<!ENTITY b 'c'>]><Project/>"}, "own entities"),
    "torn.qdpx": ({"project.qde": "<Project>"}, "is damaged"),
    "bare.qdpx": ({"project.qde": "<Project/>"}, "holds no"),
}


@pytest.mark.parametrize("name", NO_PROJECT)
def test_what_is_no_project_is_refused_in_words(tmp_path, name):
    members, words = NO_PROJECT[name]
    path = tmp_path / name
    with zipfile.ZipFile(path, "w") as archive:
        for member, text in members.items():
            archive.writestr(member, text)
    with pytest.raises(ClassifierError, match=words):
        read_project(path, Unit.sources)


def test_no_zip_at_all_no_passages_and_no_codes_are_refused_in_words(tmp_path):
    path = tmp_path / "p.qdpx"
    path.write_bytes(b"PK\x03\x04 damaged")
    with pytest.raises(ClassifierError, match="is damaged"):
        read_project(path, Unit.sources)
    with pytest.raises(ClassifierError, match="holds no coded passage"):
        read_project(project(path, source("S1")), Unit.selections)
    with pytest.raises(ClassifierError, match="holds no text"):
        read_project(project(path, ""), Unit.sources)


def test_a_project_that_unpacks_to_too_much_is_refused(tmp_path, monkeypatch):
    text = source("S1", "", "", plainTextPath="internal://a.txt")
    path = project(tmp_path / "p.qdpx", text, texts={"Sources/a.txt": "a" * 50_000})
    monkeypatch.setattr("classifier.codebook.qdpx.MAX_XML", 100)
    with pytest.raises(ClassifierError, match="unpacks to more than"):
        read_project(path, Unit.sources)


def test_a_text_that_excel_would_cut_is_refused_and_kept_in_csv(tmp_path):
    path = project(tmp_path / "p.qdpx", source("S1", passage("Law"), "long " * 8_000))
    words = ["exchange", "in", str(path), "--out"]
    refused = CliRunner().invoke(app, [*words, str(tmp_path / "c.xlsx")])
    assert refused.exit_code == 1
    assert "Let --out end in .csv" in told(refused.exception)
    assert "long long" not in told(refused.exception)
    kept = CliRunner().invoke(app, [*words, str(tmp_path / "c.csv")])
    assert kept.exit_code == 0
    assert (tmp_path / "c.csv").read_text("utf-8-sig").count("long") == 8_000


def test_a_bomb_is_refused_whatever_its_index_says_and_however_it_is_packed(tmp_path):
    path = tmp_path / "p.qdpx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.qde", f"<Project>{' ' * 1_000_000}</Project>")
    lie(path, 10, 11)
    with pytest.raises(ClassifierError, match="its index is false"):
        read_project(path, Unit.sources)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("project.qde", "<Project/>")
    with pytest.raises(ClassifierError, match="packed in a way that is not read"):
        read_project(path, Unit.sources)


def test_marks_in_a_pdf_are_codes_of_its_text(tmp_path):
    marks = passage("Law").replace("PlainTextSelection", "PDFSelection")
    inside = f"<PlainTextContent>They met.</PlainTextContent>{passage('Tax', 'Ben')}"
    other = f"<Representation guid='{guid('r')}'>{inside}</Representation>"
    inside = f"<PlainTextContent>They met.</PlainTextContent>{passage('Committee')}"
    first = f"<Representation guid='{guid('s')}'>{inside}</Representation>"
    pdf = f'<PDFSource guid="{guid("P")}" name="P">{marks}{first}{other}</PDFSource>'
    path = project(tmp_path / "p.qdpx", pdf)
    rows, notices = rows_of(path)
    assert [(row["Coder"], row["Type"]) for row in rows] == [
        ("Ana", "Law, Committee"),
        ("Ben", "Tax"),
    ]
    assert "marks elsewhere than in the text, taken as codes of the whole source (2)" in notices
    rows, notices = rows_of(path, Unit.selections)
    assert [(row["FragmentID"], row["Type"]) for row in rows] == [("P:0-4", "Committee")]
    assert "codings of whole sources (2)" in notices


def test_no_two_users_become_one_coder(tmp_path):
    names = {"0": "Ana", "1": "ana", "2": "", "3": ""}
    users = "".join(f'<User guid="{guid(n)}" name="{name}"/>' for n, name in names.items())
    users += f'<User guid="{guid("4")}" id="x7"/><User guid="{guid("0")}" name="Ben"/>'
    inside = "".join(passage("Law", user) for user in ["0", "1", "2", "3", "4", "5", "6", ""])
    path = project(tmp_path / "p.qdpx", source("S1", inside), users=())
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("project.qde").decode().replace("<Users>", f"<Users>{users}")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.qde", xml)
    rows, notices = rows_of(path)
    coders = ["Ana", "ana (2)", "User 3", "User 4", "x7", "User 6", "User 7", ""]
    assert [row["Coder"] for row in rows] == coders
    assert "names that several users have, now with a number (1)" in notices
    assert "users with the guid of another (1)" in notices
    assert "users that the project does not list, each now a coder (2)" in notices


def test_two_sources_with_one_guid_stay_two_fragments(tmp_path):
    second = source("S2", passage("Tax", "Ben"), "Another.").replace(guid("S2"), guid("S1"))
    rows, notices = rows_of(project(tmp_path / "p.qdpx", source("S1", passage("Law")) + second))
    assert [(row["FragmentID"], row["Type"]) for row in rows] == [("S1", "Law"), ("S2", "Tax")]
    assert "sources with the guid of another (1)" in notices


@pytest.mark.parametrize("name", ["Version", "Rules", "Type/Law", "Law applied", "Group/Coder"])
def test_a_variable_never_passes_for_another_column(tmp_path, name):
    sources = source("S1", passage("Law") + value("Country", "true"))
    path = project(tmp_path / "p.qdpx", sources)
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("project.qde").decode().replace('name="Country"', f'name="{name}"')
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.qde", xml)
    read = read_project(path, Unit.sources)
    assert f"would be read as other columns: “{name}”." in " ".join(read.notices)
    write_table(table_of(read.fragments, read.codebook), tmp_path / "c.csv", force=False)
    (coding,) = read_harvest(tmp_path / "c.csv", read.codebook).codings
    assert (coding.coder, coding.target) == ("Ana", "type")


def test_comments_and_groups_of_sources_are_counted(tmp_path):
    said = "<Description>Look again</Description>"
    inside = said + passage("Law").replace("<Coding", f"{said}<Coding", 1)
    case = f'<Case guid="{guid("C")}" name="C">{said}<Description/></Case>'
    group = f'<Set guid="{guid("g")}" name="G"><MemberSource targetGUID="{guid("S1")}"/></Set>'
    more = f"<Sets>{group}</Sets>"
    path = project(tmp_path / "p.qdpx", source("S1", inside), cases=case, more=more)
    rows, notices = rows_of(path)
    assert "comments on sources, passages and cases (3)" in notices
    assert "groups of sources (1)" in notices
    assert "Look again" not in str(rows) + notices
