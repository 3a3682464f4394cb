"""What people fill in on the accounts pages."""
