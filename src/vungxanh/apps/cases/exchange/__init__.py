"""Line lists and contact lists as files: reading tables, what their columns mean, writing them (trao đổi dữ liệu)."""
