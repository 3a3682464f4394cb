"""The WSGI entry point that granian serves."""

import gc

from django.core.wsgi import get_wsgi_application

from vungxanh.project import configure

configure()
application = get_wsgi_application()
# What is loaded stays for good: the collector need not walk through it again in the middle of a request.
gc.collect()
gc.freeze()
