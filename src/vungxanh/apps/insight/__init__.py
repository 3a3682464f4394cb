"""Insight (số liệu): indicators, dashboards and exports over the features below it; its doors are queries."""
