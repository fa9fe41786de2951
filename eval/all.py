"""Measure again: every script of both families, one after the other, each on its page.

    python eval/all.py --public DIR --gold FILE --reference DIR    # several hours
    python eval/all.py --family speed
    python eval/all.py --only coverage ablation

Says how long each took. A script whose data are not given says “not measured” and leaves its page.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

# Each script, and which of the options here it takes.
QUALITY: dict[str, tuple[str, ...]] = {
    "benchmark": ("public",),
    "reference": ("reference", "public"),
    "ablation": (),
    "encoders": ("public",),
    "trials": ("public",),
    "calibration": ("public",),
    "coverage": (),
    "promise": ("public",),
    "groups": ("public",),
    "examples": (),
    "next_hour": ("gold",),
    "first_rows": (),
    "reader": ("gold",),
    "reasons": ("model",),
    "draft_ranking": (),
    "audit_benchmark": ("gold", "public"),
    "relabel_benchmark": ("gold",),
    "review_keys": ("model",),
}
SPEED: dict[str, tuple[str, ...]] = {
    "bench": ("public",),
    "bench_cluster": (),
    "bench_encode": (),
    "bench_fit": ("public",),
    "bench_home": (),
    "bench_review": ("model",),
    "bench_serve": ("model",),
}
FAMILIES = {"quality": QUALITY, "speed": SPEED}
PLACES = ("public", "gold", "reference", "model")


def command(name: str, taken: Sequence[str], places: Mapping[str, Path | None]) -> list[str]:
    """Return the command of one script, with those places that it takes and that are given."""
    words = [sys.executable, str(Path(__file__).with_name(f"{name}.py"))]
    for place in taken:
        path = places[place]
        if path is not None:
            words += [f"--{place}", str(path)]
    return words


def main() -> int:
    """Run them; 1 if one failed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--family", choices=list(FAMILIES), nargs="+", default=list(FAMILIES))
    parser.add_argument("--only", choices=[*QUALITY, *SPEED], nargs="+", metavar="NAME")
    for place in PLACES:
        parser.add_argument(f"--{place}", type=Path, help="given to each script that takes it")
    options = parser.parse_args()
    failed = []
    for family in options.family:
        for name, taken in FAMILIES[family].items():
            if options.only and name not in options.only:
                continue
            begin = time.perf_counter()
            done = subprocess.run(command(name, taken, vars(options)), check=False)
            print(f"{family}, {name}: {time.perf_counter() - begin:.0f} s", file=sys.stderr)
            if done.returncode:
                failed.append(name)
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
