"""How well a drafted codebook ranks, beside one that people have written.

    python eval/draft_ranking.py

Drafts a codebook from the cells of the first two sample harvests, trains with it as it is and with
the texts of ``data/codebook.yaml`` filled in, and ranks the labels of the third harvest. Figures
are label ranking average precision over the labels that both codebooks hold.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from common import CODEBOOK, HARVESTS
from common.pages import Options, table, write_page

from classifier.codebook import Codebook, Label, Target, read_codebook
from classifier.codebook.files import write_codebook, write_draft
from classifier.codebook.headings import USED
from classifier.draft import Draft, about_draft, draft_codebook
from classifier.draft.likely import likely_pairs
from classifier.evaluate.figures import row_figures
from classifier.folding import name_key
from classifier.store import save_model
from classifier.suggest import SuggestConfig, suggest
from classifier.train import TrainInputs, read_inputs, train
from classifier.train.material import target_truth

*CODED, NEW = HARVESTS
Scores = dict[tuple[str, str], Mapping[str, float]]
"""By target and fragment the probability of each label, by its name as it is compared."""
ABOUT = """A codebook drafted from the cells of harvests 1 and 2, as it is, with the texts of
`data/codebook.yaml` filled in, and with the renames accepted that the draft proposes; beside that
codebook itself. Learned from harvests 1 and 2, tested on harvest 3 (invented texts). Label ranking
average precision; 1 is perfect. *Unchanged* labels are those that no version of the full codebook
renamed, split or added: both codebooks hold them in the same meaning. *Same name* are all whose
newest name stands in the draft; of some of these the draft knows the newest rows alone, until a
person accepts the rename. Of splits and of labels that came later it knows nothing."""
HEADINGS = (
    "target", "labels", "n", "draft", "texts filled in", "and renames accepted", "full codebook"
)  # fmt: skip
TEXTS = ("definition", "include", "exclude", "examples")


def filled_in(drafted: Codebook, full: Codebook) -> Codebook:
    """Return the draft with the texts that the full codebook has for the same names."""
    targets = []
    for target in drafted.targets:
        written = by_name(full.target(target.id).labels)
        labels = [_with_texts(label, written.get(name_key(label.name))) for label in target.labels]
        targets.append(replace(target, labels=tuple(labels)))
    return replace(drafted, targets=tuple(targets))


def by_name(labels: tuple[Label, ...]) -> dict[str, Label]:
    """Return labels by each name that they have or had; a name in use wins."""
    names = {name_key(name): label for label in labels for name in label.aliases}
    return names | {name_key(label.name): label for label in labels}


def _with_texts(label: Label, written: Label | None) -> Label:
    texts = {key: getattr(written, key) for key in TEXTS} if written else {}
    return replace(label, **texts)


def trained_with(codebook: Path, folder: Path) -> Scores:
    """Train, suggest for the new harvest, and return every probability by the label's name."""
    save_model(train(CODED, codebook).fitted.model, folder, {})
    suggested = suggest(NEW, folder, SuggestConfig(top=None))
    scores: Scores = {}
    for suggestion in suggested.suggestions.found:
        for target in suggestion.targets:
            own = {name_key(label.name): label.probability for label in target.labels}
            scores[target.target, suggestion.fragment_id] = own
    return scores


def renamed(draft: Draft) -> Codebook:
    """Return the drafted codebook with every rename that it proposes accepted."""
    targets = []
    for target in draft.codebook.targets:
        uses = {label.name: _uses(draft.beside[target.id, label.id]) for label in target.labels}
        pairs = [pair for pair in likely_pairs(uses) if pair.renamed]
        old = {pair.name: pair.other for pair in pairs}
        labels = [
            replace(label, aliases=tuple(name for name in old if old[name] == label.name))
            for label in target.labels
            if label.name not in old
        ]
        targets.append(replace(target, labels=tuple(labels)))
    return replace(draft.codebook, targets=tuple(targets))


def _uses(beside: Mapping[str, str]) -> list[int]:
    return [int(text) for key, text in beside.items() if key.startswith(USED)]


def ranking(scores: Scores, target: Target, shared: Sequence[Label], inputs: TrainInputs) -> float:
    """Return the label ranking average precision over some labels."""
    truth = target_truth(inputs.fragments, inputs.codings, target, inputs.codebook)
    columns = [target.ids.index(label.id) for label in shared]
    ids = [inputs.fragments[row].id for row in truth.rows]
    keys = [name_key(label.name) for label in shared]
    given = np.array([[scores[target.id, id_][key] for key in keys] for id_ in ids])
    values, known = truth.values[:, columns], truth.known[:, columns]
    return float(np.nanmean(row_figures(values, given, values, known).ranking))


def page(_: Options) -> Iterator[str]:
    """Draft, train four times, rank, and write the table."""
    full = read_codebook(CODEBOOK)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        draft = draft_codebook(CODED)
        write_draft(draft.codebook, folder / "draft.xlsx", draft.beside, about_draft(draft))
        ways = [trained_with(folder / "draft.xlsx", folder / "draft")]
        for name, book in (("filled", draft.codebook), ("renamed", renamed(draft))):
            write_codebook(filled_in(book, full), folder / f"{name}.xlsx")
            ways.append(trained_with(folder / f"{name}.xlsx", folder / name))
        ways.append(trained_with(CODEBOOK, folder / "full"))
    yield "# Ranking with a drafted codebook"
    yield ABOUT
    yield table(HEADINGS, _rows(ways, draft.codebook, full))


def _rows(ways: Sequence[Scores], drafted: Codebook, full: Codebook) -> Iterator[list[str]]:
    inputs = read_inputs([NEW], full)
    for target in full.targets:
        changes = [change for change in full.changes if change.target == target.id]
        changed = {id_ for change in changes for id_ in (change.label, *change.into)}
        names = {name_key(label.name) for label in drafted.target(target.id).labels}
        same_name = [label for label in target.labels if name_key(label.name) in names]
        unchanged = [label for label in same_name if label.id not in changed]
        for kind, labels in (("unchanged", unchanged), ("same name", same_name)):
            figures = [f"{ranking(scores, target, labels, inputs):.3f}" for scores in ways]
            yield [target.name, kind, str(len(labels)), *figures]


if __name__ == "__main__":
    write_page(page)
