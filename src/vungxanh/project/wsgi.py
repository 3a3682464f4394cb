"""The WSGI entry point that granian serves."""

from django.core.wsgi import get_wsgi_application

from vungxanh.project import configure

configure()
application = get_wsgi_application()
