"""Two coders agree in the page, with the same result as in the workbook."""

import re

import pytest
from test_double_coding import CODEBOOK, HARVEST, OBJECTIVE, SIGNED, TYPE, coded, fill, shown
from test_review_kit import serve
from typer.testing import CliRunner

from classifier.cli import app
from classifier.codebook import read_codebook
from classifier.double_coding import adjudicate, write_agreed
from classifier.double_coding.agreed import Files
from classifier.double_coding.draw import sample
from classifier.errors import ClassifierError
from classifier.review import ReviewConfig, open_review

NEW, SEEK, PHR = "New structure", "Seeking public support", "PHR: More effective"
FIRST = {
    (2, TYPE): NEW, (3, TYPE): f"{NEW}, {SEEK}", (4, TYPE): NEW, (5, TYPE): "none fits",
    (6, TYPE): "perhaps new", (2, OBJECTIVE): "PHR",
}  # fmt: skip
SECOND = {(2, TYPE): NEW, (3, TYPE): SEEK, (4, TYPE): SEEK, (5, TYPE): NEW, (6, TYPE): NEW}


@pytest.fixture
def agree(tmp_path):
    """A workbook to agree in: row 2 is agreed, the rest is not."""
    sample([HARVEST], CODEBOOK, 12, tmp_path / "double", seed=3)
    return coded(tmp_path, FIRST, SECOND)[1]


@pytest.fixture
def served(agree):
    one = serve(agree, coder="Ana and Ben", agree=CODEBOOK)
    yield one
    one.end()


def said(page, target="type"):
    """What the page shows of A and B for one target, with whether it can be taken."""
    section = re.search(rf'data-target="{target}".*?</section>', page, re.DOTALL)[0]
    found = re.findall(r'<p class="recorded">.*?</p>', section, re.DOTALL)
    texts = [" ".join(re.sub(r"<[^>]*>", " ", one).split()) for one in found]
    return texts


def test_the_page_shows_both_answers_the_text_and_what_the_labels_mean(served):
    page = served.visitor.get("/f/1")
    assert said(page) == [f"A: {NEW}, {SEEK} Take A a", f"B: {SEEK} Take B b"]
    assert "A group, committee, network, coalition or platform" in page
    assert said(served.visitor.get("/f/4")) == ["A: perhaps new", f"B: {NEW} Take B b"]
    assert said(page, "objective") == ["A: nothing yet", "B: nothing yet"]
    assert '<kbd class="digit" aria-hidden="true">1</kbd>' in page


def test_what_was_agreed_before_is_ticked_and_nothing_else(served):
    pages = [served.visitor.get(f"/f/{place}") for place in range(5)]
    ticked = [len(re.findall(r'class="tick"[^>]*aria-pressed="true"', page)) for page in pages]
    assert ticked == [1, 0, 0, 0, 0]
    page = served.visitor.do(1, "accept")  # nothing is taken unasked
    assert "Still open" in page


def test_the_page_and_the_workbook_lead_to_the_same_harvest(served, agree, tmp_path):
    visitor = served.visitor
    visitor.do(1, "said:type:A")
    visitor.do(2, "said:type:B")
    visitor.do(3, "said:type:A")
    visitor.do(3, "tick:objective:PHR")
    visitor.do(4, "discuss:type")
    visitor.do(4, "note", note="Ask the partner")
    page = visitor.post("/export")
    assert "agree-agreed.xlsx" in page
    cells = {(3, TYPE): f"{NEW}, {SEEK}", (4, TYPE): SEEK, (5, TYPE): "none fits"}
    by_hand = fill(agree, tmp_path / "by-hand.xlsx", cells | {(5, OBJECTIVE): "PHR"})
    outs = []
    for workbook in (tmp_path / "agree-agreed.xlsx", by_hand):
        out = tmp_path / f"{workbook.stem}-harvest.xlsx"
        done = write_agreed(Files(workbook, HARVEST, CODEBOOK, out), SIGNED)
        rows = [{**row, "Decided in": "", "For undo": ""} for row in shown(out)]
        outs.append((done.n_written, done.n_open, str(done.before), done.problems, rows))
    assert outs[0] == outs[1]
    assert outs[0][0] == 4 + 4 + 1  # types, the clusters that follow, an objective
    assert shown(tmp_path / "agree-agreed.xlsx")[4]["Remark"] == (
        "To discuss: Type of change. Ask the partner"
    )


def test_what_was_written_before_stays_beside_what_is_written_anew(served, agree, tmp_path):
    served.visitor.do(1, "said:type:A")
    served.visitor.post("/export")
    before = (tmp_path / "agree-agreed.xlsx").read_bytes()
    served.visitor.do(1, "said:type:B")
    assert "Nothing was written" in served.visitor.post("/export")
    page = served.visitor.post("/export", replace="on")
    assert "agree-agreed-2.xlsx" in page
    assert (tmp_path / "agree-agreed.xlsx").read_bytes() == before
    assert shown(tmp_path / "agree-agreed-2.xlsx")[1][TYPE] == SEEK


def test_what_was_typed_into_the_workbook_meanwhile_is_not_lost_without_a_word(served, agree):
    served.visitor.do(1, "said:type:A")
    fill(agree, agree, {(4, TYPE): SEEK})
    page = served.visitor.post("/export")
    told = re.sub("<[^>]+>", "", page)
    assert f"row 4, column “{TYPE}”: said “{SEEK}”, in the page it is open" in told
    assert "row 3" not in told


def test_an_answer_that_cannot_be_read_is_not_taken(served):
    page = served.visitor.do(4, "said:type:A")
    assert "said nothing that can be taken" in page
    assert "said nothing that can be taken" in served.visitor.do(1, "said:type:Z")


def test_answers_of_the_page_are_kept_and_taken_back(served, agree):
    served.visitor.do(2, "said:type:B")
    page = served.visitor.get("/f/2")
    assert re.search(r'data-target="type" data-state="decided"', page)
    page = served.visitor.do(2, "undo")
    assert re.search(r'data-target="type" data-state="open"', page)
    assert agree.with_name("agree.review.sqlite").is_file()


def test_a_workbook_of_one_coder_is_refused(agree, tmp_path):
    coder = tmp_path / "double/coder-A.xlsx"
    with pytest.raises(ClassifierError, match="holds no answers of two coders"):
        open_review(ReviewConfig(coder, agree=CODEBOOK))


def test_adjudicate_says_that_there_is_a_page(agree, tmp_path):
    out = tmp_path / "again.xlsx"
    words = ["adjudicate", str(tmp_path / "anna.xlsx"), str(tmp_path / "bert.xlsx")]
    words += ["--codebook", str(CODEBOOK), "--out", str(out)]
    result = CliRunner().invoke(app, words, catch_exceptions=False)
    assert f"classifier adjudicate page {out} --codebook {CODEBOOK}" in result.stdout


# -- one coder alone


@pytest.fixture
def alone(tmp_path):
    """A coder's workbook with a first answer typed in, and one that is no label."""
    sample([HARVEST], CODEBOOK, 12, tmp_path / "double", seed=3)
    cells = {(2, TYPE): NEW, (3, TYPE): "perhaps new"}
    path = tmp_path / "double" / "coder-A.xlsx"
    one = serve(fill(path, path, cells), coder="Ana", apart=CODEBOOK)
    yield one
    one.end()


def test_who_codes_alone_sees_no_suggestion_and_every_label(alone):
    page = alone.visitor.get("/f/1")
    assert "Ana codes alone here" in page
    assert len(re.findall(r'class="tick"[^>]*value="tick:type:', page)) == 32
    assert not re.search('class="label[^"]*(suggested|likely)', page)
    assert "similar" not in page
    assert "no model" not in page


def test_what_is_coded_alone_on_the_page_is_what_the_workbook_would_say(alone, tmp_path):
    visitor = alone.visitor
    assert "0 of 12 fragments" in visitor.get("/f/0")  # its objective is open
    visitor.do(0, "none:objective")
    visitor.do(2, "tick:type:T02")
    visitor.do(2, "tick:type:T01")
    visitor.post("/export")
    rows = shown(tmp_path / "double" / "coder-A-coded.xlsx")
    names = read_codebook(CODEBOOK).target("type")
    both = ", ".join(names.label(one).name for one in ("T01", "T02"))
    assert [row[TYPE] for row in rows[:4]] == [NEW, "perhaps new", both, None]
    assert [row[OBJECTIVE] for row in rows[:2]] == ["none fits", None]
    book = tmp_path / "double" / "coder-B.xlsx"
    fill(book, book, {(2, TYPE): NEW, (4, TYPE): both})
    coded = tmp_path / "double" / "coder-A-coded.xlsx"
    compared = adjudicate(coded, book, CODEBOOK, tmp_path / "agree.xlsx")
    assert (compared.agreement[0].n, compared.agreement[0].n_equal) == (2, 2)


@pytest.mark.parametrize("more", [{"model": CODEBOOK}, {"worklist": CODEBOOK}])
def test_who_codes_alone_has_no_model_and_no_list(alone, tmp_path, more):
    book = tmp_path / "double" / "coder-A.xlsx"
    with pytest.raises(ClassifierError, match="without any suggestion"):
        open_review(ReviewConfig(book, apart=CODEBOOK, **more))


def test_only_a_coders_workbook_is_coded_alone(agree):
    for path in (HARVEST, agree):
        with pytest.raises(ClassifierError, match="is no coder's workbook"):
            open_review(ReviewConfig(path, apart=CODEBOOK))
