"""Reading an official letter into header, tasks and signature (đọc văn bản chỉ đạo)."""
