"""Whether Label Studio takes what `classifier serve` predicts, by the validator of its own SDK.

    classifier serve --model models/sample --token-file token.txt
    python eval/label_studio.py http://127.0.0.1:9090 token.txt

Needs label-studio-sdk, which this program never does: run the second line in an environment of its
own. Makes a labelling interface of the model's codebook (questions with ids as aliases, the last by
paths), sends 100 of the codebook's sentences as tasks, and has each prediction validated. With
--studio ADDRESS and --key FILE (a legacy token of its user) a running Label Studio is asked too: a
new project there is connected, and predictions are looked for in the tasks that it exports.
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


def ask(address: str, token: str, body: object = None, scheme: str = "Bearer") -> Any:
    """Ask, and return what is answered."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"Authorization": f"{scheme} {token}", "Content-Type": "application/json"}
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


def in_studio(options: argparse.Namespace, config: str, texts: list[str], token: str) -> str:
    """Connect a new project of a running Label Studio, and say what its export holds."""
    key = options.key.read_text("utf-8").strip()

    def studio(path: str, body: object = None) -> Any:
        return ask(f"{options.studio}/api/{path}", key, body, scheme="Token")

    project = studio("projects/", {"title": "A trial", "label_config": config})["id"]
    studio(f"projects/{project}/import", [{"outcome": text} for text in texts])
    login = {"auth_method": "BASIC_AUTH", "basic_auth_user": "any", "basic_auth_pass": token}
    backend = studio("ml/", {"url": options.address, "project": project, "title": "ours", **login})
    everything = {"selectedItems": {"all": True, "excluded": []}}
    studio(f"dm/actions?id=retrieve_tasks_predictions&project={project}", everything)
    tasks = studio(f"projects/{project}/export?exportType=JSON&download_all_tasks=true")
    n_shown = sum(bool(task["predictions"]) for task in tasks)
    return (
        f"{backend['readable_state']}: {n_shown} of {len(tasks)} exported tasks have a prediction"
    )


def main() -> None:
    """Ask for predictions, have them validated and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("address")
    parser.add_argument("token", type=Path, help="The file that holds it.")
    parser.add_argument("--studio", help="The address of a running Label Studio.")
    parser.add_argument("--key", type=Path, help="The file that holds its user's token.")
    args = parser.parse_args()
    if find_spec("label_studio_sdk") is None:
        print("not measured: label-studio-sdk is not installed")
        return
    token = args.token.read_text("utf-8").strip()
    (model,) = ask(f"{args.address}/v1/models", token)
    book = ask(f"{args.address}/v1/models/{model['id']}/codebook", token)
    config = interface(book["targets"])
    set_up = ask(f"{args.address}/setup", token, {"schema": config})
    texts = sentences(book["targets"])
    tasks = [{"id": number, "data": {"outcome": text}} for number, text in enumerate(texts)]
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
    if args.studio:
        print(in_studio(args, config, texts[:10], token))
    if wrong or len(results) != len(tasks) or not n_ticked:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
