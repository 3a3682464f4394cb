"""The command line writes numbers as the pages do, in the language asked for."""

import pytest
from click.testing import CliRunner

from vungxanh.apps.cases.models import Tally
from vungxanh.cli.bluezone.bench import bench
from vungxanh.cli.bluezone.load import load
from vungxanh.cli.cases import cases


@pytest.mark.django_db
@pytest.mark.parametrize(("lang", "told"), [("vi", "1.200"), ("en", "1,200")])
def test_a_recount_writes_its_count(lang: str, told: str) -> None:
    Tally.objects.bulk_create(Tally(path=f"/{n}/", level=1, count=3) for n in range(1200))
    said = CliRunner().invoke(cases, ["recount", "--lang", lang])
    assert f" {told} " in said.output


@pytest.mark.parametrize(("lang", "told"), [("vi", "với 1.000 dòng: giây"), ("en", "with 1,000 rows: seconds")])
def test_the_kernels_are_told_with_the_size_that_was_asked(lang: str, told: str) -> None:
    said = CliRunner().invoke(bench, ["--keys", "64", "--rows", "1000", "--lang", lang])
    assert said.exit_code == 0, said.output
    assert told in said.output


@pytest.mark.parametrize(("lang", "told"), [("vi", "mỗi phần 0,5 s;"), ("en", "0.5 s a part;")])
def test_a_load_says_how_long_each_part_is(lang: str, told: str) -> None:
    said = CliRunner().invoke(load, ["--url", "http://127.0.0.1:9", "--seconds", "0.5", "--lang", lang])
    assert told in said.output
