"""How a command ends: what was written, what to do with it, and the next command to type."""

from __future__ import annotations

from classifier.wording import shell_word

# Files that a person has and we do not know, in commands that we propose.
NEW_HARVEST, OLD_HARVEST, CODEBOOK = "NEW-HARVEST.xlsx", "OLD-HARVEST.xlsx", "CODEBOOK.xlsx"
YOUR_NAME = "YOUR-NAME"
MINE, NEXT = "models/mine", "models/next"
# Options with their values that are typed otherwise, or not at all, in the project of a command.
IN_PROJECT: dict[tuple[str, str], tuple[str, ...]] = {}
# What the command counted, for the log of its project.
COUNTED: dict[str, int | float] = {}
TRAIN = ("train", OLD_HARVEST, "--codebook", CODEBOOK, "--out", MINE)


def with_next_step(text: str, *command: object, advice: str = "", written: object = "") -> str:
    """Return a result with its ending.

    Parameters
    ----------
    command : the words that stand behind “classifier”, paths among them
    advice : what to do with the result
    written : the file or folder that came to be

    >>> print(with_next_step("2 cells changed.", "check", "b c.csv", written="b c.csv"))
    2 cells changed.
    <BLANKLINE>
    Written: b c.csv
    Next: classifier check "b c.csv"
    """
    ending = [f"Written: {written}"] if written else []
    ending += [advice] if advice else []
    if command:
        ending.append(typed("Next: classifier", *command))
    return "\n".join([*([text.rstrip("\n"), ""] if text else []), *ending])


def typed(*command: object) -> str:
    """Return a command as it is typed; the first of its words as it is."""
    first, *others = map(str, command)
    words = [first]
    while others:
        pair = (others[0], others[1] if len(others) > 1 else "")
        words += map(shell_word, IN_PROJECT.get(pair, others[:1]))
        del others[: 2 if pair in IN_PROJECT else 1]
    return " ".join(words)
