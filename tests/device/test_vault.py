"""The key lies in the keyring where there is one, and else in a file."""

from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend

from vungxanh.device.problems import DeviceProblem
from vungxanh.device.vault import KEY_FILE, Vault, key_for


class Ring(KeyringBackend):
    """A keyring that works."""

    priority = -1  # never chosen by itself

    def __init__(self) -> None:
        self.held: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.held[service, username] = password


@pytest.fixture
def ring() -> Iterator[Ring]:
    before = keyring.get_keyring()
    ring = Ring()
    keyring.set_keyring(ring)
    yield ring
    keyring.set_keyring(before)


def test_the_keyring_holds_the_key_and_no_file_does(tmp_path: Path, ring: Ring) -> None:
    key = key_for(tmp_path, new=True)
    assert key_for(tmp_path, new=False) == key
    assert list(ring.held.values()) == [key.hex()]
    assert not list(tmp_path.iterdir())


def test_each_store_has_a_key_of_its_own(tmp_path: Path, ring: Ring) -> None:
    assert key_for(tmp_path / "a", new=True) != key_for(tmp_path / "b", new=True)


def test_a_key_that_left_the_keyring_is_not_replaced(tmp_path: Path, ring: Ring) -> None:
    key_for(tmp_path, new=True)
    ring.held.clear()
    with pytest.raises(DeviceProblem) as lost:
        key_for(tmp_path, new=False)
    assert lost.value.code == "key_missing"
    assert not (tmp_path / KEY_FILE).exists()


def test_the_same_bytes_are_never_sealed_alike() -> None:
    vault = Vault(bytes(32))
    assert vault.seal(b"row", b"day") != vault.seal(b"row", b"day")
    assert vault.open(vault.seal(b"row", b"day"), b"day") == b"row"
