import io
import json
import zipfile
from dataclasses import replace

import numpy as np
import pytest
from test_outputs import left_over

from classifier.errors import ModelError, OutputError
from classifier.features import embed, model_texts
from classifier.outputs import sha256_of
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
    np.testing.assert_array_equal(again.blocks.centres["letters"], model.blocks.centres["letters"])
    assert again.languages == {"en", "fr"}
    assert (tmp_path / "m" / "MODEL_CARD.md").read_text("utf-8") == "# Card\n"


def test_encoders_that_need_no_centre_have_none_in_the_folder(coded, codebook, letters, tmp_path):
    letters.name = "use"
    model = fit(gather(*coded, codebook, [letters]), TrainConfig()).model
    save_model(model, tmp_path / "m", {})
    with np.load(tmp_path / "m" / "heads.npz") as heads:
        assert not [name for name in heads if name.startswith("centres")]
    assert load_model(tmp_path / "m").blocks.centres == {}


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


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "is damaged"),
        ("[1]", "is damaged"),
        ("[" * 100_000, "is damaged"),
        ('{"format": 1, "files": {}}', "damaged or incomplete"),
        ('{"format": "one"}', "damaged: it names no format"),
        ("{}", "damaged: it names no format"),
    ],
)
def test_a_manifest_that_is_none_is_said(saved, text, said):
    (saved / "manifest.json").write_text(text, "utf-8")
    with pytest.raises(ModelError, match=rf"manifest\.json .*{said}"):
        load_model(saved)


@pytest.mark.parametrize(
    "changes",
    [
        {"codebook_sha256": 5},
        {"files": {"heads.npz": "x"}},
        {"languages": "en"},
        {"encoders": [{"name": "letters"}]},
        {"encoders": [{"name": "x", "weights_sha256": "y", "n_dims": 1, "share": float("nan")}]},
        {"targets": {"type": None}},
        {"facts": {"files": ["harvest.csv"]}},
    ],
)
def test_a_manifest_of_another_shape_is_refused(saved, changes):
    edit_manifest(saved, **changes)
    with pytest.raises(ModelError, match="damaged or incomplete"):
        load_model(saved)


def test_encoders_that_weigh_nothing_are_refused(saved):
    manifest = json.loads((saved / "manifest.json").read_text("utf-8"))
    manifest["encoders"][0]["share"] = -1
    edit_manifest(saved, encoders=manifest["encoders"])
    with pytest.raises(ModelError, match=r"encoders of .* do not fit together"):
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


def test_targets_that_are_not_the_codebooks_are_refused(saved):
    manifest = json.loads((saved / "manifest.json").read_text("utf-8"))
    targets = manifest["targets"]
    for wrong in ({**targets, "type": targets["type"] | {"labels": ["LAW"]}}, {}):
        edit_manifest(saved, targets=wrong)
        with pytest.raises(ModelError, match=r"labels of .* are not its codebook's"):
            load_model(saved)


def stored(values):
    """Return an array as the member of a .npz, be it of Python objects."""
    stream = io.BytesIO()
    np.lib.format.write_array(stream, values, (1, 0))
    return stream.getvalue()


def swap_array(folder, name, content, packed=zipfile.ZIP_STORED):
    """Put other bytes in place of one array, and what a manifest knows of the file with it."""
    path = folder / (
        "neighbours.npz" if name.startswith(("ids", "labels", "vectors")) else "heads.npz"
    )
    with zipfile.ZipFile(path) as archive:
        members = {one: archive.read(one) for one in archive.namelist()}
    old = np.load(io.BytesIO(members[f"{name}.npy"]))
    members[f"{name}.npy"] = content(old)
    with zipfile.ZipFile(path, "w", packed) as archive:
        for one, data in members.items():
            if data:
                archive.writestr(one, data)
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    manifest["files"][path.name] = sha256_of(path)
    edit_manifest(folder, files=manifest["files"])


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("weights/words", lambda a: stored(a[:, :-1]), "has the shape"),
        ("weights/words", lambda a: stored(a[0]), "has the shape"),
        ("weights/words", lambda a: stored(a * np.nan), "numbers that cannot be"),
        ("weights/words", lambda a: stored(a + np.inf), "numbers that cannot be"),
        ("weights/words", lambda a: stored(a.astype("float64")), "holds float64, not float32"),
        ("weights/words", lambda a: stored(a.astype(object)), "holds object, not float32"),
        (
            "weights/words",
            lambda a: stored(a).replace(b"'shape': (", b"'shape': (9999999999999,", 1),
            "which is not what follows",
        ),
        ("weights/words", lambda a: stored(a)[:-4], "which is not what follows"),
        ("weights/words", lambda a: stored(a)[:40], "is damaged"),
        ("weights/words", lambda a: b"no array", "is damaged"),
        ("weights/words", lambda a: b"", "is missing"),
        ("words/idf", lambda a: stored(a[:-1]), "has the shape"),
        ("words/terms", lambda a: stored(a | 128), "bytes are no text"),
        ("target/type/numbers", lambda a: stored(a * 0), "numbers that cannot be"),
        ("target/type/prior", lambda a: stored(a * 0), "numbers that cannot be"),
        ("target/type/held_out_right", lambda a: stored(a[:-1]), "has the shape"),
        ("target/type/name_spreads/letters", lambda a: stored(-a), "numbers that cannot be"),
        ("labels/type", lambda a: stored(a[1:]), "has the shape"),
        (
            "labels/type",
            lambda a: stored((a.view("uint8") * 7).view("bool")),
            "numbers that cannot be",
        ),
        ("vectors/letters", lambda a: stored(a[:, 1:]), "has the shape"),
    ],
)
def test_an_array_that_is_not_as_the_table_says_is_named(saved, name, content, said):
    swap_array(saved, name, content)
    with pytest.raises(ModelError, match=rf"npz: {name} .*{said}"):
        load_model(saved)


def test_a_packed_array_is_refused_before_it_is_unpacked(saved):
    swap_array(saved, "weights/words", lambda a: stored(a), zipfile.ZIP_DEFLATED)
    with pytest.raises(ModelError, match=r"heads\.npz is packed"):
        load_model(saved)


def test_an_archive_cut_short_is_named(saved):
    swap_array(saved, "weights/words", lambda a: stored(a))
    path = saved / "heads.npz"
    path.write_bytes(path.read_bytes()[:-50])
    manifest = json.loads((saved / "manifest.json").read_text("utf-8"))
    edit_manifest(saved, files=manifest["files"] | {"heads.npz": sha256_of(path)})
    with pytest.raises(ModelError, match=r"heads\.npz is damaged"):
        load_model(saved)


def test_a_model_of_before_the_bend_is_read(saved):
    swap_array(saved, "target/type/rise_and_shift", lambda a: b"")
    swap_array(saved, "target/type/fall", lambda a: b"")
    assert load_model(saved).heads["type"].calibration.rise == 1.0
