"""Questions to the live segments: through the socket, in this process, and by the definition, one answer."""

import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.apps.exposure.graph.stored import (
    AT,
    EPOCH_DAY,
    START,
    columns,
    holders,
    store,
    store_contacts,
    subject,
)  # fmt: skip
from tests.core.tracing.networks import DAY, Network, networks
from tests.factories.org import a_province
from vungxanh.apps.exposure.graph import asking, segments, server, small, wire
from vungxanh.apps.exposure.graph.basis import Told
from vungxanh.apps.exposure.models import Holder, Segment
from vungxanh.apps.exposure.queries import chains
from vungxanh.apps.exposure.queries.chains import Asked, ChainsUnavailable
from vungxanh.core.tracing.graph import Contact

pytestmark = pytest.mark.django_db


def moment(ms: int) -> datetime:
    return datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=START + ms)


END = moment(10 * DAY)


@contextmanager
def serving(keeper: server.Keeper) -> Iterator[None]:
    """The real socket and handler, in a thread: the test's own transaction is what it has loaded."""
    with server.Server(keeper) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        try:
            yield
        finally:
            running.shutdown()
            wire.socket_path().unlink(missing_ok=True)


def asked(network: Network, until: int) -> Asked:
    return Asked(
        [(subject(case.person), moment(case.since)) for case in network.cases],
        network.max_level,
        moment(until),
        timedelta(minutes=network.latency),
        {subject(person): moment(at) for person, at in network.isolated.items()},
    )


def told(question: Asked, ill: int) -> tuple[object, ...]:
    """Every answer there is about a network."""
    everybody = [subject(person) for person in range(8)]
    reached = chains.levels_of(question)
    back = chains.sources_of(
        everybody[ill], question.until, since=moment(0), max_level=question.max_level, latency=question.latency
    )
    return (
        reached,
        chains.nearest_of(question, at_most=3),
        chains.counts_of(question),
        chains.paths_of(question, everybody),
        back,
    )


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(networks(contacts=25), st.integers(0, 3 * DAY), st.integers(0, 1))
def test_the_socket_answers_what_the_definition_answers(network: Network, until: int, ill: int) -> None:
    Segment.objects.all().delete()
    Holder.objects.all().delete()
    store_contacts(network.contacts, holders(network.persons), a_province(), run=f"{id(network)}")
    question = asked(network, until)
    plain = told(question, ill)
    keeper = server.Keeper()
    keeper.look()
    with serving(keeper):
        assert told(question, ill) == plain


def chain_of_three() -> dict[int, int]:
    """0 meets 1 on the first day, 1 meets 2 on the second."""
    node_of = holders(3)
    store_contacts([Contact(0, 1, 600), Contact(1, 2, DAY + 600)], node_of, a_province())
    return node_of


def test_a_level_tells_first_and_last_exposure_sources_and_from_whom() -> None:
    chain_of_three()
    found = chains.levels_of(Asked([(subject(0), moment(0))], 2, END))
    assert found.value == {
        subject(1): chains.Reached(1, moment(600), moment(600), 1, subject(0)),
        subject(2): chains.Reached(2, moment(DAY + 600), moment(DAY + 600), 1, subject(1)),
    }


def test_why_is_the_chain_with_its_times() -> None:
    chain_of_three()
    asked_of = Asked([(subject(0), moment(0))], 3, END)
    why = chains.paths_of(asked_of, [subject(2), subject(7)])
    assert why.value == {
        subject(2): [(subject(0), moment(0)), (subject(1), moment(600)), (subject(2), moment(DAY + 600))]
    }


def test_a_long_meeting_passes_it_on_also_when_the_exposure_fell_into_it() -> None:
    node_of, area = holders(3), a_province()
    edges = columns([Contact(0, 1, 500 * 60_000), Contact(1, 2, 400 * 60_000)], node_of)
    edges["end_ms"] = edges["start_ms"] + 200 * 60_000  # 1 and 2 are together from 400 to 600, 0 joins at 500
    store(EPOCH_DAY, area, edges)
    for close in (False, True):
        found = chains.levels_of(Asked([(subject(0), moment(0))], 2, END, close=close))
        assert found.value[subject(2)].level == 2
        assert found.value[subject(2)].first == moment(600 * 60_000)


def test_close_leaves_out_what_weighs_less_than_the_class_high() -> None:
    node_of = holders(3)
    store(EPOCH_DAY, a_province(), columns([Contact(0, 1, 5), Contact(0, 2, 5)], node_of, minutes=[15.0, 14.0]))
    asked_of = Asked([(subject(0), moment(0))], 1, END, close=True)
    assert chains.counts_of(asked_of).value == [0, 1]
    assert chains.counts_of(Asked(asked_of.cases, 1, END)).value == [0, 2]


def test_without_the_process_and_with_much_to_look_through_the_error_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chain_of_three()
    monkeypatch.setattr(small, "MOST_ROWS", 1)
    with pytest.raises(ChainsUnavailable, match=r"chains\.sock"):
        chains.levels_of(Asked([(subject(0), moment(0))], 1, END))
    assert "vungxanh run" in (ChainsUnavailable.__doc__ or "")


def test_a_process_that_does_not_answer_in_time_is_an_error_and_no_empty_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(asking, "TIMEOUT_S", 0.2)
    path = wire.socket_path()
    path.parent.mkdir(parents=True)
    with socket.socket(socket.AF_UNIX) as deaf:
        deaf.bind(str(path))
        deaf.listen(1)
        with pytest.raises(ChainsUnavailable):
            chains.levels_of(Asked([(subject(0), moment(0))], 1, END))


@pytest.mark.parametrize(
    "question",
    [
        {},
        {"op": "levels"},
        {"op": "levels", "cases": [["00", 5]], "max_level": 1, "latency": 0, "until": 5},
        {"op": "levels", "cases": [], "max_level": 99, "latency": 0, "until": 5},
        {"op": "levels", "cases": [], "max_level": 1, "latency": -1, "until": 5},
        {"op": "levels", "cases": [], "max_level": 1, "latency": 0, "until": True},
        {"op": "levels", "cases": [[subject(0).hex, 2**60]], "max_level": 1, "latency": 0, "until": 5},
        {"op": "levels", "cases": [[subject(0).hex, 5]] * 20_001, "max_level": 1, "latency": 0, "until": 5},
        {"op": "levels", "cases": [], "max_level": 1, "latency": 0, "until": 5, "rows": 10**9},
    ],
)
def test_a_question_out_of_bounds_is_refused_and_the_next_one_answered(question: dict[str, object]) -> None:
    chain_of_three()
    keeper = server.Keeper()
    keeper.look()
    with serving(keeper), socket.socket(socket.AF_UNIX) as held:
        held.connect(str(wire.socket_path()))
        wire.send_question(held, question)
        assert "refused" in wire.receive_answer(held).facts
        wire.send_question(held, {"op": "status"})
        assert wire.receive_answer(held).facts["contacts"] == 2


def test_the_socket_is_the_user_s_own() -> None:
    with serving(server.Keeper()):
        assert wire.socket_path().stat().st_mode & 0o777 == 0o600


def test_a_newer_version_of_a_day_replaces_the_older_and_other_days_stay_as_they_are() -> None:
    node_of = chain_of_three()
    keeper = server.Keeper()
    assert keeper.look()
    assert not keeper.look()
    kept = keeper.held.days[EPOCH_DAY]
    Segment.objects.filter(day=segments.day_of(EPOCH_DAY + 1)).delete()
    store(EPOCH_DAY + 1, a_province(), columns([Contact(0, 2, DAY + 5)], node_of), version=2)
    assert keeper.look()
    assert keeper.held.days[EPOCH_DAY] is kept
    with serving(keeper):
        found = chains.levels_of(Asked([(subject(0), moment(0))], 2, END))
    assert {person: one.level for person, one in found.value.items()} == {subject(1): 1, subject(2): 1}


@pytest.mark.parametrize("spoil", [Path.unlink, lambda path: path.write_bytes(path.read_bytes() + b" ")])
def test_an_answer_names_the_days_whose_file_is_damaged_or_lost_whoever_answers(
    spoil: Callable[[Path], object],
) -> None:
    """Without it a chain broken by a lost day reads like one that nobody went on with."""
    chain_of_three()
    question = Asked([(subject(0), moment(0))], 2, END)
    assert chains.counts_of(question).basis.is_whole
    lost = Segment.objects.latest("day")
    spoil(segments.path_of(lost.name))
    keeper = server.Keeper()
    keeper.look()
    here = told(question, 2)
    with serving(keeper):
        there = told(question, 2)
    assert here == there
    for one in there:
        assert isinstance(one, Told)
        assert one.basis.damaged == (lost.day,)
        assert not one.basis.is_whole
    assert chains.counts_of(question).value == [0, 1, 0]


def test_an_answer_says_when_it_was_built_which_days_have_no_file_and_whether_the_case_s_phone_is_known() -> None:
    chain_of_three()
    basis = chains.counts_of(Asked([(subject(0), moment(-DAY))], 2, moment(2 * DAY))).basis
    assert basis.built_at == AT
    assert basis.is_known
    assert basis.without == tuple(segments.day_of(EPOCH_DAY + day) for day in (-1, 2))
    assert not chains.counts_of(Asked([(subject(9), moment(0))], 2, END)).basis.is_known


def test_asking_imports_no_compiled_library() -> None:
    program = (
        "import os, sys; os.environ['VUNGXANH_ENV']='test';"
        "os.environ['DJANGO_SETTINGS_MODULE']='vungxanh.project.settings.test';"
        "import django; django.setup();"
        "from vungxanh.apps.exposure.queries import chains, encounters; from vungxanh.apps.exposure import tasks;"
        "print(*[name for name in ('numba', 'numpy', 'duckdb', 'ibis', 'pyarrow') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_the_process_sleeps_without_django_until_there_is_a_segment(tmp_path: Path) -> None:
    program = (
        "import sys, threading; from pathlib import Path;"
        "from vungxanh.apps.exposure.graph import process;"
        "stop = threading.Event(); threading.Timer(0.2, stop.set).start();"
        f"assert not process.wait_for_files(Path({str(tmp_path)!r}), stop);"
        "print(*[name for name in ('django', 'numpy', 'numba') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
    (tmp_path / "segments" / "2020-08-10").mkdir(parents=True)
    (tmp_path / "segments" / "2020-08-10" / "49-v1-x.parquet").touch()
    from vungxanh.apps.exposure.graph import process

    assert process.wait_for_files(tmp_path, threading.Event())
