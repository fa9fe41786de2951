"""Example sentences: the text that asks for them, answers as they come, and what is taken in."""

# ruff: noqa: E501  (one case, one line)

import io

import openpyxl
import pytest
from test_golden import DATA
from typer.testing import CliRunner

from classifier.cli import app
from classifier.cli.examples import _ask_doubts
from classifier.codebook import Codebook, Label, Target, parse_codebook, read_codebook
from classifier.codebook.files import write_codebook
from classifier.encode.choose import NO_ENCODER
from classifier.errors import CodebookError, OutputError
from classifier.examples import Doubt, Sentence, ask_for_examples, offer_examples, with_examples
from classifier.examples.answer import read_answer
from classifier.examples.merge import find_doubts, without_doubles

BOOK = Codebook(
    "Small",
    "2",
    (
        Target(
            "type",
            (
                Label("T01", "New structure", "C1", aliases=("New network",), definition="Is set up",
                      examples=("Nine villages set up a committee",)),
                Label("T02", "Joint action", exclude="A new group (T01)."),
                Label("T03", "Law, rule", include="By-laws."),
                Label("T04", "Lobby", retired="2"),
            ),
            title="Type of change",
            parent="cluster",
        ),
        Target("cluster", (Label("C1", "Mobilising"),), derived_from="type"),
        Target("objective", (Label("PHR", "Human rights"),)),
    ),
    versions=(("1", ()), ("2", ())),
)  # fmt: skip
ONE, TWO, THREE = "The women chose a chair", "Two unions marched", "The council wrote a rule"


def read(text):
    answer = read_answer(text, "a.txt", BOOK)
    return [(s.label, s.text) for s in answer.sentences], list(map(str, answer.problems))


# Each says ONE of T01 and TWO of T02.
ANSWERS = {
    "yaml": f"T01:\n  - {ONE}\nT02:\n  - {TWO}\n",
    "in quotes": f"T01:\n  - \"{ONE}\"\n'T02':\n  - '{TWO}'  # indirect\n",
    "smart quotes": f"“T01”:\n  - “{ONE}”\nT02:\n  - «{TWO}»\n",
    "tabs": f"T01:\n\t- {ONE}\nT02:\n\t- {TWO}\n",
    "windows lines, upper marks": f"\ufeffT01:\r\n  – {ONE}\r\n\r\nT02:\r\n  • {TWO}\r\n",
    "a fence with prose around": f"Sure! Here they are:\n```yaml\nT01: # new\n- {ONE}\nT02:\n- {TWO}\n```\n",
    "numbers": f"T01:\n1. {ONE}\nT02\n(1) {TWO}\n",
    "numbers behind dashes": f"T01:\n- 1) {ONE}\nT02:\n- 2) {TWO}\n",
    "names": f"New structure:\n- {ONE}\nJoint action:\n- {TWO}\n",
    "an alias, another case": f"new NETWORK:\n- {ONE}\njoint action\n- {TWO}\n",
    "id and name": f"T01: New structure\n- {ONE}\n**T02 – Joint action**\n- {TWO}\n",
    "a translated name": f"T01: Nouvelle structure\n- {ONE}\nT02 (Action commune):\n- {TWO}\n",
    "markdown": f"## Type of change\n### T01: New structure\n* {ONE}\n### T02\n* {TWO}\n",
    "parts of a label": f"### T01\n**With its words:**\n- {ONE}\n### T02\nEnglish:\n- {TWO}\n",
    "languages inside": f"T01:\n  en:\n    - {ONE}\nT02:\n  fr:\n    - {TWO}\n",
    "below the target": f"type:\n  T01:\n    - {ONE}\n  T02:\n    - {TWO}\n",
    "a list of labels": f"- id: T01\n  name: New structure\n  definition: All\n    of it\n"
    f"  examples:\n  - {ONE}\n- label: T02\n  examples:\n  - {TWO}\n",
    "aliases are no sentences": f"T01:\n  aliases:\n  - Something else here\n  examples:\n  - {ONE}\n"
    f"T02:\n  - {TWO}\n",
    "a flow list": f'T01: ["{ONE}"]\nT02: [“{TWO}”]\n',
    "one line each": f"T01: {ONE}\nT02: {TWO}\n",
    "items with ids": f"- T01: {ONE}\n- T02: {TWO}\n",
    "json": f'{{"T01": ["{ONE}"], "T02": ["{TWO}"]}}',
    "json over lines": f'{{\n "T01": [\n  "{ONE}"\n ],\n "T02": [\n  "{TWO}"\n ]\n}}\n',
    "json of objects": f'[{{"id": "T01", "examples": ["{ONE}"]}}, {{"id": "T02", "examples": ["{TWO}"]}}]',
    "broken lines": f'T01:\n- "{ONE[:9]}\n  {ONE[10:]}"\nT02:\n- {TWO[:3]}\n  {TWO[4:]}\n',
    "a folded text": f"T01:\n- >\n  {ONE}\nT02:\n- |\n  {TWO}\n",
    "a table": f"| T01 | {ONE} |\n|---|---|\n| T02 | {TWO} |\n",
    "a table of tabs": f"T01\t{ONE}\nT02\t{TWO}\n",
    "a table of commas": f'id,sentence\nT01,"{ONE}"\nT02;{TWO}\n',
    "letters and unclosed quotes": f'1. T01\na) "{ONE}\n2. T02\n  b. {TWO}\n',
    "bold words": f"T01:\n- **{ONE[:9]}**{ONE[9:]}\nT02: - {TWO}\n",
    "json in a fence, on one line": f'Here:\n```json\n{{"T01": ["{ONE}"], "T02": ["{TWO}"]}}\n```\n',
    "json lines": f'{{"id": "T01", "sentence": "{ONE}"}}\n{{"label": "T02", "text": "{TWO}"}}\n',
    "thoughts before": f"<think>\nT02: they may march\n- {TWO} again\n</think>\nT01:\n- {ONE}\nT02:\n- {TWO}\n",
    "the end of thoughts before": f"T02:\n- They may march\n</think>\nT01:\n- {ONE}\nT02:\n- {TWO}\n",
    "check boxes": f"T01:\n[ ] {ONE}\nT02:\n[x] {TWO}\n",
    "a target before the id": f"type/T01:\n- {ONE}\ntype/T02:\n- {TWO}\n",
}


@pytest.mark.parametrize("form", ANSWERS)
def test_an_answer_is_read_as_people_and_assistants_give_it(form):
    sentences, problems = read(ANSWERS[form])
    assert sentences == [("T01", ONE), ("T02", TWO)]
    assert [one for one in problems if "is no sentence for a label" not in one] == []


@pytest.mark.parametrize(
    ("written", "is_read"),
    [
        ('"They said: \\"no\\"."', 'They said: "no".'),
        ("'It''s the council''s own'", "It's the council's own"),
        ('"Peace" was "here again"', '"Peace" was "here again"'),
        ("The mayor said: we agree", "The mayor said: we agree"),
        ("They \x1b[31mmet\x1b in \x07May", "They [31mmet in May"),
        ("14 villages met * twice", "14 villages met * twice"),
        ("القرية أنشأت لجنة للمياه", "القرية أنشأت لجنة للمياه"),
        ("Law, rule and order: they met", "Law, rule and order: they met"),
        ("村民成立了水委员会", "村民成立了水委员会"),
    ],
)
def test_a_sentence_keeps_its_own_signs(written, is_read):
    assert read(f"T01:\n  - {written}\n") == ([("T01", is_read)], [])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "T01:\n- {ONE}\nT99:\n- {TWO}\n",
            "a.txt, line 3: “T99” is no label of the codebook; below it 1 sentence was not taken. Write the label's id, as the codebook has it.",
        ),
        (
            "T01:\n- {ONE}\nJoint actoin:\n- {TWO}\n",
            "a.txt, line 3: “Joint actoin” is no label of the codebook; below it 1 sentence was not taken. Did you mean “Joint action”?",
        ),
        (
            "T01:\n- {ONE}\n  T98:\n  - {TWO}\n",
            "a.txt, line 3: “T98” is no label of the codebook; below it 1 sentence was not taken. Write the label's id, as the codebook has it.",
        ),
        (
            "- {TWO}\nT01:\n- {ONE}\n",
            "a.txt, line 1: 1 sentence was not taken: no label stands above.",
        ),
        (
            "```\nT01:\n- {ONE}\n```\n- {TWO}\n",
            "a.txt, line 5: 1 sentence was not taken: no label stands above.",
        ),
        ("T01:\n- {ONE}\n- …\n", "a.txt, line 3: “…” is no sentence."),
        ("T01:\n- {ONE}\n- <sentence 2>\n", "a.txt, line 3: “<sentence 2>” is no sentence."),
        ("T01:\n- {ONE}\n- [Your sentence]\n", "a.txt, line 3: “[Your sentence]” is no sentence."),
        (
            "T01:\n- {ONE}\n\nI hope this helps.\n",
            "a.txt, line 4: 1 line is no sentence for a label, the first of them: “I hope this helps.”.",
        ),
        (
            "T01:\n- {ONE}\nLobby:\n- {TWO}\n",
            "a.txt, line 3: “Lobby” is no longer in use; below it 1 sentence was not taken.",
        ),
        (
            '- id: T01\n  examples: ["{ONE}"]\n- id: T02\n  name: Law, rule\n  examples: ["{TWO}"]\n',
            "a.txt, line 4: “Law, rule” is not what the codebook calls T02; below it 1 sentence was not taken.",
        ),
        (
            "T01:\n- {ONE}\nT02: [one more, two]\n",
            "a.txt, line 3: the list has no quotes around its sentences; put each on a line of its own.",
        ),
        (
            '{T01: ["{ONE}"], T02: ["{TWO}"]}\n',
            'a.txt, line 1: “, T02: ["Two unions marched"]}” behind the list was not read; put each label on its own line.',
        ),
        ("| T01 | {ONE} |\n| T02 | They met |\n", "a.txt, line 2: “They met” is no sentence."),
    ],
)
def test_what_is_not_understood_is_named_with_its_line(text, said):
    assert read(text.replace("{ONE}", ONE).replace("{TWO}", TWO)) == ([("T01", ONE)], [said])


def test_a_line_that_may_be_a_label_takes_the_sentences_below_it_away():
    sentences, problems = read(f"T01:\n- {ONE}\nT99 Fairness\n- {TWO}\n")
    assert sentences == [("T01", ONE)]
    assert "a.txt, line 3: “T99 Fairness” is no label of the codebook" in problems[0]


def sentence(label, text, target="type", line=1):
    return Sentence(text, target, label, line)


@pytest.mark.parametrize(
    ("sentences", "kept", "said"),
    [
        ([("T01", ONE), ("T02", TWO)], [ONE, TWO], []),
        (
            [("T01", ONE), ("T01", "the WOMEN chose a chair!")],
            [ONE],
            ["T01", "it is there already"],
        ),
        ([("T01", "Nine villages set up a committee.")], [], ["T01", "it is there already"]),
        ([("T01", "Nine villages set up a new committee")], [], ["it is there already"]),
        ([("T01", "Ten towns set up a committee")], ["Ten towns set up a committee"], []),
        ([("T02", "Nine villages set up a committee")], [], ["T02", "T01 has it too"]),
        ([("T01", ONE), ("T02", ONE)], [ONE], ["T02", "T01 has it too"]),
    ],
)
def test_doubles_are_left_out_and_named(sentences, kept, said):
    found, problems = without_doubles([sentence(*one) for one in sentences], BOOK, "a.txt")
    assert [one.text for one in found] == kept
    assert len(problems) == bool(said)
    assert all(words in str(problems[0]) for words in said)


def test_new_examples_stand_behind_those_that_are_there_and_nothing_else_changes():
    more = with_examples(BOOK, [sentence("T01", ONE), sentence("PHR", TWO, "objective")])
    assert more.target("type").label("T01").examples[1:] == (ONE,)
    assert more.target("objective").label("PHR").examples == (TWO,)
    assert more.target("type").labels[1:] == BOOK.target("type").labels[1:]
    assert parse_codebook(dump(more), "b.yaml") == more


def dump(codebook):
    from classifier.codebook import dump_codebook

    return dump_codebook(codebook)


def test_a_sentence_that_lies_nearer_to_another_label_is_asked_about(letters):
    labels = (
        Label("A", "zzzz", examples=("zzz zz", "zz z zz")),
        Label("B", "kkkk", examples=("kk kk", "k kk k")),
        Label("C", "zkzk"),
    )
    book = Codebook("b", "1", (Target("type", labels),))
    mine = [sentence("A", "zz zzz"), sentence("A", "kk kkk"), sentence("B", "kk zk kk")]
    found = find_doubts(mine, book, [letters])
    assert [(one.sentence.text, one.nearer) for one in found] == [("kk kkk", "B")]
    assert find_doubts(mine, book, []) == []


def test_the_text_that_asks_holds_the_codebook_and_the_form_of_the_answer():
    text = ask_for_examples(BOOK)
    for words in ("T01: New structure", "What it is: Is set up", "Counts too: By-laws.",
                  "Does not count: A new group (T01).", "- Nine villages set up a committee",
                  "## Type of change", "PHR: Human rights", "Language: English.", 'T01:\n  - "…"'):  # fmt: skip
        assert words in text
    for words in ("New network", "Lobby", "Mobilising", "C1", "Small"):
        assert words not in text
    assert max(map(len, text.partition("The codes")[0].splitlines())) <= 100


def test_sentences_are_asked_for_the_labels_that_were_named():
    text = ask_for_examples(BOOK, ["T03; joint action"])
    assert "For the codes T02, T03, write 16" in text
    assert "T01: New structure" in text  # to tell them apart
    assert "PHR" not in text
    with pytest.raises(CodebookError, match="“T98” is no label"):
        ask_for_examples(BOOK, ["T01, T98"])


def test_ids_that_two_targets_share_stand_behind_their_target():
    labels = (Label("1", "Law"), Label("2", "Rule"))
    book = Codebook("b", "1", (Target("type", labels), Target("aim", (Label("1", "Peace"),))))
    text = ask_for_examples(book)
    assert "type/1: Law" in text
    assert "\n2: Rule" in text
    answer = read_answer(f"type/1:\n- {ONE}\naim/1:\n- {TWO}\n2:\n- {THREE}\n", "a", book)
    assert [(s.target, s.label) for s in answer.sentences] == [
        ("type", "1"),
        ("aim", "1"),
        ("type", "2"),
    ]


def test_of_a_harvest_only_the_languages_are_told(tmp_path):
    harvest = tmp_path / "h.csv"
    own = "Nine villages set up a committee"
    rows = [f"H{i},{own} and the farmers of the valley were glad of it" for i in range(12)]
    rows += [
        f"F{i},Les femmes du village ont choisi une présidente pour leur comité" for i in range(4)
    ]
    harvest.write_text("\n".join(["FragmentID,Outcome", *rows]), "utf-8")
    text = ask_for_examples(BOOK, (), [harvest])
    assert "12 in English, 4 in French" in text
    assert "farmers" not in text
    assert "femmes" not in text
    assert own not in text  # an example that was copied out of the harvest


def run(*arguments, **more):
    return CliRunner().invoke(
        app, ["codebook", *map(str, arguments)], catch_exceptions=False, **more
    )


@pytest.fixture
def files(tmp_path):
    write_codebook(BOOK, tmp_path / "book.xlsx")
    write_codebook(BOOK, tmp_path / "book.yaml")
    (tmp_path / "a.txt").write_text(f"T01:\n- {ONE}\nT02:\n- {TWO}\nT03:\n- {THREE}\n", "utf-8")
    return tmp_path


@pytest.mark.parametrize("before", ["yaml", "xlsx"])
@pytest.mark.parametrize("after", ["yaml", "xlsx", "csv", "qdc"])
def test_examples_are_added_in_every_format_and_the_codebook_stays(files, before, after):
    book, out = files / f"book.{before}", files / f"new.{after}"
    bytes_before = book.read_bytes()
    done = run("add-examples", book, files / "a.txt", "--out", out, "--encoder", "tfidf-only")
    assert done.exit_code == 0
    assert "3 sentences added to 3 labels." in done.stdout
    examples = [label.examples for label in read_codebook(out).target("type").labels]
    assert examples[:3] == [("Nine villages set up a committee", ONE), (TWO,), (THREE,)]
    assert book.read_bytes() == bytes_before
    with pytest.raises(OutputError, match="exists already"):
        run("add-examples", book, files / "a.txt", "--out", out)


@pytest.mark.parametrize(
    ("typed", "labels"),
    [
        ("k\nm\nl\n", ["T01", "T03"]),
        ("x\nK\ns\n", ["T01"]),
        ("\n\n\n", []),
        ("m\nm\nk\n", ["T02", "T03", "T03"]),
    ],
)
def test_a_person_says_where_a_doubtful_sentence_belongs(typed, labels, monkeypatch):
    doubts = [Doubt(sentence("T01", ONE), "T02"), Doubt(sentence("T02", TWO), "T03"),
              Doubt(sentence("T03", THREE), "T01")]  # fmt: skip
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    assert [one.label for one in _ask_doubts(doubts, BOOK)] == labels


def test_where_nobody_can_be_asked_doubtful_sentences_are_left_out_and_named(files, monkeypatch):
    monkeypatch.setattr("classifier.examples.find_doubts", lambda new, *_: [Doubt(new[1], "T03")])
    done = run("add-examples", files / "book.yaml", files / "a.txt", "--out", files / "new.yaml",
               "--encoder", "tfidf-only")  # fmt: skip
    assert "2 sentences added to 2 labels." in done.stdout
    assert f"  T02, nearer to T03 “Law, rule”: {TWO}" in done.stdout
    assert not read_codebook(files / "new.yaml").target("type").label("T02").examples


def test_a_workbook_that_a_person_keeps_keeps_its_columns_sheets_and_widths(files):
    book = openpyxl.load_workbook(files / "book.xlsx")
    sheet = book["Labels"]
    sheet.cell(1, 20, "Remarks of Ana")
    sheet.cell(2, 20, "to be talked about")
    sheet.column_dimensions["T"].width = 77
    book.create_sheet("Minutes")["A1"] = "of May"
    book.save(files / "hers.xlsx")
    run("add-examples", files / "hers.xlsx", files / "a.txt", "--out", files / "new.xlsx",
        "--encoder", "tfidf-only")  # fmt: skip
    new = openpyxl.load_workbook(files / "new.xlsx")
    assert new["Labels"].cell(2, 20).value == "to be talked about"
    assert new["Labels"].column_dimensions["T"].width == 77
    assert new["Minutes"]["A1"].value == "of May"
    assert read_codebook(files / "new.xlsx").target("type").label("T02").examples == (TWO,)


def test_a_workbook_without_a_column_for_examples_is_written_anew_and_that_is_said(files):
    book = openpyxl.Workbook()
    for row in (("Code", "Definition"), ("New structure", "a"), ("Joint action", "b")):
        book.active.append(row)
    book.save(files / "list.xlsx")
    (files / "b.txt").write_text(f"New structure:\n- {ONE}\n", "utf-8")
    done = run("add-examples", files / "list.xlsx", files / "b.txt", "--out", files / "new.xlsx",
               "--encoder", "tfidf-only")  # fmt: skip
    assert "has no column of its own for this" in done.stderr
    (target,) = read_codebook(files / "new.xlsx").targets
    assert [label.examples for label in target.labels] == [(ONE,), ()]


def test_a_copy_of_the_codebook_that_a_colleague_filled_in_is_an_answer(files):
    write_codebook(with_examples(BOOK, [sentence("T02", TWO)]), files / "filled.xlsx")
    offer = offer_examples(BOOK, files / "filled.xlsx", "tfidf-only")
    assert [(one.label, one.text) for one in offer.sentences] == [("T02", TWO)]
    assert len(offer.problems) == 1  # what is there already


def test_a_file_without_a_sentence_is_refused_with_what_was_found(files):
    (files / "b.txt").write_text("T77:\n- They met and talked\n", "utf-8")
    done = CliRunner().invoke(
        app, ["codebook", "add-examples", str(files / "book.yaml"), str(files / "b.txt"), "--out",
              str(files / "o.yaml")]
    )  # fmt: skip
    assert isinstance(done.exception, CodebookError)
    assert "no sentence for a label" in str(done.exception)
    assert "“T77” is no label" in str(done.exception.problems[0])
    assert not (files / "o.yaml").exists()


def test_the_sentences_of_the_larger_sample_codebook_are_taken_in_again(tmp_path):
    small, large = (read_codebook(DATA / f"codebook{more}.yaml") for more in ("", "-16"))
    lines = []
    for label in large.target("type").labels:
        lines += [f"{label.id}:", *(f'- "{one}"' for one in label.examples[2:])]
    (tmp_path / "a.yaml").write_text("\n".join(lines), "utf-8")
    offer = offer_examples(small, tmp_path / "a.yaml", "tfidf-only")
    assert len(offer.sentences) == 512
    assert with_examples(small, offer.sentences).targets == large.targets


def test_what_no_text_may_hold_does_not_get_into_a_codebook(files):
    (files / "b.txt").write_text('{"T01": ["They met in \\ud800 May \\u001b[31m"]}', "utf-8")
    done = run("add-examples", files / "book.yaml", files / "b.txt", "--out", files / "new.yaml",
               "--encoder", "tfidf-only")  # fmt: skip
    assert done.exit_code == 0
    examples = read_codebook(files / "new.yaml").target("type").label("T01").examples
    assert examples[1] == "They met in May [31m"


SHEETS = {
    "a label and a sentence": [["id", "sentence"], ["T01", ONE], ["T02", TWO]],
    "no headings": [["T01", ONE], ["T02", TWO]],
    "names": [["Code", "Sentence"], ["New structure", ONE], ["Joint action", TWO]],
    "other columns": [
        ["#", "Code", "Definition", "Example sentence", "Remarks"],
        [1, "T01", "A thing that is set up", ONE, "direct, with its own words"],
        [2, "T02", "", TWO, ""],
    ],
    "several sentences, and a label said once": [
        ["Code", "Name", "Sentence 1", "Sentence 2"],
        ["T01", "New structure", ONE, THREE],
        ["T02", "Joint action", "", ""],
        ["", "", "", TWO],
    ],
}


@pytest.mark.parametrize("ending", [".xlsx", ".csv", ".tsv"])
@pytest.mark.parametrize("form", SHEETS)
def test_a_table_of_sentences_is_an_answer(form, ending, tmp_path):
    path = tmp_path / f"answer{ending}"
    if ending == ".xlsx":
        workbook = openpyxl.Workbook()
        for row in SHEETS[form]:
            workbook.active.append(row)
        workbook.save(path)
    else:
        between = "\t" if ending == ".tsv" else ";"
        path.write_text("\n".join(between.join(map(str, row)) for row in SHEETS[form]), "utf-8")
    offer = offer_examples(BOOK, path, NO_ENCODER)
    found = [(one.label, one.text) for one in offer.sentences]
    more = [("T01", THREE)] if form.startswith("several") else []
    assert (found, offer.problems) == ([("T01", ONE), *more, ("T02", TWO)], ())


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["id", "sentence"], ["T99", ONE], ["T01", TWO]], "“T99” is no label of the codebook"),
        ([["id", "sentence"], ["T02", "Met"], ["T01", ONE]], "“Met” is no sentence"),
    ],
)
def test_a_row_that_is_not_taken_is_named(rows, said, tmp_path):
    path = tmp_path / "answer.csv"
    path.write_text("\n".join(map(",".join, rows)), "utf-8")
    offer = offer_examples(BOOK, path, NO_ENCODER)
    assert [one.label for one in offer.sentences] == ["T01"]
    (problem,) = offer.problems
    assert str(problem).startswith(f"answer.csv, line 2: {said}")


def test_a_codebook_without_examples_lends_no_definition(tmp_path):
    path = tmp_path / "copy.csv"
    path.write_text("Code,Name,Definition\nT01,New structure,A thing that is set up\n", "utf-8")
    with pytest.raises(CodebookError, match="no sentence for a label"):
        offer_examples(BOOK, path, NO_ENCODER)


@pytest.mark.parametrize("begin", [b"PK\x03\x04", b"{\\rtf1 T01:", b"%PDF-1.7"])
def test_an_answer_of_a_text_program_is_refused_with_what_to_do(begin, tmp_path):
    path = tmp_path / "answer.docx"
    path.write_bytes(begin)
    with pytest.raises(CodebookError, match=r"answer.docx is no plain text") as caught:
        offer_examples(BOOK, path, NO_ENCODER)
    assert ".txt" in caught.value.hint
