"""Rules that laws state: working time, numbering, authority, retention (quy tắc hành chính)."""
