"""What can be read of the exposure feature."""
