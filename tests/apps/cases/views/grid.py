"""The grid of contacts as tests fill it in."""

from django.test import Client

from tests.apps.cases.views.scenes import Outbreak

DUNG = {"full_name": "Hồ Dũng", "phone": "0905111222", "birth_year": "1975", "sex": "male", "commune": "cẩm hà"} | {
    "met_from": "15/08 18:30", "met_to": "20:00", "setting": "social", "note": "ăn giỗ",
}  # fmt: skip

TWICE = DUNG | {"full_name": "Ho Dung", "met_from": "16/8 7:00", "met_to": "7:30"}


def send(client: Client, scene: Outbreak, *rows: dict[str, str], draft: str = "a" * 32, **more: str) -> tuple[int, str]:
    """Post the rows as Mai's contacts: the status and the page."""
    data = {"count": str(len(rows)), "draft": draft} | more
    data |= {f"r{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}
    answer = client.post(f"/truy-vet/nguoi/{scene.mai.pk}/phong-van/", data)
    return answer.status_code, answer.content.decode()
