"""The organisation over HTTP (/api/v1/org/): units, groups, sheets, posts, stand-ins, dated changes."""

from ninja import Router

from vungxanh.apps.org.api import changes, groups, posts, sheets, stand_ins, units

router = Router(tags=["org"])
router.add_router("/units", units.router)
router.add_router("/units", changes.router)
router.add_router("/groups", groups.router)
router.add_router("/stand-ins", stand_ins.router)
router.add_router("", sheets.router)
router.add_router("", posts.router)
