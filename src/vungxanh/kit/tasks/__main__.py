"""`python -m vungxanh.kit.tasks` runs a worker with its defaults, for service files without the console script."""

import django

django.setup()

from vungxanh.kit.tasks.process import main  # noqa: E402  (needs the apps)

main()
