"""What share of people with an active device brings R to 1, and where it helps most (kế hoạch bao phủ).

The next-generation matrix K_ij = R · M_ij · (1 - e · p_i · p_j): M is the mixing of communes with spectral radius 1, p
the share of the population whose device was seen in the last day (never downloads), e the share of known meetings that
is stopped: detected, consented, stays at home and told in time. R_eff is the spectral radius of K.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

INSTALLS = 1_000
_STEPS, _LOOKED, _WORTH = 2_000, 50, 400
_RESTARTS, _SPACE, _ROUNDING = 60, 16, 1e-12
_FINEST = 1e-12


@dataclass(frozen=True, slots=True)
class Shares:
    """With whom people meet where no encounter was counted yet (documented assumption of the project's own data)."""

    household: float = 0.22
    work: float = 0.33
    commune: float = 0.35
    province: float = 0.10


@dataclass(frozen=True, slots=True)
class Province:
    """One row for each commune: population, active devices, mixing (square, spectral radius 1), R without the app."""

    population: Sequence[float]
    active: Sequence[float]
    mixing: "Floats"
    reproduction: float
    effect: float

    @property
    def uptake(self) -> "Floats":
        """The share with an active device by commune, at most 1."""
        import numpy as np

        people = np.maximum(np.asarray(self.population, float), 1.0)
        share: Floats = np.clip(np.asarray(self.active, float) / people, 0.0, 1.0)
        return share


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The floor to ask of every commune, what it costs, and what a choice of the best communes would cost instead.

    None where not even everybody would do; `greedy_installs` also when it was not asked for. `marginal` is the fall of
    R by the next 1,000 installs, by commune.
    """

    r_now: float
    floor: float | None
    floor_installs: float | None
    greedy_installs: float | None
    marginal: tuple[float, ...]


def mixing_from_encounters(
    encounters: Mapping[tuple[int, int], float], population: Sequence[float], uptake: Sequence[float]
) -> "Floats":
    """Mixing from counted meetings between devices of communes i and j, each pair of communes once or both ways.

    A meeting is counted only if both had a device, so counts are divided by both shares; then by the people of j, for
    K_ij is what one case in j makes in i. Communes without counts meet their own only. Spectral radius 1.
    """
    import numpy as np

    people, share = np.maximum(np.asarray(population, float), 1.0), np.asarray(uptake, float)
    count = np.zeros((len(people), len(people)))
    for (i, j), meetings in encounters.items():
        count[i, j] += meetings
        if i != j:
            count[j, i] += meetings
    np.fill_diagonal(count, 2 * np.diag(count))
    seen = np.outer(share, share)
    rate = np.divide(count, seen, out=np.zeros_like(count), where=seen > 0) / people
    lonely = np.flatnonzero(rate.sum(axis=0) == 0)
    rate[lonely, lonely] = rate.sum(axis=0).mean() or 1.0
    mixed: Floats = rate / radius(rate)[0]
    return mixed


def mixing_by_shares(population: Sequence[float], districts: Sequence[int], shares: Shares = Shares()) -> "Floats":
    """Synthetic mixing: household and commune within the commune, work within the district, the rest anywhere."""
    import numpy as np

    people, district = np.maximum(np.asarray(population, float), 1.0), np.asarray(districts)
    together = (district[:, None] == district[None, :]) * people[None, :]
    own = (shares.household + shares.commune) * np.eye(len(people))
    work = shares.work * together / together.sum(axis=1, keepdims=True)
    anywhere = shares.province * np.broadcast_to(people / people.sum(), own.shape)
    mixed: Floats = (own + work + anywhere) / radius(own + work + anywhere)[0]
    return mixed


def radius(matrix: "Floats", start: "Floats | None" = None, *, exact: float = 1e-13) -> tuple[float, "Floats"]:
    """Spectral radius and right eigenvector (sum 1) of a matrix without negative numbers.

    Power iteration, and where that is slow, for communes that hardly meet each other, Arnoldi's after it. A share of
    the identity is added while iterating, so that a periodic matrix converges too. `start` is a guess of the
    eigenvector, as that of a matrix which differs little; `exact` is the change at which to stop.
    """
    import numpy as np

    shift = float(matrix.sum(axis=0).max()) / 8 or 1.0
    vector, before = np.full(len(matrix), 1 / len(matrix)) if start is None else start, 1.0
    for step in range(1, _STEPS):
        following = matrix @ vector + shift * vector
        total = float(following.sum())
        following /= total
        still = float(np.abs(following - vector).max())
        vector = following
        if still < exact:
            return total - shift, vector
        # What a step gains tells how many are still to come.
        if step % _LOOKED == 0 and (still / before) ** (_WORTH / _LOOKED) > exact / still:
            break
        before = still if step % _LOOKED == 0 else before
    return _polished(matrix, vector, max(exact, _ROUNDING) * shift)


def _polished(matrix: "Floats", vector: "Floats", exact: float) -> tuple[float, "Floats"]:
    """The best of a small space of iterates, begun again from it (Arnoldi): nothing large is inverted."""
    import numpy as np

    value = 0.0
    for _ in range(_RESTARTS):
        space = [vector / np.linalg.norm(vector)]
        image: list[Floats] = []
        while True:
            image.append(matrix @ space[-1])
            known = np.array(space)
            new = image[-1] - known.T @ (known @ image[-1])
            new -= known.T @ (known @ new)  # twice is enough
            length = float(np.linalg.norm(new))
            if len(space) == _SPACE or length <= exact:
                break
            space.append(new / length)
        values, vectors = np.linalg.eig(known @ np.array(image).T)
        best = int(np.argmax(values.real))
        value, mix = float(values[best].real), vectors[:, best].real
        vector = np.abs(mix @ known)
        wrong = float(np.abs(matrix @ vector - value * vector).max()) / float(vector.sum())
        vector /= vector.sum()
        if wrong <= exact:
            break
    return value, vector


def effective(province: Province, uptake: "Floats | None" = None) -> float:
    """R_eff with the app at the province's uptake, or at another."""
    return radius(_next_generation(province, province.uptake if uptake is None else uptake))[0]


def _next_generation(province: Province, uptake: "Floats") -> "Floats":
    import numpy as np

    matrix: Floats = province.reproduction * province.mixing * (1 - province.effect * np.outer(uptake, uptake))
    return matrix


def uniform_floor(reproduction: float, effect: float) -> float | None:
    """The uptake that brings R to 1 if it is the same everywhere: √((1 - 1/R)/e); None from 100 % on.

    With the same uptake everywhere K = (1 - e·p²)·R·M, whatever the mixing.
    """
    if reproduction <= 1:
        return 0.0
    if effect <= 0:
        return None
    floor = sqrt((1 - 1 / reproduction) / effect)
    return floor if floor < 1 else None


def lift_to_floor(province: Province, *, exact: float = 1e-9) -> float | None:
    """The least floor that brings R_eff to 1 when communes above it stay where they are; None from 100 % on.

    False position (Illinois), each step from the eigenvector of the last: eight radii where halving takes two dozen.
    R is at most 1 with the floor, by less than `exact`.
    """
    import numpy as np

    uptake, vector = province.uptake, None

    def excess(floor: float) -> float:
        nonlocal vector
        value, vector = radius(_next_generation(province, np.maximum(uptake, floor)), vector)
        return value - 1

    low, high = 0.0, 1.0
    over, under = excess(low), excess(high)
    if over <= 0 or under >= 0:
        return 0.0 if over <= 0 else None
    lasted, weight_low, weight_high = 0, over, under
    while high - low > _FINEST:
        middle = high - weight_high * (high - low) / (weight_high - weight_low)
        found = excess(middle)
        if -exact <= found <= 0:
            return middle
        # The end that stays twice counts half, or it would stay for ever.
        if found > 0:
            low, weight_low, weight_high = middle, found, weight_high / 2 if lasted > 0 else weight_high
        else:
            high, weight_high, weight_low = middle, found, weight_low / 2 if lasted < 0 else weight_low
        lasted = 1 if found > 0 else -1
    return high


def floor_installs(province: Province, floor: float) -> float:
    """Active devices to be added so that no commune is below a floor."""
    import numpy as np

    lacking = np.maximum(floor - province.uptake, 0.0) * np.asarray(province.population, float)
    return float(lacking.sum())


def marginal(province: Province, uptake: "Floats | None" = None) -> "Floats":
    """By how much R_eff falls with the next 1,000 active devices, by commune, from the left and right eigenvectors.

    dR/dp_k = -R·e·(v_k·Σ_j M_kj·p_j·w_j + w_k·Σ_i v_i·M_ik·p_i)/(v·w). A commune full already gains nothing.
    """

    held = province.uptake if uptake is None else uptake
    matrix = _next_generation(province, held)
    return _gains(province, held, radius(matrix)[1], radius(matrix.T)[1])


def _gains(province: Province, held: "Floats", right: "Floats", left: "Floats") -> "Floats":
    import numpy as np

    slope = left * (province.mixing @ (held * right)) + right * ((left * held) @ province.mixing)
    fall = province.reproduction * province.effect * slope / float(left @ right)
    people = np.maximum(np.asarray(province.population, float), 1.0)
    gained: Floats = np.where(held >= 1.0, 0.0, fall * INSTALLS / people)
    return gained


def greedy_installs(province: Province, *, step: float = INSTALLS) -> float | None:
    """Active devices to be added if each `step` goes where it helps most just then; None when R stays above 1."""
    import numpy as np

    people, held, spent = np.maximum(np.asarray(province.population, float), 1.0), province.uptake, 0.0
    right: Floats | None = None
    left: Floats | None = None
    while True:
        matrix = _next_generation(province, held)
        value, right = radius(matrix, right, exact=1e-9)
        if value <= 1:
            return spent
        left = radius(matrix.T, left, exact=1e-9)[1]
        gains = _gains(province, held, right, left)
        best = int(np.argmax(gains))
        if gains[best] <= 0:
            return None
        added = float(min(step, (1 - held[best]) * people[best]))
        held[best] = min(1.0, held[best] + added / people[best])
        spent += added


def recommend(province: Province, *, compare: bool = False, step: float = INSTALLS) -> Recommendation:
    """The floor: with mixing like ours the choice of the best communes costs more, step by step, not less.

    Only with `compare` is that choice worked out, for it takes a second where the rest takes a tenth.
    """
    floor = lift_to_floor(province)
    return Recommendation(
        effective(province),
        floor,
        None if floor is None else floor_installs(province, floor),
        greedy_installs(province, step=step) if compare and floor is not None else None,
        tuple(float(gain) for gain in marginal(province)),
    )
