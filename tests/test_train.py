import gc
import weakref
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from conftest import THINGS, coded_fragments
from test_codebook_kit import SAMPLE
from typer.testing import CliRunner

from classifier.audit import doubts, run
from classifier.audit.doubts import doubt_target
from classifier.audit.finding import AuditConfig
from classifier.cli import app
from classifier.codebook import Codebook, Label, Target
from classifier.encode import OpenEncoders
from classifier.errors import ClassifierError, HarvestError
from classifier.evaluate.run import EvaluateConfig, evaluate_training
from classifier.evaluate.scored import predicted
from classifier.features import Texts, embed, model_texts
from classifier.records import Coding, Fragment
from classifier.relabel.scoring import Scorer
from classifier.report.training import training_documents, training_summary
from classifier.split import SplitGroups
from classifier.store import save_model
from classifier.suggest import OpenModel, SuggestConfig, suggest_fragments
from classifier.suggest.evidence import word_evidence
from classifier.train import (
    TrainConfig,
    Trained,
    TrainInputs,
    fit,
    gather,
    gather_inputs,
    read_inputs,
    require_codings,
    save_training,
    space,
    train,
)
from classifier.train.fit import chosen_blocks
from classifier.train.material import codebook_sentences, target_truth
from classifier.train.space import Space

DATA = Path(__file__).parent.parent / "data"


HEADINGS = (
    "FragmentID,OH-harvesting period,coutnry,Outcome description,Significance of the outcome,"
    "Confidential,MCQType of change,Coder"
).split(",")


def fitted_on(inputs, encoders):
    material = gather_inputs(inputs, encoders)
    return Trained(inputs, material, fit(material, TrainConfig()), TrainConfig())


def test_every_sentence_of_the_codebook_teaches_its_label(codebook):
    sentences = codebook_sentences(codebook)
    owned = [t for t, o in zip(sentences.texts, sentences.owners, strict=True) if o[1] == "GRP"]
    assert owned == [
        "New group",
        "People found a committee or network.",
        "women set up a committee",
    ]
    chosen, table = sentences.of_target(codebook.target("cluster"))
    assert [sentences.texts[i] for i in chosen] == [
        "Policies", "Rules change.", "Mobilizing", "People organise.",
    ]  # fmt: skip
    assert table.tolist() == [[1, 0], [1, 0], [0, 1], [0, 1]]


def truth_of(codings, codebook, n=2):
    fragments = [Fragment(f"F{i}", "text") for i in range(n)]
    return target_truth(fragments, codings, codebook.target("type"), codebook)


def test_a_fragment_nobody_coded_is_left_out_and_an_empty_coding_is_not(codebook):
    truth = truth_of([Coding("F1", "type", frozenset(), "C1", "2")], codebook)
    assert truth.rows.tolist() == [1]
    assert truth.values.tolist() == [[False] * 4]
    assert truth.known.all()


def test_a_label_born_later_is_unknown_in_an_old_row(codebook):
    truth = truth_of([Coding("F0", "type", frozenset({"LAW"}), "C1", "1")], codebook)
    assert truth.values.tolist() == [[True, False, False, False]]
    assert truth.known.tolist() == [[True, True, True, False]]


def test_several_coders_are_heard_by_majority_and_a_tie_counts(codebook):
    codings = [
        Coding("F0", "type", frozenset({"LAW", "GRP"}), "C1", "2"),
        Coding("F0", "type", frozenset({"LAW"}), "C2", "2"),
        Coding("F0", "type", frozenset({"TLK"}), "C3", "2"),
        Coding("F1", "type", frozenset({"GRP"}), "C1", "2"),
        Coding("F1", "type", frozenset(), "C2", "2"),
    ]
    truth = truth_of(codings, codebook)
    assert truth.values.tolist() == [[True, False, False, False], [False, True, False, False]]


def test_a_later_coder_makes_a_young_label_known(codebook):
    codings = [
        Coding("F0", "type", frozenset({"LAW"}), "C1", "1"),
        Coding("F0", "type", frozenset({"NEW"}), "C2", "2"),
    ]
    truth = truth_of(codings, codebook)
    assert truth.known.all()
    assert truth.values[0, 3]


def test_a_young_label_of_a_few_recoded_rows_is_left_to_the_codebook(codebook):
    old = [Coding(f"F{i}", "type", frozenset({"LAW"}), "C1", "1") for i in range(20)]
    recoded = [Coding(f"F{i}", "type", frozenset({"NEW"}), "C1", "2") for i in range(20, 24)]
    truth = truth_of([*old, *recoded], codebook, n=24)
    assert not truth.known[:, 3].any()
    assert not truth.values[:, 3].any()
    assert truth.known[:, :3].all()


def test_a_fit_learns_what_the_texts_say(coded, codebook, letters):
    fragments, codings = coded
    fitted = fit(gather(fragments, codings, codebook, [letters]), TrainConfig())
    evidence = fitted.evidence["type"]
    best = evidence.probabilities.argmax(axis=1)
    assert (best == evidence.values.argmax(axis=1)).mean() > 0.9
    assert fitted.model.heads["objective"].single
    assert fitted.model.heads["type"].n_examples.tolist() == [10, 10, 10, 0]


def test_it_is_known_how_much_the_codebook_taught(coded, codebook, letters):
    fragments, codings = coded
    share = fit(gather(fragments, codings, codebook, [letters]), TrainConfig()).evidence["type"]
    assert len(share.codebook_share) == 4
    assert all(0 <= one <= 1 for one in share.codebook_share)
    assert share.codebook_share[0] > 0


def probabilities_everywhere(fitted, material, fragments, encoder):
    """Let each verb that asks a model give the types' probabilities, by its name."""
    model = replace(fitted.model, name="m@0000")
    vectors = embed(material.texts, [encoder]).less(model.blocks.centres)
    yield "by hand", model.probabilities(material.texts, vectors)["type"]
    found = suggest_fragments(fragments, OpenModel(model, [encoder]), SuggestConfig(top=99)).found
    types = [next(t for t in one.targets if t.target == "type") for one in found]
    order = model.heads["type"].labels
    listed = [{label.id: label.probability for label in t.labels} for t in types]
    yield "suggest", [[own[name] for name in order] for own in listed]
    numbers = np.arange(len(fragments))
    yield "evaluate", predicted(model, material, numbers, numbers)["type"].probabilities
    scorer = Scorer(model, {})
    rows = [SimpleNamespace(text=f.id, fragment=f) for f in fragments]
    scorer.meet(rows, OpenEncoders([encoder]))
    yield "relabel", [scorer._scores[f.id][1]["type"] for f in fragments]


def test_what_an_encoders_vectors_have_in_common_is_taken_off_wherever_a_model_reads(
    coded, codebook, letters
):
    material = gather(*coded, codebook, [letters])
    fitted = fit(material, TrainConfig())
    everywhere = dict(probabilities_everywhere(fitted, material, coded[0], letters))
    for name, found in everywhere.items():
        np.testing.assert_allclose(found, everywhere["by hand"], atol=1e-4, err_msg=name)


def test_what_is_taken_off_is_learned_from_open_training_texts_alone(coded, codebook, letters):
    fragments, codings = coded
    hidden = [replace(f, confidential=i < 5) for i, f in enumerate(fragments)]
    material = gather(hidden, codings, codebook, [letters])
    learned = fit(material, TrainConfig()).model.blocks.centres["letters"]
    np.testing.assert_allclose(
        learned, material.vectors.stories["letters"][5:].mean(axis=0), atol=1e-6
    )
    part = fit(material.rows(range(10, 30)), TrainConfig()).model.blocks.centres["letters"]
    np.testing.assert_allclose(
        part, material.vectors.stories["letters"][10:].mean(axis=0), atol=1e-6
    )


def harvests_of(fragments, n):
    """The fragments dealt to n harvests."""
    return [replace(f, harvest=f"harvest {i % n}") for i, f in enumerate(fragments)]


def test_each_fragment_is_left_out_with_its_group_and_its_twins_and_no_chain(
    coded, codebook, letters
):
    fragments, codings = coded
    fragments = harvests_of(fragments, 4)  # three countries, so twelve groups
    elsewhere = [i for i in range(1, 30) if fragments[i].harvest != fragments[0].harvest]
    fragments[elsewhere[0]] = replace(fragments[elsewhere[0]], outcome=fragments[0].outcome)
    fitted = fit(gather(fragments, codings, codebook, [letters]), TrainConfig())
    assert fitted.split.by == "country-harvest"
    assert fitted.split.said == ""
    place = fragments[0].country, fragments[0].harvest
    group = {i for i, f in enumerate(fragments) if (f.country, f.harvest) == place}
    left_out = fitted.split.left_out(np.arange(30)).each()[0]
    assert set(left_out.tolist()) == group | {elsewhere[0]}


@pytest.mark.parametrize("n_harvests", [1, 2])
def test_few_groups_give_way_to_twins_and_it_is_said(coded, codebook, letters, n_harvests):
    fragments, codings = coded
    one_country = [replace(f, country="Mali") for f in harvests_of(fragments, n_harvests)]
    fitted = fit(gather(one_country, codings, codebook, [letters]), TrainConfig())
    assert fitted.split.by in {"twins", "rows"}
    assert fitted.split.said.startswith("The coded fragments come from 1 country and ")
    assert fitted.model.heads["type"].calibrated


def test_the_texts_laid_out_in_parts_are_the_texts_laid_out_at_once(
    coded, codebook, letters, monkeypatch
):
    material = gather(*coded, codebook, [letters])
    nobody = np.zeros(len(material.fragments), dtype=np.int64)
    split = SplitGroups(nobody, (), "country", "country")
    laid_out = Space(material, chosen_blocks(material, split), split)
    whole = laid_out.lay(material.texts, material.vectors).toarray()
    monkeypatch.setattr(space, "CHUNK", 7)
    parts = laid_out.lay(material.texts, material.vectors)
    np.testing.assert_array_equal(parts.toarray(), whole)
    nothing = laid_out.lay(Texts((), ()), material.vectors.rows(nobody[:0]))
    assert nothing.shape == (0, whole.shape[1])


def test_a_large_archive_is_learned_by_its_likeness_to_landmarks(
    coded, codebook, letters, monkeypatch
):
    material = gather(*coded, codebook, [letters])
    exact = fit(material, TrainConfig())
    monkeypatch.setattr(space, "EXACT_LIMIT", 10)
    large = fit(material, TrainConfig())
    laid_out = large.space.everything
    assert laid_out.dtype == np.float32
    features = exact.space.everything
    likeness = (features @ features.T).toarray()
    # Every fragment is a landmark here, so nothing is lost but decimals.
    np.testing.assert_allclose(laid_out @ laid_out.T, likeness, atol=1e-5)
    for name, evidence in exact.evidence.items():
        found = large.evidence[name].probabilities
        np.testing.assert_allclose(found, evidence.probabilities, atol=1e-3)
    for block, weights in exact.model.coefficients.items():
        np.testing.assert_allclose(large.model.coefficients[block], weights, atol=1e-3)


def test_of_a_large_archive_the_audit_takes_what_training_learned(
    coded, codebook, letters, monkeypatch
):
    material = gather(*coded, codebook, [letters])
    for name, value in {"EXACT_LIMIT": 29, "N_LANDMARKS": 8}.items():
        monkeypatch.setattr(space, name, value)
    for module in (run, doubts):
        monkeypatch.setattr(module, "KERNEL_LIMIT", 29)
    fitted = fit(material, TrainConfig())
    assert fitted.fits["type"].coder.primal_ is not None
    assert (fitted.evidence["type"].probabilities.argmax(axis=1) % 3).tolist() == [0, 1, 2] * 10
    taken = run.doubt_all(run.lay_out(material, fitted), AuditConfig())
    for one in fitted.fits.values():
        one.coder.primal_ = None
    anew = run.doubt_all(run.lay_out(material, fitted), AuditConfig())
    for name, found in anew.items():
        np.testing.assert_allclose(taken[name].chances, found.chances, atol=1e-4)


def test_of_a_large_archive_no_more_stays_in_memory_than_is_still_needed(
    coded, codebook, letters, monkeypatch
):
    for name, value in {"EXACT_LIMIT": 29, "N_LANDMARKS": 8}.items():
        monkeypatch.setattr(space, name, value)
    for module in (run, doubts):
        monkeypatch.setattr(module, "KERNEL_LIMIT", 29)
    learned, in_memory = [], []

    def fitted(*given):
        found = fit(*given)
        learned.extend([weakref.ref(found.space), weakref.ref(found.fits["type"].coder.primal_[0])])
        return found

    def weighed(recorded, laid, seed):
        gc.collect()
        in_memory.append([one() is not None for one in learned])
        return doubt_target(recorded, laid, seed)

    monkeypatch.setattr(run, "fit", fitted)
    monkeypatch.setattr(run, "doubt_target", weighed)
    material = gather(*coded, codebook, [letters])
    run.audit_inputs(TrainInputs(codebook, *coded, (), {}), material, AuditConfig())
    # The first target still has its solver, the second has not that of the first.
    assert in_memory == [[False, True], [False, False]]


def test_an_audit_asks_for_the_words_of_a_fragment_once_for_all_labels(
    coded, codebook, letters, monkeypatch
):
    fragments, codings = coded
    hidden = [replace(one, confidential=i % 5 == 0) for i, one in enumerate(fragments)]
    material = gather(hidden, codings, codebook, [letters])
    model = (fitted := fit(material, TrainConfig())).model
    found = run.doubt_all(run.lay_out(material, fitted), AuditConfig())
    floor = float(np.median(np.concatenate([one.chances.ravel() for one in found.values()])))
    asked = []

    def evidence(model, text, *given):
        asked.append(text)
        return word_evidence(model, text, *given)

    monkeypatch.setattr(run, "PIECE", 4)
    monkeypatch.setattr(run, "word_evidence", evidence)
    words = run._words(material, model, found, floor)
    told = {}
    for name, one in found.items():
        for row, column in np.argwhere((one.chances >= floor) & ~one.recorded.values).tolist():
            i, label = one.recorded.rows[row], model.heads[name].labels[column]
            if not hidden[i].confidential:
                weights = np.array([model.first_columns[name] + column])
                alone = word_evidence(model, material.texts.joint[i], weights).strongest(0)
                told[i, name, label] = alone
                assert words(i, name, label) == alone
    assert asked == [material.texts.joint[i] for i in sorted({i for i, *_ in told})]
    assert len(asked) < len(told)
    assert any(told.values())


def test_a_target_of_few_fragments_is_learned_exactly_in_a_large_archive(
    coded, codebook, letters, monkeypatch
):
    fragments, codings = coded
    few = {fragment.id for fragment in fragments[:15]}
    some = [c for c in codings if c.target != "objective" or c.fragment_id in few]
    material = gather(fragments, some, codebook, [letters])
    exact = fit(material, TrainConfig())
    monkeypatch.setattr(space, "EXACT_LIMIT", 20)
    large = fit(material, TrainConfig())
    assert large.space.landmarks is not None
    assert large.fits["objective"].space.landmarks is None
    np.testing.assert_array_equal(
        large.evidence["objective"].probabilities, exact.evidence["objective"].probabilities
    )
    column = exact.model.first_columns["objective"]
    for block, weights in exact.model.coefficients.items():
        found = large.model.coefficients[block][:, column : column + 2]
        np.testing.assert_array_equal(found, weights[:, column : column + 2])


def test_what_is_laid_out_of_some_fragments_is_theirs(coded, codebook, letters):
    fragments, codings = coded
    last = fragments[-1].id
    bare = [coding for coding in codings if coding.fragment_id != last]
    material = gather(fragments, bare, codebook, [letters])
    nobody = np.zeros(len(fragments), dtype=np.int64)
    split = SplitGroups(nobody, (), "country", "country")
    laid_out = Space(material, chosen_blocks(material, split), split)
    whole, coded_ones = laid_out.everything.toarray(), np.arange(len(fragments) - 1)
    for rows in (coded_ones, coded_ones[1::2], np.array([0, len(fragments) - 1])):
        np.testing.assert_array_equal(laid_out.laid_out(rows).toarray(), whole[rows])
    assert laid_out.laid_out(coded_ones) is laid_out.laid_out(coded_ones)  # no copy


def test_a_cluster_is_at_least_as_likely_as_its_types(coded, codebook, letters):
    fragments, codings = coded
    evidence = fit(gather(fragments, codings, codebook, [letters]), TrainConfig()).evidence
    types, clusters = evidence["type"].probabilities, evidence["cluster"].probabilities
    assert (clusters[:, 0] >= types[:, [0, 3]].max(axis=1) - 1e-12).all()
    assert (clusters[:, 1] >= types[:, [1, 2]].max(axis=1) - 1e-12).all()


def test_ids_and_coders_change_nothing(coded, codebook, letters):
    fragments, codings = coded
    first = fit(gather(fragments, codings, codebook, [letters]), TrainConfig())
    names = {f.id: f"row {i}" for i, f in enumerate(fragments)}
    renamed = [replace(f, id=names[f.id]) for f in fragments]
    recoded = [replace(c, fragment_id=names[c.fragment_id], coder="?") for c in codings]
    second = fit(gather(renamed, recoded, codebook, [letters]), TrainConfig())
    for name, evidence in first.evidence.items():
        np.testing.assert_array_equal(evidence.probabilities, second.evidence[name].probabilities)


def test_a_target_nobody_coded_still_ranks(coded, codebook, letters):
    fragments, codings = coded
    only_types = [c for c in codings if c.target == "type"]
    fitted = fit(gather(fragments, only_types, codebook, [letters]), TrainConfig())
    head = fitted.model.heads["objective"]
    assert not head.calibrated
    assert np.isfinite(head.intercept).all()


def test_no_text_at_all_is_an_error(codebook, letters):
    fragments = [Fragment("F0", "")]
    codings = [Coding("F0", "type", frozenset({"LAW"}), "C1", "2")]
    with pytest.raises(ClassifierError, match="No fragment has a text"):
        fit(gather(fragments, codings, codebook, [letters]), TrainConfig())


def test_no_coding_at_all_is_an_error(coded, codebook):
    inputs = TrainInputs(codebook, tuple(coded[0]), (), (), {})
    with pytest.raises(HarvestError, match="No fragment of these harvests is coded"):
        require_codings(inputs)


def test_a_word_of_a_confidential_fragment_is_nowhere_in_the_model(
    coded, codebook, letters, tmp_path
):
    fragments, codings = coded
    hidden = [
        replace(f, outcome=f.outcome + " zyxqv zyxqvian", confidential=True) if i < 4 else f
        for i, f in enumerate(fragments)
    ]
    model = fit(gather(hidden, codings, codebook, [letters]), TrainConfig()).model
    save_model(model, tmp_path / "m", {})
    for path in (tmp_path / "m").rglob("*"):
        if path.is_file():
            assert b"zyxq" not in path.read_bytes().lower(), path.name
    assert not set(model.neighbours.ids) & {f.id for f in hidden[:4]}


def test_no_cell_of_a_confidential_row_reaches_the_model_folder_or_the_list_of_problems(
    codebook_path, tmp_path
):
    rows = [HEADINGS]
    names = ["Law adopted", "New group", "Talks held"] * 10
    for fragment, label in zip(coded_fragments()[0], names, strict=True):
        rows.append([fragment.id, "harvest 2", fragment.country, fragment.outcome, "hope", "NO",
                     label, "C1"])  # fmt: skip
    planted = [f"zqxv{i} word" for i in range(len(HEADINGS))]
    planted[0], planted[5] = "SCC-MLI/PHR999", "YES"
    path = tmp_path / "h.csv"
    text = "\n".join(",".join(f'"{cell}"' for cell in row) for row in [*rows, planted])
    path.write_text(text + "\n", "utf-8")
    out = tmp_path / "m"
    done = CliRunner().invoke(
        app,
        ["train", str(path), "--codebook", str(codebook_path), "--out", str(out),
         "--encoder", "tfidf-only", "--no-cache"],
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "zqxv" not in done.output
    for file in out.rglob("*"):
        if file.is_file():
            assert b"zqxv" not in file.read_bytes(), file.name
    said = CliRunner().invoke(
        app, ["suggest", str(path), "--model", str(out), "--format", "jsonl", "--no-cache"]
    )
    assert said.exit_code == 0
    assert "zqxv" not in said.output


NONSENSE = [a + b + c for a in ("qazx", "wujq", "zexw") for b in "jxqz" for c in ("wo", "zu")]


def told_again(words, n):
    """Return ``words`` in the order of telling number ``n``: one left out, two others swapped."""
    told = [*words[:n], *words[n + 1 :]]
    told[-n - 2], told[-n - 1] = told[-n - 1], told[-n - 2]
    return told


def tellings(n_times, how):
    """Rows that tell one story of nonsense words ``n_times``: other country, other harvest."""
    outcome, significance = NONSENSE[:16], NONSENSE[16:]
    rows = []
    for n in range(n_times):
        texts = {
            "reworded": (told_again(outcome, n), told_again(significance, n)),
            "word for word": (outcome, significance),
            "some confidential": (told_again(outcome, n), told_again(significance, n)),
            "significance alone": ([], told_again(outcome + significance, n)),
            "below other outcomes": (f"men met about {THINGS[n]} again".split(), NONSENSE),
        }[how]
        hidden = "YES" if how == "some confidential" and n == 1 else "NO"
        rows.append([f"SCC-XXX/PHR9{n:02d}", f"harvest {n + 2}", ("Mali", "Iraq", "Niger")[n % 3],
                     *map(" ".join, texts), hidden, "Law adopted", "C1"])  # fmt: skip
    return rows


def learned_folder(rows, codebook_path, folder):
    """Learn from thirty fragments and ``rows`` by the command line; returns the model folder."""
    names = ["Law adopted", "New group", "Talks held"] * 10
    others = [
        [f.id, "harvest 2", f.country, f.outcome, f"hope {f.id[-6:]}", "NO", name, "C1"]
        for f, name in zip(coded_fragments()[0], names, strict=True)
    ]
    path, out = folder / "h.csv", folder / "m"
    lines = [",".join(f'"{cell}"' for cell in row) for row in [HEADINGS, *others, *rows]]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    done = CliRunner().invoke(
        app,
        ["train", str(path), "--codebook", str(codebook_path), "--out", str(out),
         "--encoder", "tfidf-only", "--no-cache", "--full-report"],
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    return out


def words_of_model(folder):
    """Return all that stands in a model folder's files, arrays unpacked, as one text."""
    said = []
    for path in folder.rglob("*"):
        if path.suffix == ".npz":
            with np.load(path, allow_pickle=False) as arrays:
                said += [arrays[name].tobytes().decode("latin-1") for name in arrays.files]
        elif path.is_file():
            said.append(path.read_text("utf-8"))
    return "\n".join(said).lower()


@pytest.mark.parametrize("n_times", [2, 3, 5])
@pytest.mark.parametrize(
    "how",
    [
        "reworded",
        "word for word",
        "some confidential",
        "significance alone",
        "below other outcomes",
    ],
)
def test_a_story_told_again_leaves_no_word_in_any_file_of_the_model(
    how, n_times, codebook_path, tmp_path
):
    said = words_of_model(learned_folder(tellings(n_times, how), codebook_path, tmp_path))
    assert "law adopted" in said
    assert not [word for word in NONSENSE if word in said]
    assert not {word[i : i + 4] for word in NONSENSE for i in (0, 1, 2, 3)} & set(said.split("\n"))


def test_what_several_stories_share_is_stored(codebook_path, tmp_path):
    tellings_of_three = [
        [f"SCC-XXX/PHR9{n:02d}", "harvest 2", "Mali", f"{own} qazxjwo wujqxzu", "", "NO", "", "C1"]
        for n, own in enumerate(["men of the north left", "rain came to us", "a market was built"])
    ]
    said = words_of_model(learned_folder(tellings_of_three, codebook_path, tmp_path))
    assert "qazxjwo wujqxzu" in said


def test_the_sample_is_read_with_its_double_codings():
    inputs = read_inputs(
        [DATA / "harvest-1.xlsx"], DATA / "codebook.yaml", [DATA / "double-codings.csv"]
    )
    assert len(inputs.fragments) == 110
    assert {c.target for c in inputs.codings} == {"type", "cluster", "objective"}
    assert set(inputs.file_hashes) == {"harvest-1.xlsx", "codebook.yaml", "double-codings.csv"}
    book = SAMPLE
    truth = target_truth(inputs.fragments, inputs.codings, book.target("type"), book)
    assert not truth.known.all()  # T25 and T18 did not exist in harvest 1


def test_a_codebook_alone_ranks_and_says_that_it_is_not_calibrated(coded, codebook, letters):
    fragments, codings = coded
    model = fit(gather(fragments, [], codebook, [letters]), TrainConfig()).model
    assert not any(head.calibrated for head in model.heads.values())
    texts = model_texts(fragments)
    found = model.probabilities(texts, embed(texts, [letters]))["type"]
    order = {"LAW": 0, "GRP": 1, "TLK": 2}
    truth = [order[next(iter(c.labels))] for c in codings if c.target == "type"]
    assert (found[:, :3].argmax(axis=1) == truth).mean() > 0.6  # guessing gives a third


def test_the_card_of_a_model_from_the_codebook_alone_claims_no_figures(coded, codebook, letters):
    inputs = TrainInputs(codebook, tuple(coded[0]), (), (), {})
    trained = fitted_on(inputs, [letters])
    card = training_documents(trained, evaluate_training(trained, "m", EvaluateConfig()))[
        "MODEL_CARD.md"
    ]
    assert f"from the codebook and {len(coded[0])} fragments that nobody has coded" in card
    assert "nothing was measured" in card
    assert "| target |" not in card
    assert "Not calibrated: type" in card


def trained_on(texts, labels, codebook, letters):
    """Learn the types of some texts of one country."""
    fragments = tuple(Fragment(f"F{i}", text, country="Mali") for i, text in enumerate(texts))
    codings = tuple(Coding(f.id, "type", frozenset(labels), "C1", "2") for f in fragments)
    inputs = TrainInputs(codebook, fragments, codings, (), {})
    return fitted_on(inputs, [letters])


def unlike(n):
    """Texts of which no two share a word."""
    return [" ".join(f"word{i}x{k}" for k in range(20)) for i in range(n)]


@pytest.mark.parametrize(
    ("texts", "labels", "said"),
    [
        (["A law on water was passed."] * 30, ["LAW"],
         "Type of change: none of 30 coded fragments could be held out, since their texts are too"),
        (["A law on water was passed."] * 18 + unlike(12), ["LAW"],
         "Type of change: only 12 of 30 coded fragments could be held out, since their texts are"),
        (unlike(30), [],
         "Type of change: no label is coded anywhere, so nothing is known of the probabilities."),
    ],
)  # fmt: skip
def test_nothing_held_out_makes_no_figure_and_the_reason_is_said(
    texts, labels, said, codebook, letters
):
    trained = trained_on(texts, labels, codebook, letters)
    assert not trained.fitted.model.heads["type"].calibrated
    found = evaluate_training(trained, "m", EvaluateConfig(n_draws=20))
    assert said in " ".join(found.setting.notices)
    assert "type" not in {one.target for one in found.replays}
    card = training_documents(trained, found)["MODEL_CARD.md"]
    assert "| Type of change | 30 | – | – | – | – | – |" in card
    terminal = training_summary(trained, found)
    assert "Where no interval is given" not in terminal
    assert terminal.startswith("Learned from 30 fragments: ")


def test_a_figure_that_no_resample_moves_is_explained(codebook, letters):
    trained = trained_on(unlike(30), ["LAW"], codebook, letters)
    found = evaluate_training(trained, "m", EvaluateConfig(n_draws=20))
    terminal = training_summary(trained, found)
    assert "or no resample moves the figure." in terminal


def test_one_group_is_no_groups(codebook, letters):
    trained = trained_on(unlike(2), ["LAW"], codebook, letters)
    whole = replace(trained.fitted.split, by="country", groups=np.zeros(2, dtype=np.int64))
    space = replace(trained.fitted.space, split=whole)
    trained = replace(trained, fitted=replace(trained.fitted, space=space))
    found = evaluate_training(trained, "m", EvaluateConfig(n_draws=20))
    terminal = training_summary(trained, found)
    assert terminal.startswith("Learned from 2 fragments in 1 group: ")


def test_the_codes_of_an_unlabelled_harvest_are_not_read():
    book = DATA / "codebook.yaml"
    inputs = read_inputs([DATA / "harvest-1.xlsx"], book, unlabelled=[DATA / "harvest-2.xlsx"])
    coded = {c.fragment_id for c in inputs.codings}
    harvests = {f.harvest for f in inputs.fragments if f.id in coded}
    assert harvests == {"harvest 1"}
    assert len(inputs.fragments) == 280


def test_codings_named_as_an_unlabelled_harvest_in_another_folder_count(tmp_path):
    new, further = tmp_path / "new" / "h.csv", tmp_path / "codes" / "h.csv"
    new.parent.mkdir()
    further.parent.mkdir()
    new.write_text("FragmentID,Outcome,Coder,Type of change\nK1,They met.,Ana,New structure\n")
    further.write_text("FragmentID,Coder,Type of change\nK1,Ana,Dialogue between groups\n")
    inputs = read_inputs([], DATA / "codebook.yaml", [further], unlabelled=[new])
    assert [(c.fragment_id, c.coder, c.labels) for c in inputs.codings] == [("K1", "Ana", {"T15"})]
    assert inputs.codings[0].origin.file == further.as_posix()


def test_an_example_that_a_fragment_tells_is_left_to_the_fragment(tmp_path):
    sentence = "The zqvillage council of elders opened its weekly meetings to young women"
    own = "Somebody wrote a new statute about water, in plain words"
    labels = (Label("OPN", "Opened", examples=(sentence, own)), Label("LAW", "Law adopted"))
    book = Codebook("small", "1", (Target("type", labels, column="Type of change"),))
    path = tmp_path / "h.csv"
    rows = [f"A{n};Town {n} adopted its own law number {n} that year;Law adopted" for n in range(9)]
    told = f"B;After long talks: {sentence}, said <person>.;Opened"
    path.write_text("\n".join(["FragmentID;Outcome;Type of change", told, *rows]), "utf-8")
    inputs = read_inputs([path], book)
    assert inputs.codebook.target("type").label("OPN").examples == (own,)
    assert "Left out of the codebook (1)" in inputs.codebook.notices[0]
    trained = train([path], book, TrainConfig(encoder="tfidf-only"))
    save_training(trained, tmp_path / "m", {})
    for file in (tmp_path / "m").iterdir():
        assert b"zqvillage" not in file.read_bytes()
