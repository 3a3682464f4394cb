import re

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from vungxanh.ui.views import KINDS

PAGES = [reverse("ui:gallery"), reverse("ui:plain"), *(reverse("ui:kind", args=[kind]) for kind in KINDS)]


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("address", PAGES)
def test_every_page_of_the_gallery_renders_whole(client: Client, address: str, language: str) -> None:
    client.cookies["django_language"] = language
    response = client.get(address)
    html = response.content.decode()
    assert response.status_code == 200
    assert f'<html lang="{language}"' in html
    assert "<c-" not in html
    assert "{%" not in html
    assert "{{" not in html


@pytest.mark.django_db
@pytest.mark.parametrize("address", PAGES)
def test_ids_are_unique_and_every_reference_leads_somewhere(client: Client, address: str) -> None:
    html = client.get(address).content.decode()
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    wanted = {
        ref
        for refs in re.findall(r'(?:aria-labelledby|aria-describedby|aria-controls| for| form)="([^"]+)"', html)
        for ref in refs.split()
    }
    assert wanted <= set(ids)


@pytest.mark.django_db
def test_an_unknown_page_kind_is_not_found(client: Client) -> None:
    assert client.get(reverse("ui:kind", args=["room"])).status_code == 404


@pytest.mark.django_db
@override_settings(DEMONSTRATION=False, DEBUG=False)
def test_the_gallery_is_closed_to_the_public_outside_a_demonstration(client: Client) -> None:
    assert client.get(reverse("ui:gallery")).status_code in {302, 403}


@pytest.mark.django_db
def test_every_icon_a_page_asks_for_is_drawn(client: Client) -> None:
    from django.contrib.staticfiles import finders

    sprite = finders.find("ui/img/icons.svg")
    assert sprite
    with open(sprite, encoding="utf-8") as drawn:  # noqa: PTH123
        symbols = set(re.findall(r'<symbol id="([^"]+)"', drawn.read()))
    asked = set().union(
        *(re.findall(r"icons\.[\w.]*svg#([\w-]+)", client.get(address).content.decode()) for address in PAGES)
    )
    assert len(asked) > 30
    assert asked <= symbols


@pytest.mark.django_db
def test_the_theme_cookie_is_drawn_by_the_server_and_nothing_else_is(client: Client) -> None:
    client.cookies["theme"] = "dark"
    assert 'data-theme="dark"' in client.get(PAGES[0]).content.decode()
    client.cookies["theme"] = "x"
    assert "<html lang" in (html := client.get(PAGES[0]).content.decode())
    assert "data-theme=" not in html.split("<head>")[0]
