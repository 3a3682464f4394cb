"""The compiled kernel, the plain definition, the Ibis expression and brute force give one answer."""

import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from tests.core.tracing.kernels.test_graph import spread
from tests.core.tracing.networks import DAY, Network, networks, walked
from vungxanh.apps.exposure.graph import oracle
from vungxanh.core.tracing.graph import Case, Contact

Labels = dict[int, list[tuple[int, int]]]
few = networks(contacts=14, levels=4)


def of_kernel(network: Network) -> Labels:
    return {
        person: [(label.hops, label.at) for label in labels]
        for person, labels in spread(network).levels().labels.items()
    }


def of_brute_force(network: Network) -> Labels:
    """Of every hop the earliest walk of at most so many, where it is earlier than with fewer."""
    found: Labels = {}
    for person, by_hops in walked(network).items():
        for hops in sorted(by_hops):
            if person not in found or by_hops[hops] < found[person][-1][1]:
                found.setdefault(person, []).append((hops, by_hops[hops]))
    return found


def of_ibis(engine: Any, network: Network) -> Labels:
    import pyarrow as pa

    columns = {name: [getattr(one, name) for one in network.contacts] for name in ("one", "other", "at")}
    rows = pa.table({name: pa.array(column, pa.int64()) for name, column in columns.items()})
    return oracle.labels(
        engine,
        engine.create_table("contacts", rows, overwrite=True),
        [(case.person, case.since) for case in network.cases],
        max_level=network.max_level,
        latency=network.latency,
        isolated=network.isolated,
    )


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(few)
def test_kernel_ibis_on_duckdb_and_brute_force_agree(network: Network) -> None:
    import ibis

    expected = of_brute_force(network)
    assert of_kernel(network) == expected
    assert of_ibis(ibis.duckdb.connect(), network) == expected


# 0 meets 1 in the evening; 1 met 2 in the morning and meets 3 at once, and 2 again the day after.
LATE = [Contact(0, 1, 1_200), Contact(1, 2, 600), Contact(1, 3, 1_200), Contact(1, 2, 1_200 + DAY)]


@pytest.mark.parametrize(
    ("latency", "second"),
    [(0, {2: [(2, 1_200 + DAY)], 3: [(2, 1_200)]}), (DAY, {2: [(2, 1_200 + DAY)]})],
    ids=["L=0", "L=1 day"],
)
def test_the_order_in_time_decides_with_and_without_latency(latency: int, second: Labels) -> None:
    import ibis

    network = Network(4, 2, LATE, [Case(0, 0)], {}, latency, 2)
    expected = {0: [(0, 0)], 1: [(1, 1_200)], **second}
    assert of_kernel(network) == of_ibis(ibis.duckdb.connect(), network) == of_brute_force(network) == expected


@contextmanager
def spark(room: Path) -> Iterator[Any]:
    """A Spark of two threads in this process."""
    pyspark = pytest.importorskip("pyspark", reason="PYSPARK IS NOT INSTALLED: the Spark oracle is not tested")
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("NO JAVA: the Spark oracle is not tested (apt-get install default-jre-headless)")
    from pyspark.sql import SparkSession

    assert pyspark.__version__
    logging.getLogger("py4j").setLevel(logging.WARNING)
    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.sql.shuffle.partitions", 2)
        .config("spark.ui.enabled", "false")
        .config("spark.driver.memory", "1g")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.warehouse.dir", str(room / "warehouse"))
        .config("spark.driver.extraJavaOptions", f"-Dderby.system.home={room}")
        .getOrCreate()
    )
    try:
        yield session
    finally:
        session.stop()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # what Spark and pandas think of each other's versions
def test_spark_runs_the_same_expression_to_the_same_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # Spark leaves a metastore where it stands
    with spark(tmp_path) as session:
        import ibis

        engine = ibis.pyspark.connect(session)
        for latency in (0, DAY):
            network = Network(4, 2, LATE, [Case(0, 0)], {1: 1_201 + DAY}, latency, 3)
            assert of_ibis(engine, network) == of_kernel(network) == of_brute_force(network)
