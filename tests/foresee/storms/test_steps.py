"""How long a row counts for, and what a gap means: told by the rows so far."""

from sturmwarte.core.foresee.storms.steps import Steps


def play(rows):
    steps = Steps()
    return [steps.take(minute, posts) for minute, posts in rows]


def test_the_step_is_the_gap_most_rows_have():
    for step in (1, 5, 60, 1440):
        spans = play([(1000 + step * n, 0.0) for n in range(10)])
        assert [span.minutes for span in spans] == [5] + [step] * 9


def test_a_missing_row_was_not_heard():
    rows = [(60 * n, float(n % 3)) for n in range(100)]
    spans = play(rows[:50] + rows[60:])
    assert not any(span.quiet_before for span in spans)
    assert spans[-1].minutes == 60


def test_where_zeros_were_left_out_a_short_gap_is_quiet_and_a_long_one_is_not():
    rows, minute = [], 0
    for n in range(200):
        minute += (5, 115, 240)[n % 3]
        rows.append((minute, 1.0))
    spans = play([*rows, (minute + 60 * 24 * 3, 1.0)])
    assert spans[152].quiet_before
    assert spans[152].minutes == 5
    assert not spans[-1].quiet_before


def test_it_never_looks_ahead():
    rows = [(7 * n * n, float(n % 2)) for n in range(60)]
    assert play(rows)[:30] == play(rows[:30])
