"""What is printed of a private learner: every bound beside the best one, and whose leakage each bounds."""

import boundcalc as bc

SGD = bc.DPSGD(noise_multiplier=4, sample_rate="1/10", steps=4)


def test_older_bounds_stand_beside_the_sharp_ones():
    bounds = bc.Game(None, SGD, n=1000).bounds()
    assert [bounds[name].kind for name in ("remove", "mix", "losses", "sampled-gaussian")] == ["upper"] * 4
    assert bounds.upper.id == "remove"
    assert bounds.to_the_best(bounds["remove"]) == 1
    for name in ("mix", "losses", "sampled-gaussian", "sampled-gaussian-chi-square"):
        times = bounds.to_the_best(bounds[name])
        assert times.lower == bounds[name].number().upper / bounds["remove"].number().upper > 1
    head, *rows = str(bounds).splitlines()
    assert head.split("  ")[-1].strip() == "to the best"
    assert rows[0].split()[-1] == "1"


def test_the_text_says_of_which_record_a_bound_speaks():
    average, worst = (bc.Game(None, SGD, n=1000, record=record).bounds() for record in ("average", "worst"))
    assert {bound.speaks_of for bound in worst} == {"every"}
    assert {"mix", "remove"} <= {bound.id for bound in average} - {bound.id for bound in worst}
    assert "Delta of the average record; of every record: losses" in str(average)
    assert "Delta of the worst record" in str(worst)
    assert "the average record" in str(bc.Game(None, SGD, n=1000).explain())


def test_where_an_exact_value_is_known_the_tightness_is_to_it():
    bounds = bc.Game(bc.Bernoulli("1/3"), n=5).bounds()
    assert "tightness" in str(bounds)
    assert bounds.to_the_best(bounds["disc-ck"]) is None
