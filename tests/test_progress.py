from contextlib import contextmanager

from classifier.progress import silent, tracked


def test_each_item_of_a_stage_is_told_before_it_is_worked_on():
    told = []

    @contextmanager
    def stages(name):
        told.append(name)
        yield lambda done, total: told.append((done, total))

    assert list(tracked(stages, "Counting", ["a", "b"])) == ["a", "b"]
    assert told == ["Counting", (0, 2), (1, 2)]
    assert list(tracked(silent, "Counting", ["a"])) == ["a"]
