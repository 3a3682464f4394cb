"""Django's settings, one module per environment; `VUNGXANH_ENV` chooses (see `vungxanh.project.env`)."""
