"""Nothing that came with a file decides what is opened: names, paths and addresses open nothing."""

import copy
import json
import shutil
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from test_review_kit import small_model

from classifier import cli

OLDER = Path(__file__).parent / "cases" / "older-provenance"
PLAN = Path(__file__).parent / "cases" / "damaged" / "14-plan" / "plan"
DATA = Path(__file__).parents[1] / "data"
PLANTED = (
    "/planted/model",
    "../../planted",
    "sentence-transformers:/planted/model",
    "http://127.0.0.1:9/planted",
    "tcp://127.0.0.1:9/planted",
)
EVENTS = ("open", "os.listdir", "os.scandir", "socket.connect", "socket.getaddrinfo", "exec")
_seen = []
_watching = []


def _hook(event, args):
    if _watching and event in EVENTS and "planted" in str(args[:2]):
        _seen.append((event, args))


sys.addaudithook(_hook)


@contextmanager
def watched():
    """Collect what is opened whose name holds the planted word."""
    _seen.clear()
    _watching.append(True)
    try:
        yield _seen
    finally:
        _watching.clear()


def leaves(value, path=()):
    """Yield where each text of a JSON value stands."""
    if isinstance(value, str):
        yield path
    if isinstance(value, list):
        value = dict(enumerate(value))
    for key, inner in value.items() if isinstance(value, dict) else ():
        yield from leaves(inner, (*path, key))


def planted(path):
    """Yield the text of a JSON file with one of its texts replaced at a time."""
    whole = json.loads(path.read_text("utf-8"))
    for number, place in enumerate(leaves(whole)):
        changed = copy.deepcopy(whole)
        holder = changed
        for key in place[:-1]:
            holder = holder[key]
        holder[place[-1]] = PLANTED[number % len(PLANTED)]
        yield json.dumps(changed)


def call(words, folder, monkeypatch):
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "argv", ["classifier", *words.split()])
    try:
        cli.main()
    except SystemExit as leaving:
        return leaving.code or 0
    return 0


def test_the_watch_sees_what_is_opened(tmp_path):
    (tmp_path / "planted").touch()
    with watched() as seen:
        (tmp_path / "planted").read_bytes()
    assert [event for event, _ in seen] == ["open"]


def test_a_manifest_opens_nothing(codebook, tmp_path, monkeypatch, capsys):
    model = small_model(tmp_path, codebook)
    shutil.copyfile(DATA / "harvest-3.xlsx", tmp_path / "h.xlsx")
    manifest = model / "manifest.json"
    for text in list(planted(manifest)):
        manifest.write_text(text, "utf-8")
        with watched() as seen:
            assert call(
                f"suggest h.xlsx --model {model.name} --no-cache --jobs 1 --format jsonl "
                "--out o.jsonl --force",
                tmp_path,
                monkeypatch,
            ) in (0, 1)
        assert seen == []
    capsys.readouterr()


def test_an_encoder_in_a_manifest_is_not_loaded(codebook, tmp_path, monkeypatch, capsys):
    model = small_model(tmp_path, codebook)
    shutil.copyfile(DATA / "harvest-3.xlsx", tmp_path / "h.xlsx")
    manifest = json.loads((model / "manifest.json").read_text("utf-8"))
    for name in PLANTED:
        manifest["encoders"] = [{"name": name, "share": 1.0, "hash": "0" * 64}]
        (model / "manifest.json").write_text(json.dumps(manifest), "utf-8")
        with watched() as seen:
            assert (
                call(f"suggest h.xlsx --model {model.name} --no-cache", tmp_path, monkeypatch) == 1
            )
        assert seen == []
    capsys.readouterr()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_log_opens_nothing(kind, tmp_path, monkeypatch, capsys):
    shutil.copyfile(OLDER / f"audited-{kind}.{kind}", tmp_path / f"h.{kind}")
    shutil.copyfile(OLDER / "codebook.yaml", tmp_path / "codebook.yaml")
    for text in list(planted(OLDER / f"audited-{kind}-audit-log.json"))[:12]:
        (tmp_path / "log.json").write_text(text, "utf-8")
        with watched() as seen:
            assert call(
                f"audit undo log.json --to h.{kind} --codebook codebook.yaml "
                f"--out o.{kind} --force",
                tmp_path,
                monkeypatch,
            ) in (0, 1)
        assert seen == []
    capsys.readouterr()


def test_a_plan_opens_nothing(tmp_path, monkeypatch, capsys):
    shutil.copytree(PLAN, tmp_path / "plan")
    shutil.copyfile(DATA / "harvest-1.xlsx", tmp_path / "h.xlsx")
    for text in list(planted(PLAN / "plan.json"))[:20]:
        (tmp_path / "plan" / "plan.json").write_text(text, "utf-8")
        with watched() as seen:
            assert call("relabel trend plan", tmp_path, monkeypatch) in (0, 1)
            assert call("relabel apply plan --to h.xlsx --out o.xlsx", tmp_path, monkeypatch) == 1
        assert seen == []
    capsys.readouterr()


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_a_worklist_opens_nothing(ending, tmp_path, monkeypatch, capsys):
    shutil.copyfile(DATA / "harvest-1.xlsx", tmp_path / "h.xlsx")
    shutil.copyfile(DATA / "codebook.yaml", tmp_path / "codebook.yaml")
    row = {"Nr": "1", "FragmentID": "SCC-SYR/GEN900", "File": "", "Target": "type", "Decision": ""}
    for key, name in zip(row, PLANTED, strict=True):
        changed = {**row, key: name}
        lines = [json.dumps(changed)]
        if ending == "csv":
            lines = [",".join(changed), ",".join(changed.values())]
        (tmp_path / f"worklist.{ending}").write_text("\n".join([*lines, ""]), "utf-8")
        with watched() as seen:
            words = f"audit apply worklist.{ending} --to h.xlsx --codebook codebook.yaml"
            assert call(f"{words} --out o.xlsx --force", tmp_path, monkeypatch) in (0, 1)
        assert seen == []
    capsys.readouterr()
