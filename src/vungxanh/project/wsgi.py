"""The WSGI entry point that granian serves."""

import gc

from django.core.wsgi import get_wsgi_application
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

from vungxanh.project import configure, env

configure()
application = get_wsgi_application()
# What is loaded stays for good: the collector need not walk through it again in the middle of a request.
gc.collect()
gc.freeze()
if env.read().env == "prod":
    # Caddy on this machine is the only peer; lock-outs and the audit log need the address of the person behind it.
    application = wrap_wsgi_with_proxy_headers(application, trusted_hosts="127.0.0.1")
