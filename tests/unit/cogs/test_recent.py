from cogs.recent import Recent


def test_what_was_not_asked_for_the_longest_is_forgotten() -> None:
    recent: Recent[str, int] = Recent(2)
    recent["a"], recent["b"] = 1, 2

    assert recent["a"] == 1
    recent["c"] = 3

    assert (recent["a"], recent["b"], recent["c"]) == (1, None, 3)
