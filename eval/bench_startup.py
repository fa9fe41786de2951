"""How long a cold suggestion takes, beside importing scikit-learn on the same machine.

    python eval/bench_startup.py --model models/sample --minilm-model models/sample-minilm CARD

Runs alternate, so that a busy machine slows both sides; figures are ratios of medians. Writes
eval/bench_startup.md beside itself. Train the two models first:

    classifier train … --out models/sample
    classifier train … --encoder minilm --out models/sample-minilm
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from pathlib import Path

YARDSTICK = "import sklearn.linear_model, sklearn.feature_extraction.text"
LIMITS = {"minilm": 1.35, "use+minilm": 2.0}


def seconds(command: list[str]) -> float:
    """Run one cold process and time it from outside."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    """Measure, print and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("card", type=Path)
    parser.add_argument("--model", type=Path, required=True, help="trained with use+minilm")
    parser.add_argument("--minilm-model", type=Path, required=True)
    parser.add_argument("--repeats", type=int, default=9)
    options = parser.parse_args()
    suggest = [sys.executable, "-m", "classifier", "suggest", str(options.card), "--no-cache"]
    commands = {
        "import scikit-learn": [sys.executable, "-c", YARDSTICK],
        "classifier --help": [sys.executable, "-m", "classifier", "--help"],
        "minilm": [*suggest, "--model", str(options.minilm_model)],
        "use+minilm": [*suggest, "--model", str(options.model)],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(options.repeats + 1):
        for name, command in commands.items():
            times[name].append(seconds(command))
    # The first round only warms the disk cache.
    medians = {name: statistics.median(values[1:]) for name, values in times.items()}
    base = medians["import scikit-learn"]
    lines = [
        "# Cold start",
        "",
        f"One text card, no cached vectors, a new process each time; medians of {options.repeats} "
        "alternating runs. The ratio is to importing scikit-learn's linear models and text "
        "features.",
        "",
        "| command | seconds | ratio | limit |",
        "|---|---|---|---|",
    ]
    for name, value in medians.items():
        limit = f"{LIMITS[name]:.2f}" if name in LIMITS else "–"
        lines.append(f"| {name} | {value:.2f} | {value / base:.2f} | {limit} |")
    text = "\n".join(lines) + "\n"
    Path(__file__).with_suffix(".md").write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main()
