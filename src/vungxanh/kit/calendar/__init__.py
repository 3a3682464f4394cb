"""The working-day table (bảng ngày làm việc): our own, versioned, confirmed by a person every year.

A version is never changed: a correction, a confirmed year or a storm's closure makes the next one, so that any
past due date can be counted again as it was. Doors: `actions` (seed, confirm, close) and `queries`.
"""
