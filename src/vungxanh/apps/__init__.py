"""The features, one folder each, all of one shape (các phân hệ)."""
