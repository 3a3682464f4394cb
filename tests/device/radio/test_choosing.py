"""What the owner types becomes a radio, or a sentence that says what to type."""

from pathlib import Path

import pytest

from vungxanh.device.problems import DeviceProblem
from vungxanh.device.radio.choosing import Real, Recorded, Simulated, read_radio


def test_each_kind_of_radio_is_read() -> None:
    assert read_radio("hci:usb:0") == Real("usb:0")
    assert read_radio("hci:/dev/ttyUSB0") == Real("/dev/ttyUSB0")
    assert read_radio("replay:a:b.jsonl") == Recorded(Path("a:b.jsonl"))
    assert read_radio("sim:hall,phones=7,seed=3,speed=60") == Simulated("hall", 7, 3, 60)


@pytest.mark.parametrize("text", ["", "sim", "sim:", "usb:0", "wifi:0", "hci:"])
def test_other_words_are_refused(text: str) -> None:
    with pytest.raises(DeviceProblem) as refused:
        read_radio(text)
    assert refused.value.code == "radio_unknown"


@pytest.mark.parametrize("option", ["phones=0", "phones=x", "phones=99999", "seed", "speed=-1", "speed=0", "colour=1"])
def test_an_option_that_makes_no_sense_is_refused(option: str) -> None:
    with pytest.raises(DeviceProblem) as refused:
        read_radio(f"sim:hall,{option}")
    assert (refused.value.code, refused.value.facts) == ("radio_option", {"option": option})


def test_a_scenario_that_does_not_exist_is_named_with_those_that_do() -> None:
    with pytest.raises(DeviceProblem) as refused:
        Simulated("moon").world()
    assert refused.value.code == "scenario_unknown"
    assert "still" in refused.value.sentence("vi")
