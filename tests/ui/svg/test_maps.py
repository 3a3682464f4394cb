import re

from hypothesis import given, settings
from hypothesis import strategies as st

from vungxanh.ui.svg import MapLabel, MapPoint, dot_map
from vungxanh.ui.svg.labels import FARTHEST, Circle, arrange
from vungxanh.ui.svg.points import centres
from vungxanh.ui.svg.projection import MARGIN, WIDTH, fit

DISTRICT = MapLabel("dl", "Đại Lộc", 15.88, 107.99)
KNOWN = MapPoint("1", "Xã Đại Hiệp", 15.9, 108.1, "dl", 0.5, area=9000)
UNKNOWN = MapPoint("2", "Xã Đại Sơn", None, None, "dl", 0.1, area=3000)
HIDDEN = MapPoint("3", "Xã Đại Thạnh", 15.8, 107.9, "dl", None, reason="dưới 10 người")


def circle(html: str, id_: str) -> dict[str, float]:
    found = re.search(rf'<circle class="dot[^>]*data-dot="{id_}"[^>]*>', html)
    assert found
    return {name: float(value) for name, value in re.findall(r'\b(cx|cy|r)="([\d.]+)"', found.group())}


def test_a_commune_without_coordinates_stands_beside_its_district_and_is_marked() -> None:
    html = dot_map([KNOWN, UNKNOWN], title="Bản đồ", labels=[DISTRICT])
    on = fit([(15.9, 108.1), (15.88, 107.99)])
    x, y = on.place(15.88, 107.99)
    at = circle(html, "2")
    assert abs(at["cx"] - x) < 30
    assert abs(at["cy"] - y) < 30
    assert html.count('<circle class="ring"') == 2  # the dot's own and the one in the key


def test_a_suppressed_commune_is_hatched_and_says_why() -> None:
    html = dot_map([KNOWN, HIDDEN], title="Bản đồ", labels=[DISTRICT])
    assert re.search(r'data-dot="3"[^>]*fill="url\(#', html)
    assert "dưới 10 người" in html


def test_the_area_of_a_dot_follows_its_value() -> None:
    html = dot_map([KNOWN, MapPoint("4", "B", 15.7, 108.0, "dl", 0.2, area=2250)], title="Bản đồ")
    assert circle(html, "1")["r"] == 2 * circle(html, "4")["r"]


def test_every_dot_has_its_row_in_the_keyboard_list() -> None:
    html = dot_map([KNOWN, UNKNOWN, HIDDEN], title="Bản đồ", labels=[DISTRICT])
    assert set(re.findall(r'data-dot="(\w+)"', html)) == set(re.findall(r'data-row="(\w+)"', html)) == {"1", "2", "3"}


def test_shades_fall_in_the_class_their_edges_say() -> None:
    points = [
        MapPoint(str(i), "x", 15 + i / 10, 108, "", share) for i, share in enumerate((0.0, 0.199, 0.2, 0.799, 0.8, 1.0))
    ]
    html = dot_map(points, title="Bản đồ")
    assert [
        int(re.search(rf'class="dot ramp-(\d)" data-dot="{i}"', html).group(1))  # type: ignore[union-attr]
        for i in range(6)
    ] == [0, 0, 1, 3, 4, 4]


def test_a_district_without_a_centre_takes_the_mean_of_its_communes() -> None:
    points = [KNOWN, MapPoint("5", "x", 15.7, 107.9, "dl", 1)]
    assert centres(points, [MapLabel("dl", "Đại Lộc")])["dl"] == (15.8, 108.0)


def test_a_map_of_nothing_is_still_a_page() -> None:
    assert "<figure" in dot_map([], title="Chưa có xã nào")
    assert "<figure" in dot_map([MapPoint("1", "x", None, None, "", 0.5)], title="Chưa xã nào có tọa độ")


def test_names_on_the_map_are_escaped() -> None:
    html = dot_map([MapPoint('"><script>', "<script>", 15, 108, "a", 1, href='"><script>')], title="<script>")
    assert "<script>" not in html


@settings(max_examples=60)
@given(st.lists(st.tuples(st.text("aăâ", min_size=3, max_size=14), st.floats(0, 640), st.floats(0, 500)), max_size=24))
def test_labels_never_overlap_and_stay_on_the_map(wanted: list[tuple[str, float, float]]) -> None:
    placed = [each.box for each in arrange(tuple(wanted), (Circle(300, 250, 10),), size=14, width=640, height=500)]
    assert not any(a.overlaps(b) for i, a in enumerate(placed) for b in placed[i + 1 :])
    assert all(b.x - b.half_width >= 0 and b.x + b.half_width <= 640 for b in placed)


@given(st.lists(st.tuples(st.floats(8, 23), st.floats(102, 110)), min_size=1, max_size=30))
def test_every_place_falls_inside_the_drawing(places: list[tuple[float, float]]) -> None:
    on = fit(places)
    for lat, lon in places:
        x, y = on.place(lat, lon)
        assert MARGIN - 1 <= x <= WIDTH - MARGIN + 1
        assert MARGIN - 1 <= y <= on.height - MARGIN + 1


def test_a_name_is_left_out_rather_than_written_far_from_its_place() -> None:
    crowd = tuple((f"Huyện số {i}", 300.0, 250.0) for i in range(40))
    placed = arrange(crowd, (), size=14, width=640, height=500)
    assert 1 < len(placed) < len(crowd)
    assert all(each.box.gap(*each.anchor) <= FARTHEST for each in placed)


def test_a_name_that_would_hide_many_dots_is_left_out() -> None:
    crowd = tuple(Circle(200.0 + 9 * (i % 30), 150.0 + 9 * (i // 30), 4) for i in range(900))
    middle = (("Thăng Bình", 330.0, 280.0),)
    assert arrange(middle, (), size=22, width=640, height=600)
    assert not arrange(middle, crowd, size=22, width=640, height=600)


def test_a_name_never_covers_the_dot_on_its_own_place() -> None:
    dot = Circle(300, 250, 10)
    (placed,) = arrange((("Phường Tân Thạnh", 300.0, 250.0),), (dot,), size=22, width=640, height=500)
    assert not placed.box.covers(dot)


def test_a_dot_beside_its_place_has_a_hairline_to_it() -> None:
    crowd = [MapPoint(str(i), f"Xã {i}", 15.9 + i / 10_000, 108.1, "dl", 0.5) for i in range(6)]
    lone = MapPoint("lone", "Xã xa", 15.0, 107.5, "dl", 0.5)
    html = dot_map([*crowd, lone], title="Bản đồ", labels=[DISTRICT])
    assert html.count('<line class="hairline"') >= 4
    assert "về vị trí thật" in html
    assert "hairline" not in dot_map([lone, KNOWN], title="Bản đồ", labels=[DISTRICT])


def test_a_pale_neighbour_has_a_place_and_a_name_and_nothing_else() -> None:
    beside = MapPoint("9", "Xã Đại Quang", 15.86, 108.02, "dl", None, area=0, pale=True)
    html = dot_map([KNOWN, beside], title="Bản đồ", labels=[DISTRICT], pale="xã khác trong huyện")
    assert re.search(r'<circle class="dot pale" cx="[\d.]+" cy="[\d.]+" r="[\d.]+"><title>Xã Đại Quang</title>', html)
    assert 'data-dot="9"' not in html
    assert 'data-row="9"' not in html
    assert "ẩn vì số nhỏ" not in html
    assert html.count("xã khác trong huyện") == 1
