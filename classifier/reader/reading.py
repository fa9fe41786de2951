"""Fragments read by a reader: each asked once for each target, several at once, none lost twice."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from classifier.features import Texts, model_texts
from classifier.json_shape import fits
from classifier.reader.address import Address
from classifier.reader.asking import NotAsked, side_by_side
from classifier.reader.client import PATIENCE, Client, NoAnswer, NotInForm
from classifier.reader.identity import Identity, digest_of, find_identity
from classifier.reader.kept_answers import KeptAnswers, answer_key
from classifier.reader.prompt import Answer, Question, question_of, read_answer
from classifier.records import Coding
from classifier.wording import listed

if TYPE_CHECKING:
    from classifier.codebook import Codebook
    from classifier.progress import Progress, Stages
    from classifier.records import Fragment

MOST_READ = 150
"""Coded fragments that are read to learn from; more teach little more of how far to trust."""
_TRIES = 3
# Seconds before each further try.
_WAIT = 1.0
# Seconds between looks whether the same model still answers; answers since the last are not sure.
_LOOK = 5.0


@dataclass(frozen=True)
class ReaderSettings:
    """Whom to ask, and how.

    Attributes
    ----------
    confidential : ask about confidential fragments too
    keep : whether answers are kept between runs
    at_once : questions that are asked at the same time
    patience : seconds that one answer may take
    tell : told at once where the server has to be waited for
    """

    address: Address
    confidential: bool = False
    keep: bool = True
    at_once: int = 4
    patience: float = PATIENCE
    tell: Callable[[str], None] = lambda line: None


@dataclass(frozen=True)
class Reading:
    """What a reader said of fragments.

    Attributes
    ----------
    votes : what it named, by fragment and target; none where it gave no answer
    quotes : its words for a label, by fragment, target and label
    counts : of answers and of what was wrong with them
    notices : what a person should know
    """

    identity: Identity
    votes: tuple[Coding, ...] = ()
    quotes: Mapping[tuple[str, str, str], str] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    notices: tuple[str, ...] = ()

    @property
    def n_valid(self) -> tuple[int, int]:
        """Count the answers that there are, and all that were asked for."""
        n_read = self.counts.get("read", 0)
        return n_read, n_read + self.counts.get("silent", 0)


def open_reader(settings: ReaderSettings) -> Reader:
    """Find the server and its model; a ReaderError says what is missing."""
    client = Client(settings.address, settings.patience, settings.tell)
    client.find()
    return Reader(settings, client, find_identity(client, settings.address.model))


class Reader:
    """A model that answers questions about fragments."""

    def __init__(self, settings: ReaderSettings, client: Client, identity: Identity) -> None:
        self.settings, self.identity = settings, identity
        self.last_failure, self._changed = "", False
        self.is_gone = False  # the last questions were not even asked
        self._client, self._look_at = client, 0.0
        self._kept = KeptAnswers() if settings.keep else None

    def read(
        self,
        fragments: Sequence[Fragment],
        codebook: Codebook,
        targets: Iterable[str],
        stages: Stages,
    ) -> Reading:
        """Ask about each fragment with a text, once for each of these targets."""
        asked = [one for one in fragments if one.has_text]
        shown = [one for one in asked if self.settings.confidential or not one.confidential]
        texts = model_texts(shown)
        counts = Counter(withheld=len(asked) - len(shown))
        votes: list[Coding] = []
        quotes: dict[tuple[str, str, str], str] = {}
        names = [*targets]
        with stages(f"Asking {self.identity.model}") as progress:
            for number, name in enumerate(names):
                question = question_of(codebook.target(name))
                report = _shifted(progress, number * len(shown), len(names) * len(shown))
                answers = self.answers(question, texts, report)
                for fragment, text, answer in zip(shown, texts.joint, answers, strict=True):
                    if answer is None:
                        counts["silent"] += 1
                        continue
                    counts.update(_counted(answer))
                    labels = frozenset(answer.labels)
                    votes.append(
                        Coding(fragment.id, name, labels, str(self.identity), codebook.newest)
                    )
                    for label, place in answer.labels.items():
                        if place is not None:
                            quotes[fragment.id, name, label] = text[slice(*place)]
        counts["changed"] = int(self._changed)
        told = said_of(str(self.identity), counts, self.last_failure)
        notices = (*told, *(self._kept.notices if self._kept else ()))
        return Reading(self.identity, tuple(votes), quotes, counts, notices)

    def answers(
        self,
        question: Question,
        texts: Texts,
        progress: Progress | None = None,
        *,
        anew: bool = False,
    ) -> list[Answer | None]:
        """Return the answer for each text, None where there is none; ``anew``: also if known."""
        pairs = list(zip(texts.outcomes, texts.significances, strict=True))
        who = self.identity.model, self.identity.digest
        keys = [answer_key(who, question, *pair) for pair in pairs]
        found: list[Answer | None] = [None] * len(keys)
        kept = None if anew else self._kept
        if kept is not None:
            found = kept.read(keys, question, texts.joint)
        missing = [i for i, answer in enumerate(found) if answer is None]
        done = len(found) - len(missing)
        unsure: dict[int, Answer] = {}

        def ask(i: int) -> Answer:
            return self._ask(question, *pairs[i], texts.joint[i])

        for i, answer in side_by_side(ask, missing, self.settings.at_once):
            done += 1
            if isinstance(answer, Answer):
                unsure[i] = answer
            elif isinstance(answer, NotAsked):
                self.is_gone = True
            else:
                self.last_failure = str(answer)
            if done == len(found) or time.monotonic() >= self._look_at:
                self._settle(unsure, found, keys, kept)
            if progress is not None:
                progress(done, len(found))
        return found

    def _settle(
        self,
        unsure: dict[int, Answer],
        found: list[Answer | None],
        keys: Sequence[bytes],
        kept: KeptAnswers | None,
    ) -> None:
        """Take over and keep what was answered, if by the model of the beginning."""
        if self._same_weights():
            for i, answer in unsure.items():
                found[i] = answer
                if kept is not None:
                    kept.write(keys[i], answer)
        unsure.clear()

    def _same_weights(self) -> bool:
        """Whether the model that answered until now still stands under its name."""
        if not self.identity.digest:
            return True
        self._look_at = time.monotonic() + _LOOK
        if not self._changed:
            digest = digest_of(self._client, self.identity.model)
            self._changed = digest not in (None, self.identity.digest)
        return not self._changed

    def _ask(self, question: Question, outcome: str, significance: str, text: str) -> Answer:
        """Ask once, and again where that may help."""
        if self._changed:
            raise NotAsked
        body = question.body(self.settings.address.model, outcome, significance)
        for tried in range(1, _TRIES + 1):
            try:
                told = self._client.post("/chat/completions", body)
                answer = read_answer(_content(told), question, text)
                if answer is None:
                    raise NotInForm
                return answer
            except NoAnswer as error:
                if tried == _TRIES or not error.again:
                    raise
            time.sleep(_WAIT * tried)
        raise NoAnswer("it was not asked")


def said_of(who: str, counts: Mapping[str, int], failure: str = "") -> Iterator[str]:
    """Say what a reader read and what it did not; ``failure`` is why it last did not."""
    n_read, n_silent = counts.get("read", 0), counts.get("silent", 0)
    told = f"The reader {who} gave {n_read} of {n_read + n_silent} answers asked for"
    if n_silent:
        told += f" (the last time: {failure})" if failure else ""
        told += "; what it did not answer is done without it, and asked when you run it again"
    yield f"{told}."
    if counts.get("changed"):
        yield (
            "The weights of its model were changed while it read: what it answered since is left "
            "out, and it was asked no more. Run this again to have one model read all."
        )
    if counts.get("withheld"):
        yield (
            f"{counts['withheld']} confidential fragments were not shown to the reader; with "
            "--reader-confidential they are."
        )
    wrong = {
        "labels that the codebook does not have": counts.get("strange", 0),
        "quotes that do not stand in the text": counts.get("invented", 0),
    }
    if any(wrong.values()):
        told = listed(f"{n} {what}" for what, n in wrong.items() if n)
        yield f"Left out of the reader's answers: {told}."


def draw(fragments: Sequence[Fragment], n: int = MOST_READ, seed: int = 0) -> list[Fragment]:
    """Draw at most ``n`` fragments, as evenly as may be over countries and harvests."""
    groups: dict[tuple[str, str], list[Fragment]] = {}
    for fragment in fragments:
        groups.setdefault((fragment.country, fragment.harvest), []).append(fragment)
    dice = random.Random(seed)
    for group in groups.values():
        dice.shuffle(group)
    drawn: list[Fragment] = []
    while groups and len(drawn) < n:
        for key in [*groups]:
            drawn.append(groups[key].pop())
            if not groups[key]:
                del groups[key]
    chosen = {fragment.id for fragment in drawn[:n]}
    return [fragment for fragment in fragments if fragment.id in chosen]


def _content(told: object) -> object:
    """Return what the model wrote; None where the server's answer holds nothing of the kind."""
    if fits(told, {"choices": [{"message": {"content": str}}]}) and told["choices"]:  # type: ignore[index]
        return told["choices"][0]["message"]["content"]  # type: ignore[index]
    return None


def _shifted(progress: Progress | None, before: int, total: int) -> Progress | None:
    if progress is None:
        return None
    return lambda done, _: progress(before + done, total)


def _counted(answer: Answer) -> dict[str, int]:
    return {
        "read": 1,
        "labels": len(answer.labels),
        "quoted": sum(place is not None for place in answer.labels.values()),
        "strange": answer.n_strange,
        "invented": answer.n_invented,
    }
