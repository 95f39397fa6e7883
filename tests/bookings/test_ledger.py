"""The arithmetic of money that came in."""

from hypothesis import given
from hypothesis import strategies as st

from bookings.ledger import Fact, GivingBack, Kind, Share, Standing, add_up, give_back


def test_money_set_aside_counts_until_it_is_let_go():
    facts = [Fact(Kind.AUTHORISED, 9_000)]

    assert add_up(facts) == Standing(held=9_000)
    assert add_up([*facts, Fact(Kind.RELEASED, 9_000)]) == Standing()


def test_taking_part_of_what_is_set_aside_lets_the_rest_go():
    facts = [
        Fact(Kind.AUTHORISED, 9_000),
        Fact(Kind.CAPTURED, 2_000),
        Fact(Kind.RELEASED, 7_000),
        Fact(Kind.REFUNDED, 500),
    ]

    assert add_up(facts) == Standing(held=0, taken=2_000, refunded=500)
    assert add_up(facts).covered == 1_500


def test_what_was_taken_already_is_kept_before_anything_is_captured():
    shares = [Share(1, held=0, kept=3_000), Share(2, held=6_000, kept=0)]

    assert give_back(shares, keep=4_000) == [GivingBack(2, 1_000, 5_000, 0)]
    assert give_back(shares, keep=0) == [GivingBack(1, 0, 0, 3_000), GivingBack(2, 0, 6_000, 0)]
    assert give_back(shares, keep=9_000) == [GivingBack(2, 6_000, 0, 0)]


amounts = st.integers(0, 10**9)
some_shares = st.lists(st.tuples(amounts, amounts), max_size=5).map(
    lambda pairs: [Share(key, held, kept) for key, (held, kept) in enumerate(pairs)]
)


@given(shares=some_shares, keep=amounts)
def test_exactly_what_is_to_be_kept_stays(shares, keep):
    told = {one.key: one for one in give_back(shares, keep)}

    stays = 0
    for share in shares:
        one = told.get(share.key, GivingBack(share.key, 0, 0, 0))
        assert one.capture + one.release in (0, share.held)
        assert 0 <= one.refund <= share.kept
        stays += share.kept - one.refund + one.capture

    assert stays == min(keep, sum(share.held + share.kept for share in shares))
