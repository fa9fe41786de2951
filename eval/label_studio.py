"""Whether Label Studio takes what `classifier serve` predicts, by the validator of its own SDK.

    classifier serve --model models/sample --token-file token.txt
    python eval/label_studio.py http://127.0.0.1:9090 token.txt

Needs label-studio-sdk, which this program never does: run the second line in an environment of its
own. Makes a labelling interface of the model's codebook (two questions with ids as aliases, one of
paths), sends 100 of the codebook's sentences as tasks, and has each prediction validated.
"""

from __future__ import annotations

import argparse
import importlib
import json
import urllib.request
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

N_TASKS = 100


def ask(address: str, token: str, body: object = None) -> Any:
    """Ask, and return what is answered."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    request = urllib.request.Request(address, data, headers)
    with urllib.request.urlopen(request, timeout=100) as answer:
        return json.load(answer)


def interface(targets: list[dict[str, Any]]) -> str:
    """Write a labelling interface that asks for each target: the last one by paths."""
    lines = ['<Text name="outcome" value="$outcome"/>']
    for target in targets:
        labels = [
            f"<Choice value={quoteattr(label['name'])} alias={quoteattr(label['id'])}/>"
            for label in target["labels"]
        ]
        name = quoteattr(target["id"])
        if target is targets[-1]:
            inner = f'<Choice value="All of it">{"".join(labels)}</Choice>'
            lines.append(f'<Taxonomy name={name} toName="outcome">{inner}</Taxonomy>')
            continue
        choice = "multiple" if target["multiple"] else "single"
        about = f'name={name} toName="outcome" choice="{choice}"'
        lines.append(f"<Choices {about}>{''.join(labels)}</Choices>")
    return f"<View>{''.join(lines)}</View>"


def sentences(targets: list[dict[str, Any]]) -> list[str]:
    """Return what the codebook says, over and over, each time with another number."""
    said = [
        text
        for target in targets
        for label in target["labels"]
        for text in (*label.get("examples", ()), label.get("definition", ""))
        if text
    ]
    return [f"{said[n % len(said)]} ({n})" for n in range(N_TASKS)]


def main() -> None:
    """Ask for predictions, have them validated and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("address")
    parser.add_argument("token", type=Path, help="The file that holds it.")
    args = parser.parse_args()
    if find_spec("label_studio_sdk") is None:
        print("not measured: label-studio-sdk is not installed")
        return
    token = args.token.read_text("utf-8").strip()
    (model,) = ask(f"{args.address}/v1/models", token)
    book = ask(f"{args.address}/v1/models/{model['id']}/codebook", token)
    config = interface(book["targets"])
    set_up = ask(f"{args.address}/setup", token, {"schema": config})
    tasks = [
        {"id": n, "data": {"outcome": text}} for n, text in enumerate(sentences(book["targets"]))
    ]
    body = {"tasks": tasks, "label_config": config}
    results = ask(f"{args.address}/predict", token, body)["results"]
    sdk = importlib.import_module("label_studio_sdk.label_interface")
    validator = sdk.LabelInterface(config)
    wrong = [errors for one in results if (errors := validator.validate_prediction(one, True))]
    n_ticked = sum(bool(one["result"]) for one in results)
    print(f"{set_up['model_version']}: {len(results)} predictions for {len(tasks)} tasks, "
          f"{n_ticked} with an answer, {len(wrong)} refused by the SDK")  # fmt: skip
    for errors in wrong[:5]:
        print(errors)
    if wrong or len(results) != len(tasks) or not n_ticked:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
