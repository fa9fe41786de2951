"""What the measurements share: the sample's files here, tasks, pages and processes in modules."""

from __future__ import annotations

from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "data"
HARVESTS = [DATA / f"harvest-{number}.xlsx" for number in (1, 2, 3)]
CODEBOOK = DATA / "codebook.yaml"
