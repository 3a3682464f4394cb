"""Directives (văn bản chỉ đạo): letters read into tasks and confirmed; its doors: actions, queries, events."""
