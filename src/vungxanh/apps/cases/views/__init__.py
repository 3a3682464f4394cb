"""The pages of case work (trang truy vết)."""
