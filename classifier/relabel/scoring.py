"""Who reads the texts: models trained on rows that know the new labels, or one that is given.

A question that version 2 raised is answered by what was coded in version 2 or later; rows coded
before do not know. So there is one scorer for each version that raises a question.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from classifier.encode import detect_language
from classifier.errors import ModelError
from classifier.features import embed, model_texts
from classifier.model.accept import lower_bound
from classifier.relabel.judge import Answer, Standing, judge
from classifier.suggest.evidence import word_evidence
from classifier.suggest.verdicts import not_readable
from classifier.train import ENOUGH_TO_BEGIN, TrainConfig, fit, gather

if TYPE_CHECKING:
    from classifier.codebook import Codebook
    from classifier.encode import OpenEncoders
    from classifier.model.fitted import Model
    from classifier.records import Coding, FloatArray, Fragment
    from classifier.relabel.label_history import Question
    from classifier.relabel.rows import ArchiveRow
    from classifier.train import TargetEvidence

_N_WORDS = 4
# Texts whose scores are kept, since archives repeat themselves.
_REMEMBERED = 10_000

Asked = Sequence[tuple[str, "Question"]]


@dataclass(frozen=True)
class Learner:
    """A fragment to learn from: its text's fingerprint, itself, and every coding of it."""

    text: str
    fragment: Fragment
    codings: tuple[Coding, ...]


@dataclass(repr=False)
class Scorer:
    """One model with what it says of texts it has met.

    Attributes
    ----------
    held_out : for texts the model learned from, what fits without them say: by text's fingerprint,
        then target, float (n_labels,)
    evidence : held-out scores by target, for a model trained here
    n_coded : coded fragments by target
    """

    model: Model
    n_coded: Mapping[str, int]
    held_out: Mapping[str, Mapping[str, FloatArray]] = field(default_factory=dict)
    evidence: Mapping[str, TargetEvidence] = field(default_factory=dict)
    _scores: dict[str, tuple[str, dict[str, FloatArray]]] = field(default_factory=dict)
    _words: dict[tuple[str, str, str], tuple[str, ...]] = field(default_factory=dict)

    def meet(self, rows: Iterable[ArchiveRow], tools: OpenEncoders) -> None:
        """Score the texts of these rows, each distinct one once."""
        if len(self._scores) > _REMEMBERED:
            self._scores.clear()
            self._words.clear()
        new = {row.text: row.fragment for row in rows if row.text not in self._scores}
        if not new:
            return
        texts = model_texts(list(new.values()))
        vectors = embed(texts, tools.encoders, tools.cache)
        found = self.model.probabilities(texts, vectors)
        for i, (key, text) in enumerate(zip(new, texts.joint, strict=True)):
            unreadable = not_readable(text, detect_language(text), self.model.languages)
            own = {target: rows[i].astype(np.float32) for target, rows in found.items()}
            self._scores[key] = (unreadable, own | dict(self.held_out.get(key, {})))

    def answer(self, row: ArchiveRow, target: str, options: Iterable[str]) -> Answer:
        """Say what the text of a row, which was met, speaks for; no words of a confidential row."""
        unreadable, scores = self._scores[row.text]
        if unreadable:
            return Answer(unreadable=unreadable)
        head = self.model.heads[target]
        column = {label: j for j, label in enumerate(head.labels)}
        wanted = [label for label in options if label in column]
        thresholds = head.thresholds()
        n_coded = max(self.n_coded.get(target, 0), 1)
        return Answer(
            probability={label: float(scores[target][column[label]]) for label in wanted},
            words={} if row.fragment.confidential else self._evidence(row, target, wanted),
            standing={
                label: Standing(
                    examples=int(head.n_examples[column[label]]),
                    few=bool(head.few[column[label]]),
                    share=float(head.n_examples[column[label]]) / n_coded,
                    threshold=float(thresholds[column[label]]),
                )
                for label in wanted
            },
            calibrated=head.calibrated,
        )

    def _evidence(
        self, row: ArchiveRow, target: str, labels: Sequence[str]
    ) -> dict[str, tuple[str, ...]]:
        """Find the words for labels that are not out of the question."""
        head = self.model.heads[target]
        scores = self._scores[row.text][1][target]
        column = {label: j for j, label in enumerate(head.labels)}
        floor = 0.01 if len(labels) == 1 else 0.0
        wanted = [
            label
            for label in labels
            if (row.text, target, label) not in self._words and scores[column[label]] >= floor
        ]
        if wanted:
            start = self.model.first_columns[target]
            columns = np.array([start + column[label] for label in wanted], dtype=np.intp)
            text = model_texts([row.fragment]).joint[0]
            found = word_evidence(self.model, text, columns)
            for k, label in enumerate(wanted):
                self._words[row.text, target, label] = found.strongest(k, _N_WORDS)
        return {label: self._words.get((row.text, target, label), ()) for label in labels}


class Scorers:
    """One scorer for each version that raises questions."""

    def __init__(self, by_version: Mapping[str, Scorer], name: str) -> None:
        self.by_version = by_version
        self.name = name

    def answers(
        self, rows: Sequence[ArchiveRow], asked: Sequence[Asked], tools: OpenEncoders
    ) -> list[dict[tuple[str, str], Answer]]:
        """Answer each row's questions, by target and version."""
        for version, scorer in self.by_version.items():
            asking = [
                row
                for row, questions in zip(rows, asked, strict=True)
                if any(q.version == version for _, q in questions)
            ]
            scorer.meet(asking, tools)
        found: list[dict[tuple[str, str], Answer]] = []
        for row, questions in zip(rows, asked, strict=True):
            options: dict[tuple[str, str], list[str]] = {}
            for target, question in questions:
                options.setdefault((target, question.version), []).extend(question.options)
            found.append(
                {
                    key: self.by_version[key[1]].answer(row, key[0], labels)
                    for key, labels in options.items()
                }
            )
        return found


def given_scorer(
    model: Model, asked: Iterable[tuple[str, Question]], versions: Sequence[str]
) -> Scorers:
    """Let a stored model answer; one that lacks a label that is asked for is refused."""
    for target, question in asked:
        head = model.heads.get(target)
        missing = [o for o in question.options if head is None or o not in head.labels]
        if missing:
            raise ModelError(
                f"The model {model.name} does not know the label {missing[0]} of “{target}”.",
                hint="Train one with the new codebook, or leave out --model.",
            )
    counts = model.facts.get("n_coded")
    n_coded = {str(k): int(v) for k, v in counts.items()} if isinstance(counts, dict) else {}
    scorer = Scorer(model, n_coded)
    return Scorers(dict.fromkeys(versions, scorer), model.name)


def trained_scorers(
    learners: Sequence[Learner], codebook: Codebook, tools: OpenEncoders, versions: Sequence[str]
) -> Scorers:
    """Train a scorer for each version on what was coded in it or later.

    Where nothing was, the codebook's own sentences serve: such a scorer only ranks.
    """
    return Scorers({v: _train(learners, codebook, tools, v) for v in versions}, "trained here")


def _train(
    learners: Sequence[Learner], codebook: Codebook, tools: OpenEncoders, version: str
) -> Scorer:
    at = codebook.order(version)
    known = [
        replace(one, codings=tuple(c for c in one.codings if codebook.order(c.version) >= at))
        for one in learners
    ]
    coded = [one for one in known if one.codings]
    chosen = coded if len(coded) >= ENOUGH_TO_BEGIN else known
    fragments = [one.fragment for one in chosen]
    codings = [coding for one in chosen for coding in one.codings]
    material = gather(fragments, codings, codebook, tools.encoders, tools.cache)
    fitted = fit(material, TrainConfig())
    held_out: dict[str, dict[str, FloatArray]] = {}
    for target, evidence in fitted.evidence.items():
        for k, i in enumerate(evidence.rows):
            row = evidence.probabilities[k].astype(np.float32)
            held_out.setdefault(chosen[int(i)].text, {})[target] = row
    n_coded = {target: len(evidence.rows) for target, evidence in fitted.evidence.items()}
    # Words alone, learned from the codebook, are at least in the codebook's language.
    languages = fitted.model.languages | ({codebook.language} if not tools.encoders else set())
    name = f"trained here on version {version} and later"
    model = replace(fitted.model, name=name, languages=languages)
    return Scorer(model, n_coded, held_out, fitted.evidence)


# -- how decisions like the model's turn out on rows whose answer is known and was held out


@dataclass(frozen=True, slots=True)
class Tested:
    """One held-out row on which a question was tried.

    ``decided``: the model would have decided; ``says_yes``: and would have ticked something.
    """

    decided: bool
    says_yes: bool
    right: bool


def try_question(
    target: str, question: Question, scorer: Scorer, accept: float
) -> Iterator[Tested]:
    """Try a question on every held-out row that knows the answer."""
    evidence = scorer.evidence.get(target)
    if evidence is None:
        return
    head = scorer.model.heads[target]
    columns = [head.labels.index(option) for option in question.options]
    n_coded = max(len(evidence.rows), 1)
    standing = {
        option: Standing(
            int(head.n_examples[j]), bool(head.few[j]), float(head.n_examples[j]) / n_coded,
            float(head.thresholds()[j]),
        )
        for option, j in zip(question.options, columns, strict=True)
    }  # fmt: skip
    for i in _rows_that_know(evidence, columns, question):
        pairs = zip(question.options, columns, strict=True)
        scores = {option: float(evidence.probabilities[i, j]) for option, j in pairs}
        step = judge(question, Answer(scores, {}, standing, head.calibrated), accept)
        truth = {o for o, j in zip(question.options, columns, strict=True) if evidence.values[i, j]}
        decided = step.how == "model"
        yield Tested(decided, decided and bool(step.chosen), truth == set(step.chosen))


def _rows_that_know(
    evidence: TargetEvidence, columns: list[int], question: Question
) -> Iterable[int]:
    rows = evidence.known[:, columns].all(axis=1)
    if question.is_split:  # the whole was ticked: some piece is there
        rows &= evidence.values[:, columns].any(axis=1)
    return [int(i) for i in np.flatnonzero(rows)]


def summarise(
    target: str, question: Question, scorers: Scorers, accept: float, n_asked: int
) -> dict[str, Any]:
    """Sum up one question for the plan's header.

    ``at_least`` bounds the share of right decisions from below with 90 % confidence; None where
    nothing was decided, or where a given model brings no held-out scores.
    """
    scorer = scorers.by_version[question.version]
    tested = list(try_question(target, question, scorer, accept))
    decided = [one for one in tested if one.decided]
    right = np.array([one.right for one in decided], dtype=bool)
    bound = lower_bound(right, np.arange(len(right))) if len(right) else None
    head = scorer.model.heads[target]
    examples = {o: int(head.n_examples[head.labels.index(o)]) for o in question.options}
    return {
        "target": target,
        "kind": "split" if question.is_split else "add",
        "label": question.label or question.options[0],
        "version": question.version,
        "options": list(question.options),
        "asked": n_asked,
        "examples": examples,
        "held_out": len(tested),
        "decided": len(decided),
        "right": int(right.sum()),
        "yes": sum(one.says_yes for one in decided),
        "yes_right": sum(one.says_yes and one.right for one in decided),
        "at_least": None if bound is None else round(bound, 3),
    }
