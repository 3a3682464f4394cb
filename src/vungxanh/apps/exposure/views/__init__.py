"""Pages on codes and batches."""
