import json
from dataclasses import replace

import numpy as np
import pytest
from test_outputs import left_over

from classifier.errors import ModelError, OutputError
from classifier.features import embed, model_texts
from classifier.store import load_model, model_name, save_model
from classifier.train import TrainConfig, fit, gather


@pytest.fixture
def model(coded, codebook, letters):
    fragments, codings = coded
    return fit(gather(fragments, codings, codebook, [letters]), TrainConfig()).model


def test_a_model_read_back_gives_the_same_probabilities(model, coded, letters, tmp_path):
    save_model(model, tmp_path / "m", {"MODEL_CARD.md": "# Card\n"})
    again = load_model(tmp_path / "m")
    texts = model_texts(coded[0])
    vectors = embed(texts, [letters])
    before, after = model.probabilities(texts, vectors), again.probabilities(texts, vectors)
    for target in before:
        np.testing.assert_array_equal(before[target], after[target])
    assert again.codebook == model.codebook
    assert again.languages == {"en", "fr"}
    assert (tmp_path / "m" / "MODEL_CARD.md").read_text("utf-8") == "# Card\n"


def test_saving_twice_gives_identical_files(model, tmp_path):
    for name in ("a", "b"):
        save_model(model, tmp_path / name, {})
    names = [p.name for p in (tmp_path / "a").iterdir()]
    assert len(names) == 4
    for name in names:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_a_model_is_named_by_its_folder_and_contents(model, tmp_path):
    save_model(model, tmp_path / "sample", {})
    name = model_name(tmp_path / "sample")
    assert name.startswith("sample@")
    assert len(name) == len("sample@3f2a")
    assert load_model(tmp_path / "sample").name == name


def test_an_existing_model_is_replaced_only_when_asked(model, tmp_path):
    save_model(model, tmp_path / "m", {})
    with pytest.raises(OutputError, match="exists already"):
        save_model(model, tmp_path / "m", {})
    save_model(model, tmp_path / "m", {"note.md": "new"}, force=True)
    assert (tmp_path / "m" / "note.md").exists()
    assert [p.name for p in tmp_path.iterdir()] == ["m"]


def test_a_folder_that_is_no_model_is_never_replaced(model, tmp_path):
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "thesis.docx").write_text("years of work", "utf-8")
    with pytest.raises(OutputError, match="not a model folder"):
        save_model(model, tmp_path / "m", {}, force=True)
    assert (tmp_path / "m" / "thesis.docx").exists()


def test_a_failed_write_leaves_the_old_model(model, tmp_path):
    save_model(model, tmp_path / "m", {})
    before = model_name(tmp_path / "m")
    broken = replace(model, facts={"date": object()})  # JSON cannot hold it
    with pytest.raises(TypeError):
        save_model(broken, tmp_path / "m", {}, force=True)
    assert model_name(tmp_path / "m") == before
    assert [p.name for p in tmp_path.iterdir()] == ["m"]


def test_a_run_killed_between_two_renames_leaves_the_old_model(model, tmp_path):
    save_model(model, tmp_path / "m", {})
    (tmp_path / "m").rename(left_over(tmp_path, ".m.replaced-RUN-00c0ffee"))
    assert load_model(tmp_path / "m").name.startswith("m@")
    assert [p.name for p in tmp_path.iterdir()] == ["m"]


def test_an_unwritable_place_is_said_in_words(model, tmp_path):
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(OutputError, match="cannot be written"):
        save_model(model, tmp_path / "file" / "m", {})


@pytest.fixture
def saved(model, tmp_path):
    save_model(model, tmp_path / "m", {})
    return tmp_path / "m"


def edit_manifest(folder, **changes):
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    manifest.update(changes)
    path.write_text(json.dumps(manifest), "utf-8")


def test_a_folder_without_manifest_is_no_model(tmp_path):
    with pytest.raises(ModelError, match=r"no manifest\.json"):
        load_model(tmp_path)


def test_a_manifest_that_is_no_json_is_said(saved):
    (saved / "manifest.json").write_text("{", "utf-8")
    with pytest.raises(ModelError, match="cannot be read"):
        load_model(saved)


def test_another_format_is_refused(saved):
    edit_manifest(saved, format=99)
    with pytest.raises(ModelError, match="format 99; this program reads format 1"):
        load_model(saved)


def test_an_incomplete_manifest_is_refused(saved):
    path = saved / "manifest.json"
    path.write_text(json.dumps({"format": 1, "files": {}}), "utf-8")
    with pytest.raises(ModelError, match="incomplete: codebook_sha256"):
        load_model(saved)


@pytest.mark.parametrize("name", ["heads.npz", "neighbours.npz", "codebook.yaml"])
def test_a_changed_or_missing_file_is_named(saved, name):
    path = saved / name
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(ModelError, match=f"{name} was changed or damaged"):
        load_model(saved)
    path.unlink()
    with pytest.raises(ModelError, match=f"{name} is missing"):
        load_model(saved)


def test_another_codebook_is_refused(saved):
    edit_manifest(saved, codebook_sha256="0" * 64)
    with pytest.raises(ModelError, match="not the model's own"):
        load_model(saved)


def test_targets_that_do_not_fit_the_arrays_are_refused(saved):
    manifest = json.loads((saved / "manifest.json").read_text("utf-8"))
    manifest["targets"]["type"]["labels"] = ["LAW"]
    edit_manifest(saved, targets=manifest["targets"])
    with pytest.raises(ModelError, match="does not fit together"):
        load_model(saved)


def test_weights_of_another_shape_are_refused(model, tmp_path):
    narrow = {name: w[:, :-1] for name, w in model.coefficients.items()}
    save_model(replace(model, coefficients=narrow), tmp_path / "m", {})
    with pytest.raises(ModelError, match="weights of words have shape"):
        load_model(tmp_path / "m")


def test_neighbours_of_another_shape_are_refused(model, tmp_path):
    fewer = {name: table[1:] for name, table in model.neighbours.labels.items()}
    wrong = replace(model, neighbours=replace(model.neighbours, labels=fewer))
    save_model(wrong, tmp_path / "m", {})
    with pytest.raises(ModelError, match="neighbours' labels of type"):
        load_model(tmp_path / "m")


def test_a_pickle_in_the_folder_is_not_run(saved):
    arrays = dict(np.load(saved / "heads.npz"))
    arrays["type"] = np.array([print], dtype=object)
    np.savez(saved / "heads.npz", **arrays)
    import hashlib

    manifest = json.loads((saved / "manifest.json").read_text("utf-8"))
    manifest["files"]["heads.npz"] = hashlib.sha256((saved / "heads.npz").read_bytes()).hexdigest()
    edit_manifest(saved, files=manifest["files"])
    with pytest.raises(ModelError, match="does not fit together"):
        load_model(saved)
