"""A text that asks a colleague, or any assistant, for example sentences of a codebook's labels.

It holds what the codebook itself says and nothing of a harvest: no name or note of one, no alias
that was found in cells, and none of the examples that are sentences of a fragment.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from classifier.codebook import Codebook, Label, Target
from classifier.translations import Words

N_SENTENCES = 16
# A language in which fewer of a hundred fragments are written is not asked for.
_FEWEST_OF_HUNDRED = 3
_TASK = """\
Please write example sentences for the codes of a codebook. The codes say what kind of change
people in the field report. A program learns from your sentences what each code means.

{wanted}, write {n} short sentences as a field reporter would write them: who did
what, where or when, in plain words.

- One sentence tells one thing that has happened, in at most 25 words. No plans, no hopes.
- Each fits its code and no other code below; heed what does not count.
- In {half} of the {n}, use no word of the code's name or definition: write what was seen, not what
  it is called.
- {languages}
- Invent everything: no real person, organisation or incident. Vary people, places and verbs.
- Do not repeat the examples that are given below.

Answer with YAML and nothing else, in this form: the code's id and a colon, and below it the
sentences, each behind a dash and in quotes.

{form}

The codes
"""
_SAYS = {"definition": "What it is", "include": "Counts too", "exclude": "Does not count"}


def examples_prompt(
    codebook: Codebook, labels: Collection[tuple[str, str]], languages: Mapping[str, int]
) -> str:
    """Return the text.

    Parameters
    ----------
    labels : ids of target and label for which sentences are wanted
    languages : how many fragments are in each language (ISO 639-1); none takes the codebook's
    """
    keys = label_keys(codebook)
    asked = [keys[key] for key in keys if key in labels]
    targets = [target for target in codebook.asked if any(t == target.id for t, _ in labels)]
    n_shown = sum(len(_in_use(target)) for target in targets)
    task = _TASK.format(
        wanted="For each code below"
        if n_shown == len(asked)
        else f"For the codes {', '.join(asked)}",
        n=N_SENTENCES,
        half=N_SENTENCES // 2,
        languages=_languages(languages or {codebook.language: 1}),
        form="\n".join(f'{key}:\n  - "…"\n  - "…"' for key in asked[:2]),
    )
    return "\n".join([task, *(line for target in targets for line in _target(target, keys))])


def _in_use(target: Target) -> tuple[Label, ...]:
    """Return the labels that are not retired."""
    return tuple(label for label in target.labels if not label.retired)


def label_keys(codebook: Codebook) -> dict[tuple[str, str], str]:
    """Return what each label that a coder gives is called in an answer: its id.

    With its target before it where labels of two targets have the same.
    """
    labels = [(target.id, label.id) for target in codebook.asked for label in _in_use(target)]
    ids = [label_id.casefold() for _, label_id in labels]
    return {
        (target, label): label if ids.count(label.casefold()) == 1 else f"{target}/{label}"
        for target, label in labels
    }


def _target(target: Target, keys: Mapping[tuple[str, str], str]) -> Iterator[str]:
    yield from (f"## {target.name}", "")
    for label in _in_use(target):
        yield from (*_label(keys[target.id, label.id], label), "")


def _label(key: str, label: Label) -> Iterator[str]:
    yield f"{key}: {label.name}"
    for field, title in _SAYS.items():
        if text := " ".join(getattr(label, field).split()):
            yield f"  {title}: {text}"
    if label.examples:
        yield "  Examples:"
        yield from (f"    - {' '.join(example.split())}" for example in label.examples)


def _languages(counts: Mapping[str, int]) -> str:
    """Say in which languages to write, and how many sentences in each.

    >>> _languages({"en": 78, "fr": 17, "ar": 5, "es": 1})
    'Languages, of 16 sentences: 12 in English, 3 in French, 1 in Arabic.'
    >>> _languages({"fr": 3})
    'Language: French.'
    """
    total = sum(counts.values())
    common = [name for name, n in counts.items() if 100 * n >= _FEWEST_OF_HUNDRED * total]
    ordered = sorted(common, key=lambda name: -counts[name])
    english = Words("en")
    names = [english.language_name(name) or name for name in ordered]
    if len(ordered) == 1:
        return f"Language: {names[0]}."
    shares = [max(1, round(N_SENTENCES * counts[name] / total)) for name in ordered]
    shares[0] = N_SENTENCES - sum(shares[1:])
    told = ", ".join(f"{n} in {name}" for n, name in zip(shares, names, strict=True))
    return f"Languages, of {N_SENTENCES} sentences: {told}."
