"""Case work over HTTP (/api/v1/cases/)."""
