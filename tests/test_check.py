import csv
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from test_codebook_kit import SAMPLE

from classifier.check import check_harvest
from classifier.check.contradictions import country_of_id, objective_of_id
from classifier.codebook import Label, Target, read_codebook
from classifier.harvest import read_harvest

ROOT = Path(__file__).parents[1]

HEADINGS = {
    "id": "FragmentID",
    "status": "Outcome status",
    "harvest": "OH-harvesting period",
    "country": "coutnry",
    "outcome": "Outcome description",
    "significance": "Significance of the outcome",
    "confidential": "Outcome statements is CONFIDENTIAL",
    "objective": "Link to SCC Specific Objectives",
    "types": "MCQType of change",
    "clusters": "TypeOfChangeCluster",
    "coder": "Coder",
}
GOOD = {
    "id": "SCC-SYR/PHR001",
    "status": "Outcome",
    "harvest": "harvest 2",
    "country": "Syria",
    "outcome": "Women founded a water committee in <LOC>.",
    "significance": "It was the first one.",
    "objective": "PHR: Peace",
    "types": "New group",
    "clusters": "Mobilizing",
    "coder": "C1",
}
STORIES = (
    "The governor signed the grazing rules of the valley.",
    "Radio hosts began a weekly hour about prisons.",
    "Nine widows got their land papers back from a clerk.",
    "Taxi drivers refuse to carry weapons past the bridge.",
)


def write(path, *rows, without=()):
    names = {key: name for key, name in HEADINGS.items() if key not in without}
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(names.values())
        for number, row in enumerate(rows):
            filled = {"id": f"SCC-SYR/PHR{number + 1:03d}"}
            if len(rows) > 1:
                filled["outcome"] = STORIES[number % len(STORIES)]
            writer.writerow([(GOOD | filled | row).get(key, "") for key in names])
    return path


@pytest.fixture
def checked(tmp_path, codebook):
    def check(*rows, without=()):
        path = write(tmp_path / "h.csv", *rows, without=without)
        return check_harvest(read_harvest(path, codebook), codebook)

    return check


def told(checked):
    return [(p.kind, p.origin.row, p.origin.column, p.what) for p in checked.problems]


def kinds(checked):
    return [problem.kind for problem in checked.problems]


def test_a_good_row_has_no_problem(checked):
    result = checked({})
    assert result.problems == ()
    assert (result.n_fragments, result.n_problems, result.n_notices) == (1, 0, 0)


def test_an_unknown_label_comes_with_a_proposal_and_its_fragment(checked):
    result = checked({"types": "New grupp"})
    none, *problems = told(result)
    assert none[0] == "no-codes"
    assert problems == [
        (
            "unknown-label",
            2,
            "MCQType of change",
            "“New grupp” is no label of “Type of change”; the cell was left out.",
        )
    ]
    assert result.problems[1].hint == "Did you mean “New group”?"
    assert result.fragment_of(result.problems[1]) == "SCC-SYR/PHR001"


@pytest.mark.parametrize(
    ("types", "clusters", "expected"),
    [
        ("New group, Law adopted", "Policies, Mobilizing", []),
        (
            "New group, Law adopted",
            "Mobilizing",
            [("cluster-missing", "lacks “Policies”, which the types call for.")],
        ),
        (
            "New group, Law adopted",
            "",
            [
                (
                    "cluster-missing",
                    "is empty, though the types call for “Policies” and “Mobilizing”.",
                )
            ],
        ),
        (
            "New group",
            "Policies, Mobilizing",
            [("cluster-surplus", "has “Policies”, which follows from none of the types.")],
        ),
        (
            "New group",
            "Policies",
            [
                ("cluster-missing", "lacks “Mobilizing”, which the types call for."),
                ("cluster-surplus", "has “Policies”, which follows from none of the types."),
            ],
        ),
        ("", "Policies", [("cluster-without-type", "has “Policies” but the row has no type.")]),
        ("", "", []),
    ],
)
def test_clusters_follow_from_their_types(checked, types, clusters, expected):
    result = checked({"types": types, "clusters": clusters})
    assert [(p.kind, p.what) for p in result.problems] == expected
    assert {p.origin.column for p in result.problems} <= {"TypeOfChangeCluster"}


def test_an_empty_cluster_is_missed_where_nobody_is_named_as_coder(checked):
    assert kinds(checked({"clusters": "", "coder": ""})) == ["cluster-missing"]


def test_a_sheet_without_clusters_is_told_once_and_not_by_row(checked):
    result = checked({}, {}, without=["clusters"])
    assert told(result) == [("missing-column", None, "", "has no column “TypeOfChangeCluster”.")]
    assert result.n_problems == 0


def test_a_target_without_a_column_is_missed_by_its_title(tmp_path, codebook):
    scale = Target("scale", (Label("L", "Local"),), title="Scale of change")
    book = replace(codebook, targets=(*codebook.targets, scale))
    result = check_harvest(read_harvest(write(tmp_path / "h.csv", {}), book), book)
    (problem,) = result.problems
    assert problem.what.startswith("No column for “Scale of change”. Found: ")


def test_a_type_that_could_not_be_read_spares_its_row_the_talk_of_clusters(checked):
    result = checked({"types": "New group, Lore adapted", "clusters": "Policies, Mobilizing"})
    assert kinds(result) == ["unknown-label"]


def test_each_coder_is_compared_with_the_own_clusters(checked):
    first = {"id": "SCC-SYR/PHR001", "outcome": STORIES[0], "coder": "C1"}
    second = first | {"coder": "C2", "types": "Law adopted"}
    result = checked(first, second)
    assert [(kind, row) for kind, row, _, _ in told(result)] == [
        ("cluster-missing", 3),
        ("cluster-surplus", 3),
    ]
    assert {result.fragment_of(p) for p in result.problems} == {"SCC-SYR/PHR001"}


HISTORY = """\
codebook: Moving
version: '2'
versions:
- version: '1'
  harvests: [harvest 1]
- version: '2'
  harvests: [harvest 2]
changes:
- {version: '2', change: split, target: type, label: TLK, was: Talks, into: [TLK, AGR]}
- {version: '2', change: merge, target: type, label: OLD, was: Old group, into: [GRP]}
targets:
- id: type
  title: Type of change
  column: MCQType of change
  parent: cluster
  labels:
  - {id: TLK, name: Talks held, parent: MOB, definition: Talks., aliases: [Talks]}
  - {id: AGR, name: Agreement, parent: POL, since: '2', definition: An agreement.}
  - {id: GRP, name: New group, parent: MOB, definition: A group.}
  - {id: OLD, name: Old group, parent: POL, retired: '2', definition: A group.}
- id: cluster
  title: Cluster
  column: TypeOfChangeCluster
  derived_from: type
  labels:
  - {id: POL, name: Policies, definition: Rules.}
  - {id: MOB, name: Mobilizing, definition: People.}
"""


@pytest.mark.parametrize(
    ("harvest", "types", "clusters", "expected"),
    [
        ("harvest 1", "Talks", "Mobilizing", []),
        ("harvest 1", "Talks", "Policies", []),  # what is called an agreement today
        ("harvest 2", "Talks held", "Policies", ["cluster-missing", "cluster-surplus"]),
        ("harvest 1", "Old group", "Policies", []),  # its cluster then
        ("harvest 1", "Old group", "Mobilizing", []),  # its cluster today
    ],
)
def test_an_older_type_may_have_the_cluster_of_its_time(
    tmp_path, harvest, types, clusters, expected
):
    place = tmp_path / "c.yaml"
    place.write_text(HISTORY, "utf-8")
    book = read_codebook(place)
    row = {"harvest": harvest, "types": types, "clusters": clusters}
    path = write(tmp_path / "h.csv", row, without=["objective"])
    result = check_harvest(read_harvest(path, book), book)
    assert [kind for kind in kinds(result) if kind != "older-version"] == expected


@pytest.mark.parametrize(
    ("fragment_id", "expected"),
    [
        ("SCC-SYR/PHR001", None),
        ("SCC-SYR/XYZ001", None),
        ("SCC-<redacted>/CIV001", "says PHR, but the FragmentID says CIV."),
        ("CIV-SYR-7", "says PHR, but the FragmentID says CIV."),
        ("PHR/CIV001", None),  # two objectives: the id is ambiguous
        ("", None),
    ],
)
def test_the_objective_is_held_against_the_id(checked, fragment_id, expected):
    result = checked({"id": fragment_id})
    found = [p for p in result.problems if p.kind == "objective-differs"]
    assert [p.what for p in found] == ([expected] if expected else [])
    assert all(p.origin.column == "Link to SCC Specific Objectives" for p in found)


def test_an_id_with_two_objectives_or_two_countries_says_nothing():
    objectives = frozenset({"PHR", "CIV"})
    assert objective_of_id("PHR/CIV001", objectives) is None
    assert objective_of_id("PHR/PHR001", objectives) == "PHR"
    assert country_of_id("SYR-IRQ/PHR001", objectives) is None


def test_one_of_several_objectives_may_be_the_one_in_the_id(checked):
    assert kinds(checked({"objective": "CIV: Space, PHR: Peace"})) == []
    result = checked({"objective": ""})
    assert (kinds(result), result.n_problems) == (["uncoded"], 0)


@pytest.mark.parametrize(
    ("fragment_id", "country", "expected"),
    [
        ("SCC-SYR/PHR001", "NWS", None),
        ("SCC-SYR/PHR001", "Irak", "says Iraq, but the FragmentID says Syria (SYR)."),
        ("SCC-MLI/PHR001", "Sahel", None),
        ("SCC-INT/PHR001", "Global", None),
        ("SCC-INT/PHR001", "Kenya", "says Kenya, but the FragmentID says International (INT)."),
        ("SCC-<redacted>/PHR001", "Kenya", None),
        ("SYR-IRQ/PHR001", "Kenya", None),  # two countries: the id is ambiguous
        ("SCC-SYR/PHR001", "", None),
    ],
)
def test_the_country_is_held_against_the_id(checked, fragment_id, country, expected):
    result = checked({"id": fragment_id, "country": country})
    found = [p.what for p in result.problems if p.kind == "country-differs"]
    assert found == ([expected] if expected else [])


def test_the_name_of_the_file_is_no_id(tmp_path, codebook):
    path = write(tmp_path / "SCC-IRQ-CIV001.csv", {"id": ""})
    result = check_harvest(read_harvest(path, codebook), codebook)
    assert kinds(result) == ["empty-id"]


@pytest.mark.parametrize("status", ["Output", "OUTPUT (training)", "Produit"])
def test_an_output_with_types_is_a_problem_and_without_types_none(checked, status):
    result = checked({"status": status})
    assert [(p.kind, p.origin.column) for p in result.problems] == [
        ("output-coded", "Outcome status")
    ]
    assert kinds(checked({"status": status, "types": "", "clusters": ""})) == []


@pytest.mark.parametrize(
    ("text", "told_of"),
    [
        ("In May we held three webinars on UN mechanisms for partners.", True),
        ("Five workshops for 40 officials on the new law.", True),
        ("22 staffs of partners in <LOC> received a training on finance.", True),
        ("<person> a bénéficié d'un atelier de trois jours.", True),
        ("L'équipe a organisé à <LOC> deux ateliers sur les conflits.", True),
        ("Following our training, the police held three workshops for cells.", False),
        ("Suite à notre atelier, des femmes ont organisé une formation.", False),
        ("The council pays for the workshop of the carpenters.", False),
        ("", False),
    ],
)
def test_a_training_held_is_noticed_as_an_output(checked, text, told_of):
    result = checked({"outcome": text})
    found = [p for p in result.problems if p.kind == "output-told"]
    assert len(found) == told_of
    assert all(p.notice and p.origin.column == "Outcome description" for p in found)


def test_an_output_that_says_so_is_left_alone(checked):
    row = {"status": "Output", "outcome": "We held three webinars.", "types": "", "clusters": ""}
    assert kinds(checked(row)) == []


def test_a_significance_without_its_outcome_is_a_problem(checked):
    assert kinds(checked({"outcome": ""})) == ["empty-outcome"]
    assert kinds(checked({"outcome": "", "significance": ""})) == ["empty-text"]


def test_rows_of_an_older_version_are_counted_and_not_listed(checked):
    old = {"harvest": "harvest 1"}
    assert told(checked(old, old, {})) == [
        ("older-version", None, "", "2 rows are coded in the words of version 1, and read as such.")
    ]
    result = checked(old)
    assert result.problems[0].what == "1 row is coded in the words of version 1, and read as such."
    assert result.problems[0].hint == "`classifier relabel plan` moves them to version 2."


def test_labels_in_a_foreign_column_are_called_misplaced_and_not_unknown(checked):
    result = checked({"country": "PHR"}, {"types": "Policies"}, {"country": "Atlantis"})
    assert told(result) == [
        (
            "wrong-column",
            2,
            "coutnry",
            "holds labels that belong under “Link to SCC Specific Objectives”.",
        ),
        (
            "wrong-column",
            3,
            "MCQType of change",
            "holds labels that belong under “TypeOfChangeCluster”.",
        ),
        (
            "unknown-country",
            4,
            "coutnry",
            "“Atlantis” is no country we know; it was kept as written.",
        ),
    ]


def test_a_missing_column_is_told_with_those_that_may_be_meant(tmp_path, codebook):
    path = tmp_path / "h.csv"
    path.write_text("Fragment ID,Place,Outcome description\nA/PHR1,Mali,A law passed\n", "utf-8")
    codes, notice = check_harvest(read_harvest(path, codebook), codebook).problems
    assert codes.what == "holds no code of “Type of change”, “Objective”."
    assert notice.what == (
        "has no column “OH-harvesting period” and no “Country” "
        "and no “Significance of the outcome”."
    )
    assert notice.hint == (
        "Without “OH-harvesting period” figures cannot hold harvests apart, and may be too good; "
        "without “Country” figures cannot hold countries apart, and may be too good; without "
        "“Significance of the outcome” suggestions rest on the outcome alone. "
        "If one of these is meant, rename it: “Place”."
    )
    assert codes.notice
    assert notice.notice


def test_many_unknown_countries_are_told_in_one_line_a_file(checked):
    few = checked(*({"country": f"Xland{n}"} for n in range(5)))
    assert [p.kind for p in few.problems if "country" in p.kind] == ["unknown-country"] * 5
    many = checked(*({"country": f"Xland{n}"} for n in range(50)), {"country": "Xland1"})
    (notice,) = (p for p in many.problems if p.kind == "unknown-country")
    assert notice.what == (
        "51 rows have 50 names of no country we know: “Xland0”, “Xland1”, “Xland2”, “Xland3”, "
        "“Xland4” …; kept as written."
    )
    assert (notice.origin.row, notice.origin.column, notice.notice) == (None, "coutnry", True)


NO_TYPE = "No code of “Type of change” was found: "
NO_COLUMN = "No column for “Type of change”. Found: "


@pytest.mark.parametrize(
    ("row", "without", "starts", "problem"),
    [
        ({}, ["types", "clusters"], NO_COLUMN, True),
        ({"coder": ""}, ["types"], NO_COLUMN, True),
        (
            {"coder": "", "types": "", "clusters": ""},
            [],
            "holds no code of “Type of change”",
            False,
        ),
        (
            {"coder": "", "types": "n/a", "clusters": "Policies"},
            [],
            f"{NO_TYPE}no cell under",
            True,
        ),
        ({}, ["objective"], "No column for “Objective”. Found: ", False),
    ],
)
def test_a_file_without_codes_of_a_target_says_so(checked, row, without, starts, problem):
    result = checked(row, row, without=without)
    kinds_of_absence = ("no-codes", "no-column", "uncoded")
    (found,) = (p for p in result.problems if p.kind in kinds_of_absence)
    assert found.what.startswith(starts)
    assert found.notice is not problem
    if "No column" in found.what:
        assert "“FragmentID”, " in found.what


TWIN = "In {} the clans of {} signed a grazing calendar near the dry river with eleven rules."


def test_an_outcome_told_twice_is_noticed_at_the_later_row(checked):
    result = checked(
        {"outcome": TWIN.format("May", "<LOC>")}, {}, {"outcome": TWIN.format("June", "<LOC>")}
    )
    assert told(result) == [
        (
            "near-duplicate",
            4,
            "Outcome description",
            "is nearly the text of row 2, SCC-SYR/PHR001.",
        )
    ]
    assert result.n_problems == 0


def test_a_template_told_many_times_gives_one_line_a_row(checked):
    months = ["May", "June", "July", "August"]
    result = checked(*({"outcome": TWIN.format(month, "<LOC>")} for month in months))
    assert [(kind, row) for kind, row, _, _ in told(result)] == [
        ("near-duplicate", 3),
        ("near-duplicate", 4),
        ("near-duplicate", 5),
    ]
    assert "(and of 2 more)" in result.problems[-1].what


def test_the_same_texts_under_two_ids_are_a_problem(checked):
    same = {"outcome": TWIN.format("May", "<LOC>")}
    result = checked(same, same)
    assert [(p.kind, p.notice) for p in result.problems] == [("same-text", False)]


def test_one_id_on_two_rows_is_told_once(checked):
    rows = [{"id": "SCC-SYR/PHR001", "outcome": TWIN.format(m, "<LOC>")} for m in ("May", "June")]
    assert kinds(checked(*rows)) == ["duplicate-id"]


def test_unlike_texts_of_a_small_file_are_no_twins(checked):
    assert kinds(checked({}, {}, {}, {})) == []


def test_twins_in_two_files_are_named_with_their_file(tmp_path, codebook):
    first = write(tmp_path / "a.csv", {"outcome": TWIN.format("May", "<LOC>")})
    second = write(tmp_path / "b.csv", {"outcome": TWIN.format("June", "it")})
    second.write_text(second.read_text("utf-8").replace("PHR001", "PHR009"), "utf-8")
    (notice,) = check_harvest(read_harvest([first, second], codebook), codebook).problems
    assert notice.what == "is nearly the text of a.csv, row 2, SCC-SYR/PHR001."


def test_problems_stand_in_the_order_of_files_and_rows(tmp_path, codebook):
    wrong = {"types": "Policies", "harvest": "harvest 1"}
    late = write(tmp_path / "a.csv", {}, wrong)
    early = write(tmp_path / "b.csv", {"country": "Iraq", "outcome": "Two clans met."}, wrong)
    result = check_harvest(read_harvest([early, late], codebook), codebook)
    places = [(p.origin.file, p.origin.row or 0) for p in result.problems]
    assert len(places) > 4
    assert places == sorted(places, key=lambda place: (place[0] != "b.csv", place[1]))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(
    st.sampled_from(["types", "clusters", "objective", "country", "confidential", "status"]),
    st.text(st.sampled_from("ab ”“,;:()'"), max_size=30),
)
@example("types", ";””")
def test_no_problem_of_a_confidential_row_quotes_it(tmp_path, codebook, column, words):
    secret = f"zq{words}zq"
    row = {"confidential": "YES"} | {column: secret}
    path = write(tmp_path / "h.csv", row, {"confidential": ""})
    result = check_harvest(read_harvest(path, codebook), codebook)
    assert not [p for p in result.problems if "zq" in f"{p.what}{p.hint}"]


def test_a_dropped_row_is_not_quoted_where_the_harvest_has_secrets(checked):
    row = {"id": "SCC-SYR/PHR001", "outcome": STORIES[0], "confidential": "YES"}
    result = checked(row, row | {"country": "Zqland", "types": "zq"})
    assert "duplicate-row" in kinds(result)
    assert "unknown-country" in kinds(result)
    assert not [p for p in result.problems if "zq" in p.what.casefold()]


def test_a_dropped_row_is_quoted_where_there_are_no_secrets(checked):
    row = {"id": "SCC-SYR/PHR001", "outcome": STORIES[0]}
    result = checked(row, row | {"country": "Zqland"})
    (problem,) = [p for p in result.problems if p.kind == "unknown-country"]
    assert problem.what.startswith("“Zqland” is no country")


def test_an_open_row_is_quoted_beside_confidential_ones(checked):
    result = checked({"confidential": "YES"}, {"types": "zq"})
    (problem,) = result.problems
    assert problem.what.startswith("“zq” is no label")


def test_a_proposal_for_a_confidential_row_is_kept(checked):
    _, problem = checked({"confidential": "YES", "types": "New grupp"}).problems
    assert problem.what == "“…” is no label of “Type of change”; the cell was left out."
    assert problem.hint == "Did you mean “New group”?"


def test_a_harvest_without_rows_is_no_crash(tmp_path, codebook):
    path = write(tmp_path / "h.csv")
    assert kinds(check_harvest(read_harvest(path, codebook), codebook)) == ["no-rows"]


@pytest.mark.parametrize(
    ("file", "why", "remedy"),
    [
        (
            "files/one-group-in.xlsx",
            "name no country and no harvest",
            "Fill in Country and Harvest",
        ),
        ("one-group-one-country.xlsx", "come from 1 country and 1 harvest", "Fragments of more"),
    ],
)
def test_too_few_groups_are_told_before_anything_is_learned(file, why, remedy):
    book = SAMPLE
    checked = check_harvest(read_harvest(ROOT / "tests" / "cases" / file, book), book)
    (notice,) = (p for p in checked.problems if p.kind == "few-groups")
    assert notice.notice
    assert notice.what == (
        f"The coded fragments {why}, so whole groups cannot be held out in training."
    )
    assert notice.hint.startswith(f"Figures for a new country will be somewhat lower. {remedy}")


def test_harvests_of_many_countries_have_groups_enough():
    book = SAMPLE
    checked = check_harvest(read_harvest(ROOT / "data" / "harvest-1.xlsx", book), book)
    assert all(p.kind != "few-groups" for p in checked.problems)
