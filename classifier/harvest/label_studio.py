"""Nested JSON to flat records, and Label Studio's tasks to one record for each annotation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from classifier.grid import Record, cell_text
from classifier.harvest.headings import AliasTable

BETWEEN = "; "
_LONGEST_PATH = 500
_READ = ("choices", "taxonomy")
"""Kinds of answers that are codes; all others are named as not read."""


def flatten(entry: Mapping[str, Any], above: str = "") -> Record:
    """Return the texts of an object, those of objects within it under “outer/inner”.

    >>> flatten({"id": 7, "meta": {"year": 2024}, "type": {"choices": ["T01", "T06"]}})
    {'id': '7', 'meta/year': '2024', 'type': 'T01; T06'}
    """
    if len(above) > _LONGEST_PATH:
        # Each of the names within would be as long: a small file could fill the memory.
        raise RecursionError
    record: Record = {}
    for name, value in entry.items():
        if isinstance(value, dict) and set(value) == {"choices"}:
            record[above + name] = _joined(value["choices"])
        elif isinstance(value, dict):
            record.update(flatten(value, f"{above}{name}/"))
        else:
            record[above + name] = cell_text(value)
    return record


def _joined(labels: Any) -> str:
    """Return labels side by side; of a path to a label, the label."""
    each = labels if isinstance(labels, list) else [labels]
    return BETWEEN.join(
        cell_text(label[-1] if isinstance(label, list) and label else label) for label in each
    )


def is_task(entry: Mapping[str, Any]) -> bool:
    """Say whether a record is one of Label Studio's: texts under “data”, answers beside it."""
    return isinstance(entry.get("data"), dict) and isinstance(entry.get("annotations"), list)


def task_records(task: Mapping[str, Any], table: AliasTable) -> list[Record]:
    """Return a record for each person's annotation, with the coder; one where there is none."""
    texts = flatten(task["data"])
    fields = [field for field, _ in filter(None, map(table.find, texts))]
    if "id" not in fields and "id" in task:
        texts = {"FragmentID": cell_text(task["id"]), **texts}
    records = []
    for coder, annotation in _latest(task).items():
        record = dict(texts)
        for name, labels in _answers(annotation):
            before = record[name] + BETWEEN if name in record and name not in texts else ""
            record[name] = before + _joined(labels)
        records.append({**record, "Coder": coder})
    return records or [texts]


def unread_answers(task: Mapping[str, Any]) -> set[str]:
    """Return the kinds of a task's answers that are no codes."""
    kinds = {
        str(result.get("type"))
        for annotation in _latest(task).values()
        for result in _results(annotation)
    }
    return kinds - set(_READ)


def not_handed_in(task: Mapping[str, Any]) -> Counter[str]:
    """Return how many things of each kind a task holds that are nobody's answer."""
    handed_in = _handed_in(task)
    counts = Counter({"skipped annotation": len(task["annotations"]) - len(handed_in)})
    counts["earlier annotation"] = len(handed_in) - len(_latest(task))
    for name in ("prediction", "draft"):
        others = task.get(f"{name}s")
        counts[name] = len(others) if isinstance(others, list) else 0
    return counts


def _latest(task: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return each person's latest annotation; whoever is not named counts as a person."""
    latest: dict[str, Mapping[str, Any]] = {}
    nameless = 0
    for annotation in _handed_in(task):
        coder = _annotator(annotation)
        if not coder:
            nameless += 1
            coder = f"Annotator {nameless}"
        if _time(annotation) >= _time(latest.get(coder, {})):
            latest[coder] = annotation
    return latest


def _time(annotation: Mapping[str, Any]) -> str:
    return cell_text(annotation.get("updated_at") or annotation.get("created_at"))


def _handed_in(task: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the annotations that were not skipped."""
    annotations = task["annotations"]
    return [
        each for each in annotations if isinstance(each, dict) and not each.get("was_cancelled")
    ]


def _results(annotation: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    results = annotation.get("result")
    return [each for each in results if isinstance(each, dict)] if isinstance(results, list) else []


def _answers(annotation: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Go through the questions that were answered with labels."""
    for result in _results(annotation):
        kind, value = result.get("type"), result.get("value")
        if kind not in _READ or not isinstance(value, dict):
            continue
        yield str(result.get("from_name")), value.get(kind) or []


def _annotator(annotation: Mapping[str, Any]) -> str:
    person = annotation.get("completed_by")
    if isinstance(person, dict):
        person = person.get("email") or person.get("id")
    return cell_text(person)
