"""The verdict *simulated*: a statement on Delta that is confirmed, at a stated confidence, by playing."""

import pytest

import boundcalc as bc
from boundcalc.proof import Derivation, simulated

GAME = bc.Game(bc.Categorical(["1/2", "1/3", "1/6"]), n=3)  # Delta = 415/1296


def verdict(sign, bound, **options):
    return simulated([GAME], sign, bound, samples=20_000, **options).verdict()


def test_true_statements_are_simulated_and_say_how_surely():
    found = verdict("<=", "disc-ck", level="0.9999")
    assert found.word == "simulated"
    assert found.stands
    assert not found.reaches("sampled")
    assert "99.99% confidence" in found.how
    assert "20000 plays" in found.how
    assert "seed 0" in found.how
    assert "99.9999% confidence" in verdict("<=", "disc-ck", level="0.9999999").how  # never rounded up
    assert verdict("=", lambda game: "415/1296", tolerance="1/10").word == "simulated"
    assert verdict(">=", lambda game: "3/10").word == "simulated"


@pytest.mark.parametrize(("sign", "bound"), [("<=", "3/10"), (">=", "7/20"), ("=", "3/10"), ("<=", "415/1296")])
def test_a_simulation_never_refutes(sign, bound):
    # Neither a false statement nor one that an interval cannot settle (Delta <= Delta).
    found = verdict(sign, lambda game: bound)
    assert found.word == "undecided"
    assert "confidence" in found.problem


def test_the_error_is_shared_by_the_games():
    games = [bc.Game(bc.Bernoulli("1/3"), n=n) for n in (2, 5, 9)]
    found = simulated(games, "<=", "disc-ck", samples=5000, level="0.99").verdict()
    assert "5000 plays of each of 3 games" in found.how
    assert found.cases == 15_000


def test_a_derivation_with_a_simulated_step_is_no_stronger():
    proof = Derivation("played")
    proof.given("x real")
    proof.models("Delta is at most 0.35.", lambda: simulated([GAME], "<=", lambda game: "7/20", samples=20_000))
    proof.conclude("0 <= x^2")
    assert proof.verify().verdict.word == "simulated"


def test_bad_input_is_one_line():
    for games, sign, bound in ([GAME], "<", "disc-ck"), ([], "<=", "disc-ck"), ([GAME], "<=", "no-such-theorem"):
        with pytest.raises(ValueError, match=r"must|no theorem"):
            simulated(games, sign, bound)
