"""What is said of a path that is not there, and of a folder of harvests."""

import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from classifier.cli import app, paths
from classifier.cli.show import show_rest
from classifier.harvest.folders import read_folder

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture(autouse=True)
def place(monkeypatch, tmp_path):
    """A folder to work in, with two harvests and a model."""
    monkeypatch.chdir(tmp_path)
    for name in ("harvests/harvest-1.csv", "harvests/Récolte 2.csv", "models/ours/manifest.json",
                 "codebook.yaml", "models/papers/thesis.docx"):  # fmt: skip
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("FragmentID,Outcome description\nA,a law was adopted\n", "utf-8")
    return tmp_path


def refusal(check, typed):
    with pytest.raises(typer.BadParameter) as refused:
        check(typed)
    return refused.value.message


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("harvests/harvst-1.csv", "harvests/harvest-1.csv"),
        ("harvests/harvest-1", "harvests/harvest-1.csv"),
        ("harvests/HARVEST-1.CSV", "harvests/harvest-1.csv"),
        ("harvests/harvest-1.xlsx", "harvests/harvest-1.csv"),
        ("harvest/harvest-1.csv", "harvests/harvest-1.csv"),
        ("harvest/recolte 2.csv", "harvests/Récolte 2.csv"),
        ("harvest-1.csv", "harvests/harvest-1.csv"),  # in the wrong folder
        ("harvets", "harvests"),
        ("codebok.yml", "codebook.yaml"),
    ],
)
def test_a_misspelled_path_is_guessed(typed, meant):
    message = refusal(paths.must_exist, Path(typed))
    assert message == f"“{Path(typed)}” is not there. Is it “{Path(meant)}”?"


@pytest.mark.parametrize("typed", ["model/our", "ours", "models/our", "models/Ours2", "OURS"])
def test_a_misspelled_model_is_guessed(typed):
    message = refusal(paths.must_be_model, Path(typed))
    assert message.endswith(f" Is it “{Path('models/ours')}”?")


def test_where_nothing_is_near_the_folder_is_named(place):
    looked = f"The folder you are in is {place}."
    assert refusal(paths.must_exist, Path("zzz.ods")) == f"“zzz.ods” is not there. {looked}"
    assert refusal(paths.must_exist, [Path("zzz.ods"), Path("harvets"), Path("yyy")]) == (
        f"“zzz.ods” is not there. “harvets” is not there. Is it “harvests”? “yyy” is not there. "
        f"{looked}"
    )
    none = "“papers” is not there. " + looked + " “classifier train” makes models."
    assert refusal(paths.must_be_model, Path("papers")) == none
    assert refusal(paths.must_exist, place / "a/b/c.xlsx").endswith("c.xlsx” is not there.")


@pytest.mark.parametrize("typed", ["x" * 5000, "a/" * 3000, "/", "", "."])
def test_no_path_is_too_odd_to_guess_at(typed):
    if typed in ("/", "", "."):
        assert paths.must_exist(Path(typed)) == Path(typed)
    else:
        assert "is not there" in refusal(paths.must_exist, Path(typed))


@pytest.mark.parametrize("check", [paths.must_exist, paths.must_be_model])
def test_a_path_that_is_no_text_is_shown_without_what_it_holds(check):
    assert refusal(check, Path("a\0b")).startswith("The name a?b holds characters that no text")


def test_what_is_there_or_was_not_named_is_handed_on():
    assert paths.must_be_model(Path("models/ours")) == Path("models/ours")
    assert paths.must_be_model(None) is None
    assert paths.harvest_files(None) is None
    assert paths.must_exist(Path("codebook.yaml")) == Path("codebook.yaml")


def test_a_folder_stands_for_its_harvests_and_what_is_passed_over_is_said(capsys):
    for name in ("~$harvest-1.csv", ".hidden.csv", "notes.docx", "old-notes.txt", "README.md"):
        Path("harvests", name).write_text("nothing", "utf-8")
    Path("harvests/card.txt").write_text("**FragmentID**: B\n", "utf-8")
    Path("harvests/older").mkdir()
    names = ["card.txt", "harvest-1.csv", "Récolte 2.csv"]
    found = paths.harvest_files([Path("codebook.yaml"), Path("harvests")])
    assert found == [Path("codebook.yaml"), *(Path("harvests", name) for name in names)]
    show_rest()
    said = capsys.readouterr().err
    assert said == (
        "Read from harvests: card.txt, harvest-1.csv, Récolte 2.csv. Passed over: .hidden.csv, "
        "notes.docx, old-notes.txt, older, README.md, ~$harvest-1.csv.\n"
    )


# What programs and people put beside harvests, by its name, with what is said of it.
BESIDE = {
    "codes.csv": ("Code,Definition\nLaw,A law was passed\nMedia,The press told it\n", "a codebook"),
    "names.csv": ("Code\nLaw\nMedia\n", "a codebook"),
    "drafted.csv": ("target,id,name,parent,definition,include,exclude,examples,aliases\n"
                    "type,T01,Law,,,,,,\ntype,T02,Outcome,,,,,,\n", "a codebook"),
    "h-suggested.csv": ("FragmentID,Outcome,▸ Likely – Type,▸ Decision – Type\nA,Law,,\n",
                        "a pre-tagged workbook"),
    "worklist.csv": ("Nr,FragmentID,Target,Decision\n1,A,type,\n", "a worklist"),
    "plan.csv": ("Line,FragmentID,Text,Decision\n1,A,A law was passed,\n", "a plan"),
    "told.jsonl": ('{"fragment_id": "A", "model": "m", "codebook_version": "1"}\n', "suggestions"),
    "votes.csv": ("FragmentID,labels,sure\nA,Law; Media,0.9\nB,,\n", "codings without texts"),
    "voted.csv": ("FragmentID,Type of change\nA,Law\n", "codings without texts"),
    "codings.csv": ("FragmentID,Coder,Type of change\nA,Ana,Law\n", "codings without texts"),
}  # fmt: skip


@pytest.mark.parametrize("name", BESIDE)
def test_what_lies_beside_harvests_and_is_none_is_passed_over_with_what_it_is(name):
    text, what = BESIDE[name]
    Path("harvests", name).write_text(text, "utf-8")
    inside = read_folder(Path("harvests"))
    assert [path.name for path in inside.harvests] == ["harvest-1.csv", "Récolte 2.csv"]
    assert inside.others == {name: what}


@pytest.mark.parametrize(
    "text",
    [
        "Ref,Blurb,Category\n1,The women met,Law\n2,Elders spoke,Law\n",  # unknown headings
        "FragmentID,Blurb,Labels\n1,The women met,Law\n2,Elders spoke,Law\n",
        "",  # empty: whoever reads it says so
        "FragmentID,Outcome description,Decision\nA,A law was passed,\n",
    ],
)
def test_what_may_be_a_harvest_is_never_passed_over(text):
    Path("harvests/other.csv").write_text(text, "utf-8")
    assert Path("harvests/other.csv") in read_folder(Path("harvests")).harvests


def test_where_one_file_is_read_a_folder_stands_for_its_only_harvest(capsys):
    both = f"{Path('harvests/harvest-1.csv')}, {Path('harvests/Récolte 2.csv')}"
    said = f"“harvests” is a folder. Name one of its files: {both}."
    assert refusal(paths.one_harvest, Path("harvests")) == said
    Path("harvests/harvest-1.csv").unlink()
    assert paths.one_harvest(Path("harvests")) == Path("harvests/Récolte 2.csv")


def test_a_folder_without_harvests_is_refused_and_says_what_it_holds():
    Path("models/codes.csv").write_text("Code\nLaw\nMedia\n", "utf-8")
    said = "“models” holds no harvest. Passed over: codes.csv (a codebook), ours, papers."
    assert refusal(paths.harvest_files, [Path("models")]) == said


def test_a_command_reads_a_folder_as_its_files(codebook_path):
    whole = ["harvests/harvest-1.csv", "harvests/Récolte 2.csv"]
    told = [
        CliRunner().invoke(app, ["check", *typed, "--codebook", str(codebook_path)]).stdout
        for typed in (["harvests"], whole)
    ]
    assert told[0] == told[1]
    assert "in 2 files" in told[0]


@pytest.mark.parametrize("name", ["h\udcff.xlsx", "h\x1b[31m.xlsx", "h\nError: .xlsx"])
@pytest.mark.parametrize("words", [["train", "NAME"], ["check", "NAME"], ["check", "."]])
def test_an_input_whose_name_is_no_text_is_wrong_usage(words, name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    try:
        (tmp_path / name).write_bytes((DATA / "harvest-1.xlsx").read_bytes())
    except (OSError, UnicodeEncodeError):
        pytest.skip("this system has no such names")
    typed = [name if word == "NAME" else word for word in words]
    book = str(DATA / "codebook.yaml")
    result = CliRunner().invoke(app, [*typed, "--codebook", book, "--out", "out.csv"])
    assert result.exit_code == 2
    assert "characters that no text may hold. Rename it." in " ".join(result.stderr.split())
    assert name not in result.stderr


def test_a_name_too_long_for_a_folder_is_refused_before_the_work(tmp_path):
    out = tmp_path / ("a" * 230)
    words = ["sample", str(DATA / "harvest-1.xlsx"), "--codebook", str(DATA / "codebook.yaml")]
    result = CliRunner().invoke(app, [*words, "--out", str(out)])
    assert result.exit_code == 1
    assert "too long" in str(result.exception)
    assert not out.exists()


def test_suggestions_for_a_folder_are_a_folder_of_workbooks():
    said = CliRunner().invoke
    stories = {"Law": "A law on {} was passed", "School": "A school opened for {}"}
    coded = [
        f"{kind}{i},{story.format(i)} in town,{kind}" for kind, story in stories.items()
        for i in ("water", "land", "cattle", "wells", "trees", "roads")
    ]  # fmt: skip
    headings = "FragmentID,Outcome description,Type of change"
    Path("coded.csv").write_text("\n".join([headings, *coded]), "utf-8")
    Path("codes.yaml").write_text("- Law\n- School\n", "utf-8")
    plain = ["--encoder", "tfidf-only", "--no-cache"]
    model = ["--model", "m"]
    train = ["train", "coded.csv", "--codebook", "codes.yaml", "--out", "m"]
    assert said(app, [*train, *plain]).exit_code == 0
    made = said(app, ["suggest", "harvests", *model, "--no-cache"])
    assert made.exit_code == 0, made.exception
    written = sorted(path.name for path in Path("harvests-suggested").iterdir())
    assert written == ["Récolte 2-suggested.xlsx", "harvest-1-suggested.xlsx"]
    assert "2 fragments of 2 files pre-tagged." in made.stdout
    assert not list(Path("harvests").glob("*suggested*"))
    again = said(app, ["suggest", "harvests-suggested", *model, "--no-cache"])
    assert "holds no harvest. Passed over: harvest-1-suggested.xlsx (a pre-tagged workbook)" in (
        again.stderr
    )
    Path("harvests/harvest-1.jsonl").write_text('{"FragmentID": "A", "Outcome": "x y"}\n', "utf-8")
    twice = said(app, ["suggest", "harvests", *model, "--no-cache", "--force"])
    assert "harvest-1.csv and harvest-1.jsonl would both become" in str(twice.exception)


@pytest.mark.skipif(sys.platform == "win32", reason="there no folder in use can be deleted")
def test_a_folder_that_was_deleted_meanwhile_is_said(place, monkeypatch):
    gone = place / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    said = refusal(paths.must_exist, Path("harvest.xlsx"))
    assert said.endswith("The folder you are in is not there any more: go to another one.")
