"""The benchmark script: what it reads, how it cuts, and that it says when nothing is measured."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

import numpy as np
import pytest
from common.tasks import cut, read_frame

SCRIPT = Path(__file__).parent.parent / "eval" / "benchmark.py"


@pytest.fixture(scope="module")
def benchmark():
    return runpy.run_path(str(SCRIPT), run_name="benchmark")


def run(monkeypatch, *options):
    monkeypatch.setattr(sys, "argv", ["benchmark.py", *map(str, options)])
    runpy.run_path(str(SCRIPT), run_name="__main__")


def write_set(path, n=120):
    """Texts whose first word gives the label away; two rows of one group share a text's end."""
    random = np.random.default_rng(0)
    words = np.array(["water", "court", "school"])
    kinds = random.integers(0, 3, n)
    lines = ["text,labels,group"]
    lines += [f"{words[k]} story number {i},{words[k]},g{i // 2}" for i, k in enumerate(kinds)]
    path.write_text("\n".join(lines), "utf-8")


def test_without_the_folder_nothing_is_measured_and_it_says_so(monkeypatch, capsys, tmp_path):
    run(monkeypatch, "--public", tmp_path / "nowhere", "--out", tmp_path / "page.md")
    assert capsys.readouterr().out.startswith("not measured: ")
    assert not (tmp_path / "page.md").exists()


def test_files_of_another_form_are_passed_over(tmp_path):
    path = tmp_path / "coders.csv"
    path.write_text("text,labels,coder\na,b,c\n", "utf-8")
    assert read_frame(path) is None
    path.write_text("title,labels\na,b\n", "utf-8")
    assert read_frame(path) is None
    path.write_text("text,labels\na,b\na,c\nb,\n", "utf-8")
    assert read_frame(path)["text"].tolist() == ["a", "b"]


def test_no_group_is_on_both_sides_and_no_row_twice():
    groups = np.array([f"g{i // 3}" for i in range(60)])
    pool, test = cut(groups, 20)
    assert len(test) == 20
    assert set(groups[pool]).isdisjoint(groups[test])
    assert len(set(pool) | set(test)) == len(pool) + len(test)


def test_the_peers_threshold_is_the_best_one(benchmark):
    random = np.random.default_rng(1)
    p, truth = np.round(random.random((30, 2)), 1), random.random((30, 2)) < 0.4

    def f1(threshold):
        ticks = p >= threshold
        return 2 * (ticks & truth).sum() / (ticks.sum() + truth.sum())

    assert f1(benchmark["best_threshold"](p, truth)) == max(f1(t) for t in np.unique(p))


@pytest.mark.slow
def test_a_small_set_is_measured_and_written(monkeypatch, tmp_path):
    write_set(tmp_path / "small.csv")
    page = tmp_path / "page.md"
    run(monkeypatch, "--public", tmp_path, "--encoder", "tfidf-only", "--out", page)
    lines = page.read_text("utf-8").splitlines()
    assert "## small: 3 labels, 40 test texts" in lines
    rows = [line.split(" | ") for line in lines if line.startswith("| 50 ")]
    assert [row[1] for row in rows] == ["this classifier", "prior", "TF-IDF + LR"]
    assert float(rows[0][2].split()[0]) > float(rows[1][2].split()[0])
