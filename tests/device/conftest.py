"""No test writes into the keyring of whoever runs it."""

import os

import keyring
from keyring.backends.fail import Keyring

os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"  # for the processes that tests start
keyring.set_keyring(Keyring())  # type: ignore[no-untyped-call]
