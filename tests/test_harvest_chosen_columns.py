from dataclasses import replace

import pytest
from test_codebook_kit import SAMPLE

from classifier.codebook import ChosenColumn
from classifier.errors import UsageError
from classifier.harvest import choose_columns, read_harvest
from classifier.harvest.headings import field_name
from classifier.harvest.unread_codes import files_without_codes
from classifier.suggest.reasons import readable_fragments
from classifier.translations import said_in

NAMES = [label.name for label in SAMPLE.target("type").labels[:3]]
OTHER = SAMPLE.target("type").labels[5].name


def table(tmp_path, headings, *rows, name="h.csv"):
    path = tmp_path / name
    lines = [";".join(headings), *(";".join(row) for row in rows)]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def codes(path, book):
    read = read_harvest(path, book)
    return [sorted(c.labels) for c in read.codings if c.target == "type"], read


def ids(*names):
    return sorted(label.id for label in SAMPLE.target("type").labels if label.name in names)


@pytest.mark.parametrize(
    ("typed", "heading"),
    [
        ("type=Category", "Category"),
        ("Type of change = category", " CATEGORY: "),
        ("type=What kind? (one)", "What kind? (one)"),
        ("type=Cluster", "Cluster"),  # a name that another field goes by
    ],
)
def test_a_chosen_column_is_read_before_the_usual_one(tmp_path, typed, heading):
    path = table(
        tmp_path,
        ["ID", "Outcome", "Type of change", heading],
        ["a", "A law was passed in the capital", OTHER, NAMES[0]],
        ["b", "Elders met the council about water", OTHER, ""],
    )
    read, _ = codes(path, choose_columns(SAMPLE, [typed]))
    # Where the chosen one is empty the other does not step in.
    assert read == [ids(NAMES[0])]


def test_texts_stand_under_a_chosen_heading(tmp_path):
    path = table(
        tmp_path, ["Nr", "Story so far", "Type of change"], ["a", "A law was passed", NAMES[0]]
    )
    book = choose_columns(SAMPLE, ["outcome=Story so far"])
    read, harvest = codes(path, book)
    assert [f.outcome for f in harvest.fragments] == ["A law was passed"]
    assert read == [ids(NAMES[0])]


def test_fields_of_json_lines_are_chosen_by_their_names(tmp_path):
    path = tmp_path / "h.jsonl"
    path.write_text(f'{{"key": "a", "story": "A law was passed", "cat": "{NAMES[1]}"}}\n', "utf-8")
    book = choose_columns(SAMPLE, ["outcome=story", "type=cat", "id=key"])
    read, harvest = codes(path, book)
    assert (harvest.fragments[0].id, read) == ("a", [ids(NAMES[1])])


def test_a_chosen_heading_above_numbered_columns_is_read_with_them(tmp_path):
    path = table(
        tmp_path,
        ["ID", "Outcome", "Category 1", "Category 2"],
        ["a", "A law was passed", NAMES[0], NAMES[1]],
    )
    read, _ = codes(path, choose_columns(SAMPLE, ["type=Category"]))
    assert read == [ids(NAMES[0], NAMES[1])]


def test_the_heading_as_written_wins_over_one_with_brackets(tmp_path):
    path = table(
        tmp_path,
        ["ID", "Story (short)", "Story", "Type of change"],
        ["a", "short", "A law was passed", NAMES[0]],
    )
    _, harvest = codes(path, choose_columns(SAMPLE, ["outcome=Story"]))
    assert harvest.fragments[0].outcome == "A law was passed"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["Category"], "names no field and heading"),
        (["type="], "names no field and heading"),
        (["typo=Category"], "“typo” is no field of a harvest."),
        (["type=A", "type=B"], "gives “type” two columns: “A” and “B”"),
        (["type=A", "outcome=a"], "gives the column “a” to “type” and “outcome”"),
    ],
)
def test_what_cannot_be_meant_is_refused(typed, said):
    with pytest.raises(UsageError, match=said):
        choose_columns(SAMPLE, typed)


def test_a_heading_that_is_not_there_is_refused_with_those_that_are(tmp_path):
    path = table(tmp_path, ["ID", "Outcome", "Category"], ["a", "A law was passed", NAMES[0]])
    with pytest.raises(
        UsageError, match=r"“h.csv” has no such column\. Did you mean “Category”"
    ) as e:
        read_harvest(path, choose_columns(SAMPLE, ["type=Catgory"]))
    assert e.value.hint == "Found: “ID”, “Outcome”, “Category”."


def test_a_heading_over_two_columns_is_refused(tmp_path):
    path = table(tmp_path, ["ID", "Story", "Story"], ["a", "A law was passed", "Another text"])
    with pytest.raises(UsageError, match="has 2 columns called “Story”"):
        read_harvest(path, choose_columns(SAMPLE, ["outcome=Story"]))


def test_what_the_codebook_remembers_may_be_missing_and_that_is_said(tmp_path):
    path = table(tmp_path, ["ID", "Outcome", "Type of change"], ["a", "A law passed", NAMES[0]])
    book = replace(SAMPLE, columns=(ChosenColumn("type", "Category"),))
    read, harvest = codes(path, book)
    assert read == [ids(NAMES[0])]
    (notice,) = [p for p in harvest.problems if p.kind == "column-not-found"]
    assert (
        "no column “Category”, chosen for “type”; “Type of change” is read instead" in notice.what
    )


def test_one_of_two_files_may_lack_what_was_typed(tmp_path):
    first = table(tmp_path, ["ID", "Outcome", "Category"], ["a", "A law passed", NAMES[0]])
    second = table(
        tmp_path, ["ID", "Outcome", "Type of change"], ["b", "Women met", NAMES[1]], name="k.csv"
    )
    read, harvest = codes([first, second], choose_columns(SAMPLE, ["type=Category"]))
    assert read == [ids(NAMES[0]), ids(NAMES[1])]
    assert [p.origin.file for p in harvest.problems if p.kind == "column-not-found"] == ["k.csv"]


def test_what_is_typed_comes_before_what_is_remembered():
    book = replace(SAMPLE, columns=(ChosenColumn("type", "Old"), ChosenColumn("outcome", "Text")))
    chosen = choose_columns(book, ["type=New", "significance=text"]).columns
    assert [(c.field_name, c.heading) for c in chosen] == [
        ("type", "New"), ("significance", "text"),
    ]  # fmt: skip


def test_the_column_that_looks_like_codes_is_asked_about_and_not_taken(tmp_path):
    rows = [[f"r{n}", f"Story number {n} of the women", NAMES[n % 3]] for n in range(6)]
    path = table(tmp_path, ["ID", "Outcome", "Our category"], *rows)
    read, harvest = codes(path, SAMPLE)
    assert read == []
    (problem,) = files_without_codes(harvest.fragments, harvest.codings, SAMPLE)
    assert 'Is it “Our category”? Add --column type="Our category".' in problem.hint


def test_quoted_harvests_need_not_have_the_column_that_was_typed(tmp_path):
    path = table(tmp_path, ["ID", "Outcome", "Type of change"], ["a", "A law passed", NAMES[0]])
    book = choose_columns(SAMPLE, ["type=Category"])
    assert list(readable_fragments([path], book, ())) == ["a"]


def test_pages_call_a_field_as_their_choices_call_it():
    told = field_name("outcome")
    assert told == "outcome"
    assert said_in(told, "fr") == "Effet"
    assert field_name("target:type") == "type"
