"""What the exposure feature can do (việc làm được)."""
