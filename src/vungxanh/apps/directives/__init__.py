"""Directives (văn bản chỉ đạo): letters read into tasks, reviewed and confirmed; its doors are actions, queries and events."""
