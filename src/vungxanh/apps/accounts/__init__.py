"""Accounts (tài khoản): users, sessions, second factors and the names of roles; its doors are actions and queries."""
