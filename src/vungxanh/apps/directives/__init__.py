"""Directives (văn bản chỉ đạo): letters read into tasks, reviewed, confirmed; its doors are actions, queries and events."""
