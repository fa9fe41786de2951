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
import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import numpy as np

from classifier.codebook import codebook_hash, dump_codebook, read_codebook
from classifier.decide.guard import refuse_existing, replace_folder
from classifier.errors import ModelError
from classifier.features import Blocks, LabelNames, SparseBlock
from classifier.model.accept import HeldOut
from classifier.model.calibration import PooledCalibration
from classifier.model.fitted import Model, Neighbours
from classifier.model.head import Head
from classifier.outputs import put_back, refuse_foreign, sha256_of

if TYPE_CHECKING:
    from classifier.codebook import Codebook

    Arrays = dict[str, np.ndarray]  # several dtypes

FORMAT = 1
# Rise and shift of a calibration that does not bend.
STRAIGHT = (1.0, 0.0)
HASHED = ("codebook.yaml", "heads.npz", "neighbours.npz")
_REBUILD = "Train the model again, or get the whole folder anew from whoever made it."


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
        write_arrays(place / "neighbours.npz", _neighbour_arrays(model.neighbours))
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
    for name, expected in manifest["files"].items():
        if not (folder / name).is_file():
            raise ModelError(f"{folder / name} is missing.", hint=_REBUILD)
        if sha256_of(folder / name) != expected:
            raise ModelError(f"{folder / name} was changed or damaged.", hint=_REBUILD)
    codebook = read_codebook(folder / "codebook.yaml")
    if codebook_hash(codebook) != manifest["codebook_sha256"]:
        raise ModelError(f"{folder / 'codebook.yaml'} is not the model's own.", hint=_REBUILD)
    try:
        return _model(folder, manifest, codebook)
    except (KeyError, IndexError, TypeError, AttributeError, ValueError, BadZipFile) as error:
        raise ModelError(f"{folder} does not fit together: {error}.", hint=_REBUILD) from error


def model_name(folder: Path) -> str:
    """Name a model by its folder and the first letters of its contents' hash: "sample@3f2a"."""
    return f"{folder.resolve().name}@{model_hash(folder)[:4]}"


def model_hash(folder: Path) -> str:
    """Give the sha256 of a model's contents."""
    files = json.dumps(_manifest(folder)["files"], sort_keys=True)
    return hashlib.sha256(files.encode()).hexdigest()


def write_arrays(path: Path, arrays: Arrays) -> None:
    """Write arrays as .npz; the same arrays give the same bytes, whatever the clock says."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, values in arrays.items():
            buffer = io.BytesIO()
            np.lib.format.write_array(buffer, np.ascontiguousarray(values), allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), buffer.getvalue())


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / "manifest.json"
    if not path.is_file():
        raise ModelError(
            f"{folder} is not a model folder: it has no manifest.json.",
            hint="Name a folder that `classifier train … --out FOLDER` made.",
        )
    try:
        manifest = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise ModelError(f"{path} cannot be read: {error}.", hint=_REBUILD) from error
    found = manifest.get("format") if isinstance(manifest, dict) else None
    if found != FORMAT:
        raise ModelError(
            f"{path} has format {found}; this program reads format {FORMAT}.",
            hint="Train the model again with this version of the program.",
        )
    expected = {"codebook_sha256", "files", "languages", "encoders", "targets", "facts"}
    missing = sorted(expected - manifest.keys())
    files = manifest.get("files")
    if missing or not isinstance(files, dict) or set(files) != set(HASHED):
        raise ModelError(f"{path} is incomplete: {', '.join(missing) or 'files'}.", hint=_REBUILD)
    return dict(manifest)


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
    for encoder in names.vectors:
        arrays[f"name_vectors/{encoder}"] = names.vectors[encoder]
        arrays[f"name_means/{encoder}"] = names.means[encoder]
        arrays[f"name_spreads/{encoder}"] = names.spreads[encoder]
    return arrays


def _neighbour_arrays(neighbours: Neighbours) -> Arrays:
    arrays: Arrays = {"ids": _packed(neighbours.ids)}
    arrays.update({f"labels/{name}": table for name, table in neighbours.labels.items()})
    arrays.update({f"vectors/{name}": rows for name, rows in neighbours.vectors.items()})
    return arrays


def _model(folder: Path, manifest: dict[str, Any], codebook: Codebook) -> Model:
    with np.load(folder / "heads.npz", allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    with np.load(folder / "neighbours.npz", allow_pickle=False) as file:
        near = {name: file[name] for name in file.files}
    encoders = manifest["encoders"]
    blocks = Blocks(
        SparseBlock("words", _unpacked(arrays["words/terms"]), arrays["words/idf"]),
        SparseBlock("characters", _unpacked(arrays["characters/terms"]), arrays["characters/idf"]),
        {e["name"]: float(e["share"]) for e in encoders},
        {e["name"]: int(e["n_dims"]) for e in encoders},
    )
    heads = {name: _head(name, facts, arrays) for name, facts in manifest["targets"].items()}
    model = Model(
        name=model_name(folder),
        codebook=codebook,
        blocks=blocks,
        coefficients={name: arrays[f"weights/{name}"] for name in blocks.weights},
        heads=heads,
        neighbours=Neighbours(
            _unpacked(near["ids"]),
            {name: near[f"labels/{name}"] for name in heads},
            {e["name"]: near[f"vectors/{e['name']}"] for e in encoders},
        ),
        encoder_hashes={e["name"]: e["weights_sha256"] for e in encoders},
        languages=frozenset(manifest["languages"]),
        facts=dict(manifest["facts"]),
    )
    _check_shapes(model)
    return model


def _head(name: str, facts: dict[str, Any], arrays: Arrays) -> Head:
    mine = f"target/{name}/"
    own = {key.removeprefix(mine): a for key, a in arrays.items() if key.startswith(mine)}
    common, scale, score_slope, prior_slope, offset, spread = own["numbers"]
    rise, shift = own.get("rise_and_shift", STRAIGHT)  # a model of before the bend has none
    encoders = facts["name_encoders"]
    names = LabelNames(
        vectors={e: own[f"name_vectors/{e}"] for e in encoders},
        means={e: own[f"name_means/{e}"] for e in encoders},
        spreads={e: own[f"name_spreads/{e}"] for e in encoders},
        terms=_unpacked(own["name_terms"]),
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
    )


def _check_shapes(model: Model) -> None:
    """Compare arrays with the codebook and with each other; ValueError names what differs."""
    n_labels = sum(len(head.labels) for head in model.heads.values())
    for name, width in model.blocks.widths.items():
        if model.coefficients[name].shape != (width, n_labels):
            found = model.coefficients[name].shape
            raise ValueError(f"weights of {name} have shape {found}, not {(width, n_labels)}")
    for name, head in model.heads.items():
        labels = model.codebook.target(name).ids
        if head.labels != labels or head.own_thresholds.shape != (len(labels),):
            raise ValueError(f"the labels of {name} are not the codebook's")
        if model.neighbours.labels[name].shape != (len(model.neighbours.ids), len(labels)):
            raise ValueError(f"the neighbours' labels of {name} have another shape")


def _packed(texts: tuple[str, ...]) -> np.ndarray:
    """Put texts without line breaks into one array of bytes."""
    return np.frombuffer("\n".join(texts).encode(), dtype=np.uint8)


def _unpacked(packed: np.ndarray) -> tuple[str, ...]:
    text = packed.tobytes().decode()
    return tuple(text.split("\n")) if text else ()
