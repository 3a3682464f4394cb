"""The WSGI entry point that granian serves."""

import gc

# Loading makes nothing but what stays for good: the collector would walk through it for nothing.
gc.disable()

from django.core.wsgi import get_wsgi_application  # noqa: E402 - loaded without the collector
from django.urls import get_resolver  # noqa: E402

from vungxanh.project import configure  # noqa: E402

configure()
django_application = get_wsgi_application()

from vungxanh.apps.exposure import histories  # noqa: E402 - models come after the settings
from vungxanh.apps.exposure.app import door  # noqa: E402
from vungxanh.kit import collector  # noqa: E402
from vungxanh.project.gate import Gate  # noqa: E402
from vungxanh.project.proxies import address_of  # noqa: E402

application = Gate(door.before(django_application, address_of=address_of), address_of=address_of)
histories.sweep()
_ = get_resolver().url_patterns  # the pages too, rather than by the first person who asks for one
collector.settle()
