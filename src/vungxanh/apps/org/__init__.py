"""Organisation (tổ chức): dated units, posts, aliases and groups; its doors are actions, queries and events."""
