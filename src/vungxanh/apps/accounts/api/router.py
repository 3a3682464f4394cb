"""Accounts over HTTP (/api/v1/accounts/): one's own, and those an administrator looks after."""

from ninja import Router

from vungxanh.apps.accounts.api import own, people

router = Router(tags=["accounts"])
router.add_router("", own.router)
router.add_router("", people.router)
