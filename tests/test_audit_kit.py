"""A small harvest with planted doubts, for the tests of the audit."""

import csv
import io

import pytest
from conftest import coded_fragments
from typer.testing import CliRunner

from classifier.audit import AuditConfig
from classifier.audit.run import audit_inputs
from classifier.cli import app
from classifier.codebook import read_codebook
from classifier.train import gather_inputs, read_inputs

HEADINGS = (
    "FragmentID", "OH-harvesting period", "coutnry", "Outcome status", "Outcome description",
    "Significance of the outcome", "Outcome is negative", "Outcome statements is CONFIDENTIAL",
    "Link to SCC Specific Objectives", "MCQType of change", "TypeOfChangeCluster", "Coder",
)  # fmt: skip
TYPE, CLUSTER, OBJECTIVE = (
    "MCQType of change",
    "TypeOfChangeCluster",
    "Link to SCC Specific Objectives",
)
NONSENSE = "zorblaxian"
NAMES = {"LAW": "Law adopted", "GRP": "New group", "TLK": "Talks held"}
OF_TYPE = {"LAW": "Policies", "GRP": "Mobilizing", "TLK": "Mobilizing"}
AIMS = {"PHR": "PHR: Peace", "CIV": "CIV: Space"}


# So that no two of the thirty texts are told in nearly the same words.
TAILS = """
near|river|bridge old|stone|quarry behind|market|gate under|cotton|awnings beside|railway|depot
above|flooded|valley along|sandy|coast inside|empty|barracks around|parish|hall within|tea|estate
facing|police|post towards|border|crossing below|dam|wall past|brick|kiln across|salt|flats
outside|textile|mill amid|ruined|orchard opposite|radio|mast against|storm|drain over|rope|ferry
until|rains|ended before|harvest|began despite|curfew|hours since|drought|struck without|army|escort
during|census|week throughout|fasting|month upon|chief|request through|camel|caravan
between|two|mosques
"""


def clean_rows():
    """Thirty rows, three types that the words give away, three countries."""
    fragments, codings = coded_fragments()
    answers = {(c.fragment_id, c.target): next(iter(c.labels)) for c in codings}
    tails = [tail.replace("|", " ") for tail in TAILS.split()]
    rows = []
    for i, f in enumerate(fragments):
        kind = answers[f.id, "type"]
        aim = answers[f.id, "objective"]
        rows.append(
            {
                "FragmentID": f"SCC-{f.country[:3].upper()}/{aim}{i:03d}",
                "OH-harvesting period": f.harvest,
                "coutnry": f.country,
                "Outcome status": "Outcome",
                "Outcome description": f"{f.outcome.split(' in the ')[0]} {tails[i]}",
                "Significance of the outcome": f.significance,
                "Outcome is negative": "No",
                "Outcome statements is CONFIDENTIAL": "No",
                OBJECTIVE: AIMS[aim],
                TYPE: NAMES[kind],
                CLUSTER: OF_TYPE[kind],
                "Coder": f"C{i % 2 + 1}",
            }
        )
    return rows


def doubtful_rows():
    """The same with things worth a look; where they stand is in the comments."""
    rows = clean_rows()
    rows[4][TYPE], rows[4][CLUSTER] = "Law adopted", "Policies"  # a group, recorded as a law
    rows[7][TYPE], rows[7][CLUSTER] = "", ""  # a group, recorded as nothing
    rows[9][CLUSTER] = "Mobilizing"  # a law under the wrong cluster
    rows[12]["Outcome status"] = "Output (not outcome)"
    rows[15][TYPE] = "Law adopted; Lawe adapted?"  # half of it unknown
    rows[18][OBJECTIVE] = AIMS["CIV"]  # against its FragmentID
    rows[22]["Outcome statements is CONFIDENTIAL"] = "Yes"
    rows[22]["Outcome description"] = f"women founded a {NONSENSE} committee for wells in Juba"
    rows[22][TYPE], rows[22][CLUSTER] = f"Talks held; {NONSENSE} code", "Mobilizing"
    twin = dict(rows[2], FragmentID="SCC-KEN/PHR777", coutnry="Kenya")  # another office tells it
    twin["Outcome description"] = rows[2]["Outcome description"].replace("water", "Water")
    twin[TYPE], twin[CLUSTER] = "New group", "Mobilizing"
    return [*rows, twin]


def csv_text(rows):
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, HEADINGS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


def write_csv(path, rows):
    path.write_text(csv_text(rows), "utf-8")
    return path


def second_readings(rows):
    """What another coder ticked on eight of the fragments; on the last one something else."""
    lines = ["FragmentID,Coder,MCQType of change"]
    for i in (0, 2, 6, 8, 10, 12, 16, 14):
        row = rows[i]
        ticked = "Law adopted" if i == 14 else row[TYPE]
        lines.append(f'{row["FragmentID"]},C9,"{ticked}"')
    return "\n".join(lines) + "\n"


def audited(paths, codebook, codings=(), **choices):
    inputs = read_inputs(paths, codebook, codings)
    return audit_inputs(inputs, gather_inputs(inputs, ()), AuditConfig(**choices))


def run(*arguments):
    return CliRunner().invoke(app, [str(a) for a in arguments], catch_exceptions=False)


@pytest.fixture(scope="session")
def audit_folder(tmp_path_factory, codebook_path):
    """A folder with the doubtful harvest, second readings, and an audit of them."""
    folder = tmp_path_factory.mktemp("audit")
    rows = doubtful_rows()
    write_csv(folder / "harvest.csv", rows)
    (folder / "double.csv").write_text(second_readings(rows), "utf-8")
    result = run(
        "audit", folder / "harvest.csv", "--codebook", codebook_path,
        "--codings", folder / "double.csv", "--out", folder / "found",
        "--encoder", "tfidf-only", "--no-cache",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    return folder


def test_the_clean_rows_read_without_a_problem(tmp_path, codebook_path):
    inputs = read_inputs([write_csv(tmp_path / "clean.csv", clean_rows())], codebook_path)
    assert [p for p in inputs.problems if not p.notice] == []
    assert read_codebook(codebook_path).newest == "2"
