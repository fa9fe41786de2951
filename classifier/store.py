"""A model folder: whole or not at all; nothing in it runs code when read.

manifest.json    versions, hashes, counts, date: read and checked before anything else
codebook.yaml    the codebook the labels come from
heads.npz        plain arrays: n-grams, weights, calibration, thresholds
neighbours.npz   ids, labels and vectors of non-confidential coded fragments
MODEL_CARD.md    what the model is and is not, for people
evaluation/      figures from held-out scores
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from classifier.codebook import codebook_hash, dump_codebook, read_codebook
from classifier.errors import ModelError
from classifier.features import Blocks, LabelNames, SparseBlock
from classifier.guard import refuse_existing, replace_folder
from classifier.json_shape import NUMBER, fits, read_shaped
from classifier.model.accept import HeldOut
from classifier.model.calibration import PooledCalibration
from classifier.model.fitted import Model, Neighbours, target_order
from classifier.model.head import Head
from classifier.model.taught_examples import TaughtExamples, quotable, taught_examples
from classifier.model.votes import Trust, VotedHead
from classifier.npz import HINT, MOST, TEXTS, Layout, read_arrays, write_arrays
from classifier.outputs import put_back, refuse_foreign, sha256_of
from classifier.text_files import read_bytes

if TYPE_CHECKING:
    from classifier.codebook import Codebook

    Arrays = dict[str, np.ndarray]  # several dtypes

FORMAT = 1
_VOTES = (
    "votes", "votes_thresholds", "votes_probabilities", "votes_right", "votes_groups"
)  # fmt: skip
# Rise and shift of a calibration that does not bend.
STRAIGHT = (1.0, 0.0)
EXAMPLE_NUMBERS = ("weights", "centres", "least")
HASHED = ("codebook.yaml", "heads.npz", "neighbours.npz")
MANIFEST = {
    "format": int,
    "codebook_sha256": str,
    "files": dict.fromkeys(HASHED, str),
    "languages": [str],
    "encoders": [{"name": str, "weights_sha256": str, "n_dims": int, "share": NUMBER}],
    "targets": {str: {"labels": [str], "single": bool, "calibrated": bool, "name_encoders": [str]}},
    "facts": {"groups?": str, "files?": {str: str}, "read_as?": {str: str}, "n_coded?": {str: int}},
}
# Every array of a model; what stands in braces is each target and encoder.
_LABELS = ("n_labels of {target}",)
_TINY = 1e-12
HEADS = {
    "words/terms": Layout(TEXTS, ("n_words",)),
    "words/idf": Layout("float32", ("n_words",)),
    "characters/terms": Layout(TEXTS, ("n_characters",)),
    "characters/idf": Layout("float32", ("n_characters",)),
    "centres/{encoder}": Layout("float32", ("n_dims of {encoder}",), optional=True),
    "weights/words": Layout("float32", ("n_words", "n_labels")),
    "weights/characters": Layout("float32", ("n_characters", "n_labels")),
    "weights/{encoder}:story": Layout("float32", ("n_dims of {encoder}", "n_labels")),
    "weights/{encoder}:outcome": Layout("float32", ("n_dims of {encoder}", "n_labels")),
    "target/{target}/intercept": Layout("float64", _LABELS),
    "target/{target}/own_thresholds": Layout("float64", _LABELS),
    "target/{target}/n_examples": Layout("int64", _LABELS, 0),
    "target/{target}/prior": Layout("float64", _LABELS, _TINY, 1 - _TINY),
    "target/{target}/name_slopes": Layout("float64", ("n_features of {target}",)),
    "target/{target}/label_offsets": Layout("float64", _LABELS),
    "target/{target}/fall": Layout("float64", _LABELS, optional=True),
    "target/{target}/rise_and_shift": Layout("float64", (2,), optional=True),
    # The common threshold, the scale of scores, three slopes and the spread of names.
    "target/{target}/numbers": Layout("float64", (6,), (-MOST, _TINY, *[-MOST] * 3, _TINY)),
    "target/{target}/held_out_probabilities": Layout("float64", ("held out of {target}",), 0, 1),
    "target/{target}/held_out_right": Layout("bool", ("held out of {target}",), 0, 1),
    "target/{target}/held_out_groups": Layout("int64", ("held out of {target}",)),
    # Slope, weight and shift of the votes, the mean vote, and the common threshold with them.
    "target/{target}/votes": Layout("float64", (5,), optional=True),
    "target/{target}/votes_thresholds": Layout("float64", _LABELS, 0, 1, optional=True),
    "target/{target}/votes_probabilities": Layout(
        "float64", ("held out with votes of {target}",), 0, 1, optional=True
    ),
    "target/{target}/votes_right": Layout(
        "bool", ("held out with votes of {target}",), 0, 1, optional=True
    ),
    "target/{target}/votes_groups": Layout(
        "int64", ("held out with votes of {target}",), optional=True
    ),
    "target/{target}/name_terms": Layout(TEXTS, ("n_terms of {target}",)),
    "target/{target}/name_shares": Layout("float64", ("n_terms of {target}", *_LABELS)),
    "target/{target}/contained_mean": Layout("float64", _LABELS),
    "target/{target}/name_vectors/{encoder}": Layout("float32", (*_LABELS, "n_dims of {encoder}")),
    "target/{target}/name_means/{encoder}": Layout("float64", _LABELS),
    "target/{target}/name_spreads/{encoder}": Layout("float64", _LABELS, _TINY),
}
NEIGHBOURS = {
    "ids": Layout(TEXTS, ("n_neighbours",)),
    "labels/{target}": Layout("bool", ("n_neighbours", *_LABELS), 0, 1),
    "vectors/{encoder}": Layout("float32", ("n_neighbours", "n_dims of {encoder}")),
    "examples/weights": Layout("float64", ("n_examples",), optional=True),
    "examples/centres": Layout("float64", ("n_examples",), optional=True),
    "examples/least": Layout("float64", ("n_examples",), optional=True),
    "examples/vectors/{encoder}": Layout(
        "float32", ("n_examples", "n_dims of {encoder}"), optional=True
    ),
}


def save_model(
    model: Model, folder: Path, documents: Mapping[str, str], *, force: bool = False
) -> None:
    """Write a model folder beside its place and rename it.

    Parameters
    ----------
    model : what to keep; its ``facts`` become the manifest's
    documents : further text files by their path in the folder, such as MODEL_CARD.md
    force : replace a model of the same name
    """
    put_back(folder)
    refuse_folder(folder, force)
    with replace_folder(folder, force) as place:
        place.mkdir()
        (place / "codebook.yaml").write_text(dump_codebook(model.codebook), "utf-8")
        write_arrays(place / "heads.npz", _head_arrays(model))
        write_arrays(place / "neighbours.npz", _neighbour_arrays(model))
        for name, text in documents.items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_text(text, "utf-8")
        manifest = {
            "format": FORMAT,
            "codebook_sha256": codebook_hash(model.codebook),
            "files": {name: sha256_of(place / name) for name in HASHED},
            "languages": sorted(model.languages),
            "encoders": [
                {
                    "name": name,
                    "weights_sha256": model.encoder_hashes[name],
                    "n_dims": model.blocks.n_dims[name],
                    "share": share,
                }
                for name, share in model.blocks.encoders.items()
            ],
            "targets": {name: _head_facts(head) for name, head in model.heads.items()},
            "facts": model.facts,
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=1)
        (place / "manifest.json").write_text(text + "\n", "utf-8")


def load_model(folder: Path) -> Model:
    """Read a model folder, checking format, hashes and shapes in this order."""
    put_back(folder)
    manifest = _manifest(folder)
    for name in HASHED:
        if not (folder / name).is_file():
            raise ModelError(f"{folder / name} is missing.", hint=HINT)
        if sha256_of(folder / name) != manifest["files"][name]:
            raise ModelError(f"{folder / name} was changed or damaged.", hint=HINT)
    codebook = read_codebook(folder / "codebook.yaml")
    if codebook_hash(codebook) != manifest["codebook_sha256"]:
        raise ModelError(f"{folder / 'codebook.yaml'} is not the model's own.", hint=HINT)
    _check_targets(folder, manifest, codebook)
    return _model(folder, manifest, codebook)


def model_name(folder: Path) -> str:
    """Name a model by its folder and the first letters of its contents' hash: "sample@3f2a"."""
    return f"{folder.resolve().name}@{model_hash(folder)[:4]}"


def model_hash(folder: Path) -> str:
    """Give the sha256 of a model's contents."""
    files = json.dumps(_manifest(folder)["files"], sort_keys=True)
    return hashlib.sha256(files.encode()).hexdigest()


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / "manifest.json"
    if not path.is_file():
        raise ModelError(
            f"{folder} is not a model folder: it has no manifest.json.",
            hint="Name a folder that `classifier train … --out FOLDER` made.",
        )
    manifest: dict[str, Any] | None = read_shaped(read_bytes(path, str(path)), {str: object})
    if manifest is None:
        raise ModelError(f"{path} is damaged: it is no JSON object.", hint=HINT)
    _refuse_other_format(path, manifest.get("format"))
    if not fits(manifest, MANIFEST):
        raise ModelError(f"{path} is damaged or incomplete.", hint=HINT)
    return manifest


def _refuse_other_format(path: Path, found: object) -> None:
    """Say of a model that another version of the program wrote what to do: see docs/versions.md."""
    if found == FORMAT:
        return
    if not isinstance(found, int):
        raise ModelError(f"{path} is damaged: it names no format.", hint=HINT)
    again = "Train the model again with this version; its codebook.yaml can be used."
    newer = found > FORMAT
    raise ModelError(
        f"{path} was written by {'a newer' if newer else 'an older'} version of this program: "
        f"its format is {found}, this version reads {FORMAT}.",
        hint=f"Install the version that it names under “packages”. Or: {again}" if newer else again,
    )


def refuse_folder(folder: Path, force: bool) -> None:
    """Say that ``folder`` cannot become a model: asked before training as well as after it."""
    refuse_existing(folder, force)
    refuse_foreign(folder, "manifest.json", "a model folder")


def _head_facts(head: Head) -> dict[str, object]:
    return {
        "labels": list(head.labels),
        "single": head.single,
        "calibrated": head.calibrated,
        "name_encoders": list(head.names.vectors),
    }


def _head_arrays(model: Model) -> Arrays:
    arrays: Arrays = {}
    for block in (model.blocks.words, model.blocks.characters):
        arrays[f"{block.kind}/terms"] = _packed(block.terms)
        arrays[f"{block.kind}/idf"] = block.idf
    arrays |= {f"centres/{name}": centre for name, centre in model.blocks.centres.items()}
    for name, weights in model.coefficients.items():
        arrays[f"weights/{name}"] = weights
    for name, head in model.heads.items():
        arrays.update({f"target/{name}/{key}": a for key, a in _one_head(head).items()})
    return arrays


def _one_head(head: Head) -> Arrays:
    scale, names = head.calibration, head.names
    arrays: Arrays = {
        "intercept": head.intercept,
        "own_thresholds": head.own_thresholds,
        "n_examples": head.n_examples,
        "prior": scale.prior,
        "name_slopes": scale.name_slopes,
        "label_offsets": scale.label_offsets,
        "fall": scale.fall,
        "rise_and_shift": np.array([scale.rise, scale.shift]),
        "numbers": np.array(
            [
                head.common_threshold,
                scale.score_scale,
                scale.score_slope,
                scale.prior_slope,
                scale.intercept,
                names.contained_spread,
            ]
        ),
        "held_out_probabilities": head.held_out.probabilities,
        "held_out_right": head.held_out.right,
        "held_out_groups": head.held_out.groups,
        "name_terms": _packed(names.terms),
        "name_shares": names.shares,
        "contained_mean": names.contained_mean,
    }
    if head.voted is not None:
        arrays |= _votes_arrays(head.voted)
    for encoder in names.vectors:
        arrays[f"name_vectors/{encoder}"] = names.vectors[encoder]
        arrays[f"name_means/{encoder}"] = names.means[encoder]
        arrays[f"name_spreads/{encoder}"] = names.spreads[encoder]
    return arrays


def _votes_arrays(voted: VotedHead) -> Arrays:
    trust = voted.trust
    numbers = [trust.slope, trust.weight, trust.shift, trust.mean_vote, voted.common_threshold]
    return {
        "votes": np.array(numbers),
        "votes_thresholds": voted.own_thresholds,
        "votes_probabilities": voted.held_out.probabilities,
        "votes_right": voted.held_out.right,
        "votes_groups": voted.held_out.groups,
    }


def _voted(own: dict[str, Any]) -> VotedHead | None:
    """Return what a model has learned of votes; None where it has not."""
    missing = [name for name in _VOTES if name not in own]
    if len(missing) == len(_VOTES):
        return None
    if missing:
        raise ModelError(f"heads.npz holds no {missing[0]} beside its other numbers.", hint=HINT)
    slope, weight, shift, mean_vote, common = map(float, own["votes"])
    held_out = HeldOut(own["votes_probabilities"], own["votes_right"], own["votes_groups"])
    trust = Trust(slope, weight, shift, mean_vote)
    return VotedHead(trust, common, own["votes_thresholds"], held_out)


def _neighbour_arrays(model: Model) -> Arrays:
    neighbours, examples = model.neighbours, model.examples
    arrays: Arrays = {"ids": _packed(neighbours.ids)}
    arrays.update({f"labels/{name}": table for name, table in neighbours.labels.items()})
    arrays.update({f"vectors/{name}": rows for name, rows in neighbours.vectors.items()})
    if examples is not None:
        arrays |= {f"examples/{key}": getattr(examples, key) for key in EXAMPLE_NUMBERS}
        vectors = examples.vectors.outcomes
        arrays |= {f"examples/vectors/{name}": rows for name, rows in vectors.items()}
    return arrays


def _check_targets(folder: Path, manifest: dict[str, Any], codebook: Codebook) -> None:
    """Compare what a manifest tells of targets and encoders with the codebook and with itself."""
    encoders = [encoder["name"] for encoder in manifest["encoders"]]
    labels = {name: tuple(facts["labels"]) for name, facts in manifest["targets"].items()}
    if list(labels) != list(target_order(codebook)) or any(
        codebook.target(name).ids != ids for name, ids in labels.items()
    ):
        raise ModelError(f"The labels of {folder} are not its codebook's.", hint=HINT)
    shares = [encoder["share"] for encoder in manifest["encoders"]]
    if (
        len(set(encoders)) < len(encoders)
        or any(facts["name_encoders"] != encoders for facts in manifest["targets"].values())
        or not all(0 < share <= 1 for share in shares)
    ):
        raise ModelError(f"The encoders of {folder} do not fit together.", hint=HINT)


def _model(folder: Path, manifest: dict[str, Any], codebook: Codebook) -> Model:
    encoders = {encoder["name"]: encoder for encoder in manifest["encoders"]}
    sizes = _sizes(manifest, codebook)
    tables = [
        _of_each(table, list(manifest["targets"]), list(encoders)) for table in (HEADS, NEIGHBOURS)
    ]
    arrays = read_arrays(folder / "heads.npz", tables[0], sizes)
    near = read_arrays(folder / "neighbours.npz", tables[1], sizes)
    blocks = Blocks(
        SparseBlock("words", arrays["words/terms"], arrays["words/idf"]),
        SparseBlock("characters", arrays["characters/terms"], arrays["characters/idf"]),
        {name: float(encoder["share"]) for name, encoder in encoders.items()},
        {name: encoder["n_dims"] for name, encoder in encoders.items()},
        # A model of before centres were learned, or of encoders that need none, has none.
        {name: arrays[f"centres/{name}"] for name in encoders if f"centres/{name}" in arrays},
    )
    heads = {name: _head(name, facts, arrays) for name, facts in manifest["targets"].items()}
    return Model(
        name=model_name(folder),
        codebook=codebook,
        blocks=blocks,
        coefficients={name: arrays[f"weights/{name}"] for name in blocks.weights},
        heads=heads,
        neighbours=Neighbours(
            near["ids"],
            {name: near[f"labels/{name}"] for name in heads},
            {name: near[f"vectors/{name}"] for name in encoders},
        ),
        encoder_hashes={name: encoder["weights_sha256"] for name, encoder in encoders.items()},
        languages=frozenset(manifest["languages"]),
        facts=manifest["facts"],
        examples=_examples(near, codebook, list(encoders)),
    )


def _examples(
    near: Mapping[str, Any], codebook: Codebook, encoders: Sequence[str]
) -> TaughtExamples | None:
    """Read what is needed to quote examples; None where a model has not all of it."""
    names = {f"examples/{key}": key for key in EXAMPLE_NUMBERS}
    places = {f"examples/vectors/{name}": name for name in encoders}
    if not {*names, *places} <= near.keys():
        return None
    numbers = {key: near[name] for name, key in names.items()}
    vectors = {name: near[place] for place, name in places.items()}
    return taught_examples(codebook, vectors, numbers)


def _sizes(manifest: dict[str, Any], codebook: Codebook) -> dict[str, int]:
    """Return the sizes of arrays that manifest and codebook tell."""
    sizes = {f"n_dims of {one['name']}": one["n_dims"] for one in manifest["encoders"]}
    for target in codebook.targets:
        sizes[f"n_labels of {target.id}"] = len(target.ids)
        sizes[f"n_features of {target.id}"] = 3 if target.derived_from else 2
    sizes["n_examples"] = len(list(quotable(codebook)))
    return sizes | {"n_labels": sum(len(target.ids) for target in codebook.targets)}


def _of_each(
    table: Mapping[str, Layout], targets: Sequence[str], encoders: Sequence[str]
) -> dict[str, Layout]:
    """Repeat the rows of a table for each target and encoder that they name."""
    rows = {}
    for (name, layout), target, encoder in product(table.items(), targets, (*encoders, "")):
        if encoder or "{encoder}" not in name:
            each = {"target": target, "encoder": encoder}
            shape = (
                size.format(**each) if isinstance(size, str) else size for size in layout.shape
            )
            rows[name.format(**each)] = replace(layout, shape=tuple(shape))
    return rows


def _head(name: str, facts: dict[str, Any], arrays: dict[str, Any]) -> Head:
    mine = f"target/{name}/"
    own = {key.removeprefix(mine): a for key, a in arrays.items() if key.startswith(mine)}
    common, scale, score_slope, prior_slope, offset, spread = own["numbers"]
    rise, shift = own.get("rise_and_shift", STRAIGHT)  # a model of before the bend has none
    encoders = facts["name_encoders"]
    names = LabelNames(
        vectors={e: own[f"name_vectors/{e}"] for e in encoders},
        means={e: own[f"name_means/{e}"] for e in encoders},
        spreads={e: own[f"name_spreads/{e}"] for e in encoders},
        terms=own["name_terms"],
        shares=own["name_shares"],
        contained_mean=own["contained_mean"],
        contained_spread=float(spread),
    )
    calibration = PooledCalibration(
        prior=own["prior"],
        score_scale=float(scale),
        score_slope=float(score_slope),
        name_slopes=own["name_slopes"],
        prior_slope=float(prior_slope),
        intercept=float(offset),
        label_offsets=own["label_offsets"],
        rise=float(rise),
        fall=own.get("fall", np.ones(len(own["prior"]))),
        shift=float(shift),
    )
    return Head(
        target=name,
        labels=tuple(facts["labels"]),
        intercept=own["intercept"],
        calibration=calibration,
        names=names,
        common_threshold=float(common),
        own_thresholds=own["own_thresholds"],
        n_examples=own["n_examples"],
        single=bool(facts["single"]),
        calibrated=bool(facts["calibrated"]),
        held_out=HeldOut(
            own["held_out_probabilities"], own["held_out_right"], own["held_out_groups"]
        ),
        voted=_voted(own),
    )


def _packed(texts: tuple[str, ...]) -> np.ndarray:
    """Put texts without line breaks into one array of bytes."""
    return np.frombuffer("\n".join(texts).encode(), dtype=np.uint8)
