"""The four cards of the first page, in the order of the work: each with one thing to do."""

from __future__ import annotations

from dataclasses import dataclass, replace

from classifier.home.facts import Facts
from classifier.translations import Words

# From so many coded fragments on, training measures what it learned.
ENOUGH_CODED = 20


@dataclass(frozen=True)
class Card:
    """A step of the work.

    Attributes
    ----------
    name : of the step: "codebook", "harvests", "model" or "coding"
    look : how its mark is drawn: "done", "look" (wants a look), "now", "later"
    state : how it stands, in words
    facts, next_step : a line each, "" for none
    button : the words of its one button, and where it leads
    share : how much is done, None where that is nothing to draw
    """

    name: str
    look: str
    state: str
    facts: str
    next_step: str
    button: tuple[str, str]
    share: float | None = None


def cards(facts: Facts, t: Words) -> tuple[Card, ...]:
    """Return the cards; the first that is not done is the one where the work stands."""
    all_cards = (_codebook(facts, t), _harvests(facts, t), _model(facts, t), _coding(facts, t))
    now = next((card for card in all_cards if card.look == "later"), all_cards[-1])
    return tuple(
        replace(card, look="now", state=t("home_here")) if card is now else card
        for card in all_cards
    )


def _codebook(facts: Facts, t: Words) -> Card:
    name, book = "codebook", facts.codebook
    if facts.trouble:
        open_it = t("home_open_codebook"), "/codebook"
        return Card(name, "look", t("home_not_read"), "", facts.trouble, open_it)
    if book is None:
        draw = (t("home_make_codebook"), "/codebook")
        return Card(name, "later", t("home_later"), "", t("home_codebook_none"), draw)
    n_labels = sum(not label.retired for target in book.targets for label in target.labels)
    counts = [t("home_labels", n=n_labels), t("home_questions", n=len(book.targets))]
    missing = len(facts.undefined)
    told = t("home_undefined", n=missing) if missing else t("home_all_defined")
    open_it = t("home_open_codebook"), "/codebook"
    return Card(name, "done", t("home_ready"), " · ".join(counts), told, open_it)


def _harvests(facts: Facts, t: Words) -> Card:
    name, add = "harvests", (t("home_add_harvest"), "/harvests")
    if not facts.harvests:
        return Card(name, "later", t("home_later"), "", t("home_harvests_none"), add)
    states = [one.state for one in facts.harvests if one.state]
    n_fragments = sum(state.n_fragments for state in states)
    counts = [
        t("home_n_coded_files", n=len(facts.coded)),
        t("home_n_new_files", n=len(facts.new)),
        t("home_fragments", n=n_fragments),
        t("home_of_them_coded", n=facts.n_coded),
    ]
    facts_line = " · ".join(counts)
    n_problems = sum(state.n_problems for state in states)
    unread = [one for one in facts.harvests if one.trouble]
    if unread:
        told = t("home_unread", name=unread[0].name)
        see = t("home_see_why"), f"/harvests/{unread[0].key}"
        return Card(name, "look", t("home_not_read"), facts_line, told, see)
    if n_problems:
        told = t("home_rows_in_use")
        return Card(name, "look", t("home_rows_to_mend", n=n_problems), facts_line, told, add)
    return Card(name, "done", t("home_ready"), facts_line, t("home_all_read"), add)


def _model(facts: Facts, t: Words) -> Card:
    name, model = "model", facts.model
    if model is None:
        ready = facts.n_coded and facts.codebook
        told = t("home_model_ready", n=facts.n_coded) if ready else t("home_model_none")
        return Card(name, "later", t("home_later"), "", told, (t("home_learn"), "/model"))
    learned = t("home_learned", name=model.name, n=model.n_fragments)
    facts_line = learned if model.n_fragments else model.name
    told = model.verdict[0] if model.verdict else ""
    return Card(name, "done", t("home_ready"), facts_line, told, (t("home_learn_again"), "/model"))


def _coding(facts: Facts, t: Words) -> Card:
    name, harvest = "coding", facts.coding
    if facts.model is None or harvest is None or harvest.state is None:
        told = t("home_coding_none") if facts.model is None else t("home_coding_no_harvest")
        return Card(name, "later", t("home_later"), "", told, (t("home_begin"), "/coding"))
    n, n_all = harvest.answered, harvest.state.n_fragments
    line = f"{harvest.name} · {t('home_answered', n=n, all=n_all)}"
    left = n_all - n
    told = t("home_left", n=left) if left > 0 else t("home_all_answered")
    button = (t("home_go_on") if n else t("home_begin")), f"/coding?harvest={harvest.key}"
    if harvest.waits:
        told = t("home_workbook_waits", n=harvest.answers.n_in_workbook)
        button = t("home_reviewed_see"), f"/coding/reviewed?harvest={harvest.key}"
    share = n / n_all if n_all else None
    look = "later" if left > 0 or harvest.waits else "done"
    return Card(name, look, t("home_ready"), line, told, button, share)
