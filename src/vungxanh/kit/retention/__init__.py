"""Deleting what has been kept long enough (xóa dữ liệu hết hạn lưu giữ), by the table in `core.records.retention`.

Doors: `stores.register` and `stores.rows` for the owners of rows, `running.expire` for the nightly task and the command
line, `running.overdue` for what would go.
"""
