"""What is read from every file we have: ids, codes and a digest of the texts, row by row."""

import hashlib
import json
from pathlib import Path

import pytest
from test_codebook_kit import SAMPLE as BOOK

from classifier.errors import ClassifierError
from classifier.harvest import read_harvest

ROOT = Path(__file__).parents[1]
GOLDEN = Path(__file__).parent / "golden" / "records.json"
FILES = sorted((ROOT / "tests" / "harvests").iterdir()) + sorted((ROOT / "data").glob("*-?.xlsx"))
# One real text card, which lies beside the repository on some machines and is never in it.
SEED = ROOT.parent / "shared" / "seed" / "card.txt"
SEED_DIGEST = "56bea10da549"


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def records(path: Path) -> list[list[object]]:
    """Lay out what was read: fragments, then codings, each a short list."""
    harvest = read_harvest(path, BOOK)
    rows: list[list[object]] = []
    for f in harvest.fragments:
        cells = digest(json.dumps(dict(f.cells), ensure_ascii=False))
        texts = digest(f"{f.outcome}\n---\n{f.significance}")
        facts = [f.harvest, f.country, f.status, f.negative, f.confidential, f.from_merged]
        rows.append([f.id, texts, cells, *facts, f.origin.sheet, f.origin.row])
    for c in harvest.codings:
        rows.append([c.fragment_id, c.target, sorted(c.labels), c.coder, c.version, c.origin.row])
    return rows


def found_in(path: Path) -> object:
    try:
        return records(path)
    except ClassifierError as error:
        return f"refused: {error}"


@pytest.mark.parametrize("path", [p for p in FILES if p.suffix != ".py"], ids=lambda p: p.name)
def test_a_file_reads_as_it_always_did(path):
    expected = json.loads(GOLDEN.read_text("utf-8"))[path.name]
    assert found_in(path) == expected


@pytest.mark.skipif(not SEED.exists(), reason="the real card is not on this machine")
def test_the_real_card_reads_as_it_always_did():
    assert digest(json.dumps(records(SEED))) == SEED_DIGEST


if __name__ == "__main__":  # writes the golden file anew: look at the difference before committing
    names = {path.name: found_in(path) for path in FILES if path.suffix != ".py"}
    lines = [f"{json.dumps(n)}: {json.dumps(v, ensure_ascii=False)}" for n, v in names.items()]
    GOLDEN.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")
