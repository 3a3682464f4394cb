"""The figures of the coverage planner: the table, eigenvectors against differences, the floor against greed."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vungxanh.core.casework.planner import (
    Province,
    Shares,
    effective,
    floor_installs,
    greedy_installs,
    lift_to_floor,
    marginal,
    mixing_by_shares,
    mixing_from_encounters,
    radius,
    recommend,
    uniform_floor,
)

# specs: uniform uptake in percent that brings R to 1, by R without the app and effect; None: not even everybody.
TABLE = {
    1.2: {0.35: 69, 0.50: 58, 0.65: 51, 0.80: 46},
    1.5: {0.35: 98, 0.50: 82, 0.65: 72, 0.80: 65},
    2.0: {0.35: None, 0.50: None, 0.65: 88, 0.80: 79},
    3.0: {0.35: None, 0.50: None, 0.65: None, 0.80: 91},
}
CELLS = [(r, e, percent) for r, row in TABLE.items() for e, percent in row.items()]


def province(communes: int = 24, *, r: float = 1.2, e: float = 0.65, seed: int = 5, uptake: float = 0.27) -> Province:
    chance = np.random.default_rng(seed)
    people = chance.lognormal(np.log(6000), 0.4, communes)
    share = np.clip(chance.normal(uptake, 0.10, communes), 0.02, 0.98)
    mixing = mixing_by_shares(list(people), [number // 6 for number in range(communes)])
    return Province(list(people), list(people * share), mixing, r, e)


@pytest.mark.parametrize(("r", "e", "percent"), CELLS)
def test_the_published_table_of_uniform_uptake_is_reproduced(r: float, e: float, percent: int | None) -> None:
    floor = uniform_floor(r, e)
    assert (None if floor is None else round(floor * 100)) == percent


@pytest.mark.parametrize(("r", "e", "percent"), CELLS)
def test_the_matrix_says_the_same_as_the_table(r: float, e: float, percent: int | None) -> None:
    empty = province(r=r, e=e)
    start = Province(empty.population, [0.0] * len(empty.population), empty.mixing, r, e)
    floor = lift_to_floor(start)
    if percent is None:
        # Exactly everybody (R 2, e .5) is at the edge: no floor short of all people.
        assert floor is None or floor > 0.999
    else:
        assert floor == pytest.approx(uniform_floor(r, e), abs=1e-5)
        assert effective(start, np.full(len(start.population), floor)) == pytest.approx(1, abs=1e-5)


def test_from_a_quarter_of_the_people_the_floor_costs_what_the_best_choice_costs() -> None:
    # specs: 1.5 M people, 241 communes, uptake 27 ± 10 %, R 1.2, e .65: floor 51 % = 369,000, greedy = 380,000.
    chance = np.random.default_rng(1)
    people = chance.lognormal(0, 0.35, 241)
    people *= 1_500_000 / people.sum()
    uptake = np.clip(chance.normal(0.27, 0.10, 241), 0.02, 0.9)
    mixing = mixing_by_shares(list(people), [number * 18 // 241 for number in range(241)])
    one = Province(list(people), list(people * uptake), mixing, 1.2, 0.65)
    found = recommend(one, compare=True, step=1300)
    assert found.floor == pytest.approx(0.506, abs=0.01)
    assert found.floor_installs == pytest.approx(369_000, rel=0.06)
    assert found.greedy_installs == pytest.approx(380_000, rel=0.06)
    assert found.greedy_installs >= found.floor_installs
    assert recommend(one).greedy_installs is None
    assert found.r_now > 1
    assert len(found.marginal) == 241
    assert min(found.marginal) > 0


def test_nothing_is_needed_below_one_and_nothing_works_without_effect() -> None:
    assert uniform_floor(0.9, 0.5) == 0
    assert uniform_floor(1.5, 0) is None
    calm = province(r=0.9)
    assert lift_to_floor(calm) == 0
    assert greedy_installs(calm) == 0
    hopeless = recommend(province(r=3.0, e=0.5))
    assert (hopeless.floor, hopeless.floor_installs, hopeless.greedy_installs) == (None, None, None)
    assert greedy_installs(province(6, r=3.0, e=0.5), step=2000) is None


def test_marginal_value_is_the_difference_that_a_thousand_installs_make() -> None:
    one = province()
    gains = marginal(one)
    before = effective(one)
    for commune in (0, 7, 23):
        uptake = one.uptake.copy()
        uptake[commune] += 1 / one.population[commune]
        assert (before - effective(one, uptake)) * 1000 == pytest.approx(gains[commune], rel=1e-3)


def test_a_commune_where_everybody_has_it_gains_nothing_more() -> None:
    one = province()
    full = one.uptake.copy()
    full[3] = 1.0
    assert marginal(one, full)[3] == 0


def test_devices_beyond_the_population_count_as_everybody_and_empty_communes_do_no_harm() -> None:
    mixing = mixing_by_shares([100, 0], [1, 1])
    one = Province([100, 0], [500, 0], mixing, 1.0, 0.5)
    assert list(one.uptake) == [1, 0]
    assert np.isfinite(marginal(one)).all()


def test_synthetic_mixing_keeps_the_documented_shares() -> None:
    mixing = mixing_by_shares([1000, 3000, 2000], [1, 1, 2])
    assert mixing.sum(axis=1) == pytest.approx(np.ones(3))
    assert mixing[0, 0] == pytest.approx(0.57 + 0.33 / 4 + 0.10 / 6)
    assert mixing[0, 2] == pytest.approx(0.10 * 2 / 6)


def test_counted_meetings_are_corrected_for_those_without_a_device() -> None:
    people, uptake = [1000.0, 1000.0], [0.5, 0.25]
    true = np.array([[80.0, 20.0], [20.0, 60.0]])
    seen = {
        (0, 0): true[0, 0] / 2 * 0.25,
        (0, 1): true[0, 1] * 0.125,
        (1, 1): true[1, 1] / 2 * 0.0625,
    }
    mixing = mixing_from_encounters(seen, people, uptake)
    assert mixing / mixing[0, 0] == pytest.approx(true / 80)
    assert radius(mixing)[0] == pytest.approx(1)


def test_a_commune_that_was_never_counted_meets_itself() -> None:
    mixing = mixing_from_encounters({(0, 0): 10}, [100.0, 100.0], [0.5, 0.0])
    assert mixing[1, 1] > 0
    assert mixing[0, 1] == mixing[1, 0] == 0
    assert radius(mixing_from_encounters({}, [10.0, 10.0], [0.1, 0.1]))[0] == pytest.approx(1)


@settings(max_examples=40)
@given(st.integers(1, 6), st.randoms(use_true_random=False), st.floats(0, 1))
def test_the_spectral_radius_is_that_of_the_general_solver(size: int, chance: "object", sparse: float) -> None:
    rows = [[0.0 if chance.random() < sparse else chance.random() for _ in range(size)] for _ in range(size)]  # type: ignore[attr-defined]
    matrix = np.array(rows)
    assert radius(matrix)[0] == pytest.approx(max(abs(np.linalg.eigvals(matrix))), abs=2e-3)


@pytest.mark.parametrize("apart", [0.01, 0.001, 0.0])
def test_communes_that_hardly_meet_need_few_products(apart: float) -> None:
    # A power iteration alone takes 3,000 products for the first of these, 30,000 for the second.
    chance, products = np.random.default_rng(3), 0

    class Counted(np.ndarray[Any, Any]):
        def __matmul__(self, other: Any) -> Any:
            nonlocal products
            products += 1
            return np.asarray(self) @ np.asarray(other)

    own = np.diag(chance.uniform(0.99, 1.0, 40))
    matrix = own + apart * chance.random((40, 40)) / 40
    value, vector = radius(matrix.view(Counted))
    assert value == pytest.approx(max(abs(np.linalg.eigvals(matrix))), abs=1e-9)
    assert matrix @ vector == pytest.approx(value * vector, abs=1e-9)
    assert products < 1_200


def test_the_floor_of_communes_that_hardly_meet_is_exact() -> None:
    one = province(60)
    alone = mixing_by_shares(one.population, [number // 6 for number in range(60)], Shares(0.5, 0.009, 0.49, 0.001))
    lonely = Province(one.population, one.active, alone, 1.2, 0.65)
    floor = lift_to_floor(lonely)
    assert floor is not None
    assert effective(lonely, np.maximum(lonely.uptake, floor)) == pytest.approx(1, abs=2e-9)


def test_a_periodic_matrix_has_its_radius_too() -> None:
    assert radius(np.array([[0.0, 4.0], [1.0, 0.0]]))[0] == pytest.approx(2)


@settings(max_examples=30)
@given(st.integers(2, 8), st.integers(0, 99), st.floats(1.05, 1.6), st.floats(0.65, 0.95))
def test_more_devices_never_raise_r_and_the_floor_is_enough(size: int, seed: int, r: float, e: float) -> None:
    one = province(size, r=r, e=e, seed=seed)
    assert effective(one, np.minimum(one.uptake + 0.05, 1)) <= effective(one) + 1e-9
    assert effective(one) <= r + 1e-9
    floor = lift_to_floor(one)
    assert floor is not None
    assert effective(one, np.maximum(one.uptake, floor)) <= 1 + 1e-9
    assert floor_installs(one, floor) <= sum(one.population)
    assert (marginal(one) >= 0).all()
