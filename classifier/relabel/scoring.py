"""What models say of the texts: trained on rows that know the new labels, or one that is given.

A question that version 2 raised is answered by what was coded in version 2 or later; rows coded
before do not know. So there is one scorer for each version that raises a question.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import compress
from typing import TYPE_CHECKING, Any

import numpy as np

from classifier.encode import detect_language
from classifier.errors import ModelError
from classifier.features import embed, model_texts
from classifier.model.accept import lower_bound
from classifier.relabel.judge import Answer, Standing, judge
from classifier.suggest.evidence import word_evidence
from classifier.suggest.verdicts import not_readable

if TYPE_CHECKING:
    from classifier.codebook import Codebook
    from classifier.encode import OpenEncoders
    from classifier.model.fitted import Model
    from classifier.model.votes import Votes
    from classifier.reader import ReaderSettings
    from classifier.records import Coding, FloatArray, Fragment
    from classifier.relabel.moves import Question, Step
    from classifier.relabel.rows import ArchiveRow
    from classifier.train import TargetEvidence

# Texts whose scores are kept, since archives repeat themselves.
_REMEMBERED = 10_000

Asked = Sequence[tuple[str, "Question"]]
Words = dict[str, tuple[str, ...]]


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
    reader : a language model on this machine that reads the texts too
    told : what a person should know of it
    """

    model: Model
    n_coded: Mapping[str, int]
    held_out: Mapping[str, Mapping[str, FloatArray]] = field(default_factory=dict)
    evidence: Mapping[str, TargetEvidence] = field(default_factory=dict)
    reader: ReaderSettings | None = None
    told: tuple[str, ...] = ()
    _scores: dict[str, tuple[str, dict[str, FloatArray]]] = field(default_factory=dict)
    _words: dict[tuple[str, str, tuple[str, ...]], Words] = field(default_factory=dict)

    def meet(self, rows: Iterable[ArchiveRow], encoders: OpenEncoders) -> None:
        """Score the texts of these rows, each distinct one once."""
        if len(self._scores) > _REMEMBERED:
            self._scores.clear()
            self._words.clear()
        new: dict[str, Fragment] = {}
        for row in rows:
            # Of rows with one text, a confidential one decides who may read it.
            if row.text not in self._scores and (row.text not in new or row.fragment.confidential):
                new[row.text] = row.fragment
        if not new:
            return
        texts = model_texts(list(new.values()))
        vectors = embed(texts, encoders.encoders, encoders.cache).less(self.model.blocks.centres)
        probabilities = self.model.probabilities(texts, vectors, votes=self._votes(new))
        for i, (key, text) in enumerate(zip(new, texts.joint, strict=True)):
            unreadable = not_readable(text, detect_language(text), self.model.languages)
            own = {target: rows[i].astype(np.float32) for target, rows in probabilities.items()}
            self._scores[key] = (unreadable, own | dict(self.held_out.get(key, {})))

    def _votes(self, fragments: Mapping[str, Fragment]) -> Mapping[str, Votes]:
        """Return what the reader says of texts, by target, if it is trusted on any."""
        if self.reader is None or not any(head.voted for head in self.model.heads.values()):
            return {}
        from classifier.train.second_votes import votes_to_use

        # Rows of several files may have the same id; texts differ.
        asked = [replace(fragment, id=text) for text, fragment in fragments.items()]
        second = votes_to_use(self.reader, asked, self.model)
        self.told = tuple(dict.fromkeys((*self.told, *second.told)))
        return second.votes

    def answer(self, row: ArchiveRow, target: str, labels: tuple[str, ...]) -> Answer:
        """Say what the text of a row, which was met, speaks for; no words of a confidential row."""
        unreadable, scores = self._scores[row.text]
        if unreadable:
            return Answer(unreadable=unreadable)
        head = self.model.heads[target]
        return Answer(
            {label: float(scores[target][head.labels.index(label)]) for label in labels},
            {} if row.fragment.confidential else self._words_for(row, target, labels),
            self.standing(target, labels),
            head.calibrated,
        )

    def standing(self, target: str, labels: Iterable[str]) -> dict[str, Standing]:
        """Say how well each label is known."""
        head, names = self.model.heads[target], self.model.codebook.target(target)
        thresholds = head.thresholds()
        n_coded = max(self.n_coded.get(target, 0), 1)
        standing = {}
        for label in labels:
            column = head.labels.index(label)
            n_examples = int(head.n_examples[column])
            standing[label] = Standing(
                examples=n_examples,
                few=bool(head.few[column]),
                share=n_examples / n_coded,
                threshold=float(thresholds[column]),
                name=names.label(label).name,
            )
        return standing

    def _words_for(self, row: ArchiveRow, target: str, labels: tuple[str, ...]) -> Words:
        """Find the words for labels that are not out of the question."""
        key = row.text, target, labels
        if key not in self._words:
            names = self.model.heads[target].labels
            scores = self._scores[row.text][1][target]
            floor = 0.01 if len(labels) == 1 else 0.0
            wanted = [label for label in labels if scores[names.index(label)] >= floor]
            start = self.model.first_columns[target]
            columns = np.array([start + names.index(label) for label in wanted], dtype=np.intp)
            text = model_texts([row.fragment]).joint[0]
            evidence = word_evidence(self.model, text, columns) if wanted else None
            self._words[key] = {
                label: evidence.strongest(k) for k, label in enumerate(wanted) if evidence
            }
        return self._words[key]


@dataclass(frozen=True, repr=False)
class Scorers:
    """One scorer for each version that raises questions."""

    by_version: Mapping[str, Scorer]
    name: str

    def answers(
        self, rows: Sequence[ArchiveRow], asked: Sequence[Asked], encoders: OpenEncoders
    ) -> list[dict[tuple[str, str], Answer]]:
        """Answer each row's questions, by target and version."""
        options = [_options(questions) for questions in asked]
        for version, scorer in self.by_version.items():
            pairs = zip(rows, options, strict=True)
            scorer.meet([row for row, of_row in pairs if version in of_row], encoders)
        answers = []
        for row, of_row in zip(rows, options, strict=True):
            answered = {}
            for version, by_target in of_row.items():
                for target, labels in by_target.items():
                    scorer = self.by_version[version]
                    answered[target, version] = scorer.answer(row, target, labels)
            answers.append(answered)
        return answers


def _options(questions: Asked) -> dict[str, dict[str, tuple[str, ...]]]:
    """List the labels that questions are about, by version and target."""
    options: dict[str, dict[str, tuple[str, ...]]] = {}
    for target, question in questions:
        by_target = options.setdefault(question.version, {})
        by_target[target] = (*by_target.get(target, ()), *question.options)
    return options


def given_scorer(
    model: Model,
    asked: Iterable[tuple[str, Question]],
    versions: Sequence[str],
    reader: ReaderSettings | None = None,
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
    scorer = Scorer(model, n_coded, reader=reader)
    return Scorers(dict.fromkeys(versions, scorer), model.name)


def trained_scorers(
    learners: Sequence[Learner],
    codebook: Codebook,
    encoders: OpenEncoders,
    versions: Sequence[str],
    reader: ReaderSettings | None = None,
) -> Scorers:
    """Train a scorer for each version on what was coded in it or later.

    Where nothing was, the codebook's own sentences serve: such a scorer only ranks.
    """
    by_version = {v: _train(learners, codebook, encoders, v, reader) for v in versions}
    return Scorers(by_version, "trained here")


def _train(
    learners: Sequence[Learner],
    codebook: Codebook,
    encoders: OpenEncoders,
    version: str,
    reader: ReaderSettings | None,
) -> Scorer:
    # Late: what applies a plan, or counts its labels, need not load what learns.
    from classifier.train import SecondVotes, TrainConfig, fit, gather
    from classifier.train.second_votes import votes_to_learn_from

    chosen = _who_know(learners, codebook, version)
    fragments = [learner.fragment for learner in chosen]
    codings = [coding for learner in chosen for coding in learner.codings]
    material = gather(fragments, codings, codebook, encoders.encoders, encoders.cache)
    second = SecondVotes()
    if reader is not None:
        second = votes_to_learn_from(reader, fragments, codings, codebook)
        material = replace(material, votes=second.votes)
    fitted = fit(material, TrainConfig())
    evidence_by_target = {name: one.with_votes() for name, one in fitted.evidence.items()}
    held_out: dict[str, dict[str, FloatArray]] = {}
    for target, evidence in evidence_by_target.items():
        for k, i in enumerate(evidence.rows):
            scores = evidence.probabilities[k].astype(np.float32)
            held_out.setdefault(chosen[int(i)].text, {})[target] = scores
    n_coded = {target: len(evidence.rows) for target, evidence in evidence_by_target.items()}
    # Words alone, learned from the codebook, are at least in the codebook's language.
    languages = fitted.model.languages | ({codebook.language} if not encoders.encoders else set())
    name = f"trained here on version {version} and later"
    model = replace(fitted.model, name=name, languages=languages, facts=dict(second.facts))
    return Scorer(model, n_coded, held_out, evidence_by_target, reader, second.told)


def _who_know(learners: Sequence[Learner], codebook: Codebook, version: str) -> list[Learner]:
    """Choose those coded in ``version`` or later, with these codings alone; all if too few are."""
    from classifier.train import ENOUGH_TO_BEGIN

    at = codebook.order(version)
    learners = [
        replace(one, codings=tuple(c for c in one.codings if codebook.order(c.version) >= at))
        for one in learners
    ]
    coded = [learner for learner in learners if learner.codings]
    return coded if len(coded) >= ENOUGH_TO_BEGIN else learners


# -- how decisions like the model's turn out on rows whose answer is known and was held out


def _tried(
    target: str, question: Question, scorer: Scorer, accept: float
) -> Iterator[tuple[Step, bool]]:
    """Try a question on every held-out row that knows the answer; yields whether it was right."""
    evidence = scorer.evidence.get(target)
    if evidence is None:
        return
    head = scorer.model.heads[target]
    columns = [head.labels.index(option) for option in question.options]
    standing = scorer.standing(target, question.options)
    knows = evidence.known[:, columns].all(axis=1)
    if question.is_split:  # the whole was ticked: some piece is there
        knows &= evidence.values[:, columns].any(axis=1)
    for i in np.flatnonzero(knows):
        scores = evidence.probabilities[i, columns].tolist()
        probability = dict(zip(question.options, scores, strict=True))
        step = judge(question, Answer(probability, {}, standing, head.calibrated), accept)
        ticked = evidence.values[i, columns].tolist()
        yield step, set(step.chosen) == set(compress(question.options, ticked))


def summarise(
    target: str, question: Question, scorers: Scorers, accept: float, n_asked: int
) -> dict[str, Any]:
    """Sum up one question for the plan's header.

    ``at_least`` bounds the share of right decisions from below with 90 % confidence; None where
    nothing was decided, or where a given model brings no held-out scores.
    """
    scorer = scorers.by_version[question.version]
    tried = list(_tried(target, question, scorer, accept))
    decided = [(step, right) for step, right in tried if step.how == "model"]
    rights = np.array([right for _, right in decided], dtype=bool)
    bound = lower_bound(rights, np.arange(len(rights))) if decided else None
    yes = [right for step, right in decided if step.chosen]
    standing = scorer.standing(target, question.options)
    return {
        "target": target,
        "kind": "split" if question.is_split else "add",
        "label": question.label or question.options[0],
        "version": question.version,
        "options": list(question.options),
        "asked": n_asked,
        "examples": {option: standing[option].examples for option in question.options},
        "held_out": len(tried),
        "decided": len(decided),
        "right": int(rights.sum()),
        "yes": len(yes),
        "yes_right": sum(yes),
        "at_least": None if bound is None else round(bound, 3),
    }
