"""Arithmetic on spans, also against a plain count of hours."""

import random
from datetime import UTC, datetime, timedelta

from scheduling.engine.spans import ALWAYS, Cover, Load, Lookup, Taken, merge, subtract
from scheduling.engine.types import Span

MIDNIGHT = datetime(2026, 6, 1, tzinfo=UTC)
HOURS = range(24)


def at(hour: int) -> datetime:
    return MIDNIGHT + timedelta(hours=hour)


def hours(start: int, end: int) -> Span:
    return Span(at(start), at(end))


def some_spans(dice: random.Random) -> list[Span]:
    starts = [dice.choice(HOURS) for _ in range(dice.randrange(6))]
    return [hours(start, min(start + dice.randrange(7), 24)) for start in starts]


def hours_in(spans: list[Span]) -> set[int]:
    return {hour for hour in HOURS for span in spans if span.start <= at(hour) < span.end}


def is_merged(spans: list[Span]) -> bool:
    edges = [edge for span in spans for edge in span]
    return edges == sorted(set(edges))


def test_touching_intervals_do_not_overlap() -> None:
    assert not hours(9, 10).overlaps(hours(10, 11))
    assert not hours(10, 11).overlaps(hours(9, 10))


def test_an_interval_overlaps_what_shares_an_hour_with_it() -> None:
    assert hours(9, 11).overlaps(hours(10, 12))
    assert hours(9, 12).overlaps(hours(10, 11))


def test_an_interval_covers_itself_but_nothing_longer() -> None:
    assert hours(9, 11).covers(hours(9, 11))
    assert not hours(9, 11).covers(hours(9, 12))
    assert not hours(9, 11).covers(hours(8, 11))


def test_merge_joins_what_touches() -> None:
    assert merge([hours(10, 12), hours(9, 10), hours(14, 15)]) == [hours(9, 12), hours(14, 15)]


def test_merge_keeps_the_longer_of_two_nested() -> None:
    assert merge([hours(9, 17), hours(10, 12), hours(16, 18)]) == [hours(9, 18)]


def test_merge_drops_what_is_empty() -> None:
    assert merge([hours(9, 9), hours(12, 10)]) == []


def test_subtracting_the_middle_leaves_both_ends() -> None:
    assert subtract([hours(9, 17)], [hours(12, 13)]) == [hours(9, 12), hours(13, 17)]


def test_subtracting_what_touches_takes_nothing() -> None:
    assert subtract([hours(9, 12)], [hours(8, 9), hours(12, 13)]) == [hours(9, 12)]


def test_one_hole_can_cut_several_spans() -> None:
    assert subtract([hours(8, 10), hours(11, 13)], [hours(9, 12)]) == [hours(8, 9), hours(12, 13)]


def test_subtract_matches_hour_by_hour_count() -> None:
    for seed in range(500):
        dice = random.Random(seed)
        open_hours, taken = some_spans(dice), some_spans(dice)

        left = subtract(merge(open_hours), merge(taken))

        assert hours_in(left) == hours_in(open_hours) - hours_in(taken), seed
        assert is_merged(left), seed


def test_merge_matches_hour_by_hour_count() -> None:
    for seed in range(200):
        given = some_spans(random.Random(seed))

        assert hours_in(merge(given)) == hours_in(given), seed
        assert is_merged(merge(given)), seed


def test_a_cover_needs_one_span_for_the_whole_stretch() -> None:
    open_hours = Cover([hours(9, 12), hours(13, 17)])

    assert open_hours.covers(at(9), at(12))
    assert not open_hours.covers(at(11), at(14))
    assert not open_hours.covers(at(8), at(10))
    assert not open_hours.covers(at(17), at(18))


def test_a_cover_tells_when_it_opens_next() -> None:
    open_hours = Cover([hours(9, 12), hours(13, 17)])

    assert open_hours.opens_after(at(12)) == at(13)
    assert open_hours.opens_after(at(13)) is None


def test_always_covers_everything() -> None:
    assert Cover([ALWAYS]).covers(at(0), at(10_000))


def test_units_in_use_add_up_where_uses_overlap() -> None:
    kayaks = Load([Taken(hours(9, 12), 5), Taken(hours(11, 14), 4)])

    assert kayaks.most(at(9), at(11)) == 5
    assert kayaks.most(at(10), at(13)) == 9
    assert kayaks.most(at(12), at(13)) == 4
    assert kayaks.most(at(14), at(20)) == 0


def test_units_given_back_are_free_to_be_taken_in_the_same_instant() -> None:
    kayaks = Load([Taken(hours(9, 12), 5), Taken(hours(12, 14), 5)])

    assert kayaks.most(at(9), at(14)) == 5


def test_nothing_in_use_is_none_in_use() -> None:
    assert Load([]).most(at(0), at(24)) == 0


def test_most_units_in_use_matches_hour_by_hour_count() -> None:
    for seed in range(200):
        dice = random.Random(seed)
        uses = [Taken(span, dice.randint(1, 4)) for span in merge(some_spans(dice))]
        uses += [Taken(span, dice.randint(1, 4)) for span in merge(some_spans(dice))]
        load = Load(uses)

        for start in HOURS:
            for end in range(start + 1, 25):
                counts = [
                    sum(units for span, units in uses if span.start <= at(hour) < span.end)
                    for hour in range(start, end)
                ]
                assert load.most(at(start), at(end)) == max(counts)


def test_a_full_stretch_ends_when_the_last_unit_needed_comes_back() -> None:
    tours = Load([Taken(hours(9, 12), 1), Taken(hours(11, 14), 1)])

    assert tours.full_until(at(9), at(12), 2) == at(12)
    assert tours.full_until(at(9), at(12), 1) == at(14)
    assert tours.full_until(at(9), at(12), 3) is None


def test_lookup_finds_what_a_search_through_all_finds() -> None:
    for seed in range(200):
        dice = random.Random(seed)
        spans = [span for span in some_spans(dice) if span.start < span.end]
        stretch = hours(*sorted(dice.sample(range(25), 2)))

        found = Lookup((span, span) for span in spans).overlapping(stretch)

        assert found == sorted(span for span in spans if span.overlaps(stretch)), seed
