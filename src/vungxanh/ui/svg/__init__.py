"""Charts and maps drawn by the server (biểu đồ, bản đồ): pure functions from values to safe markup.

The caller's title states the finding. Coordinates are percentages, so text keeps its size on a phone; colours are
classes of `charts.css`, so the same drawing serves light, dark and paper.
"""

from vungxanh.ui.svg.bars import Bar, StackedRow, bar_chart, stacked_bar
from vungxanh.ui.svg.chain import ChainLane, chain_chart
from vungxanh.ui.svg.columns import Column, column_chart
from vungxanh.ui.svg.lines import Series, line_chart, small_multiples, sparkline
from vungxanh.ui.svg.maps import dot_map
from vungxanh.ui.svg.points import MapLabel, MapPoint

__all__ = [
    "Bar",
    "ChainLane",
    "Column",
    "MapLabel",
    "MapPoint",
    "Series",
    "StackedRow",
    "bar_chart",
    "chain_chart",
    "column_chart",
    "dot_map",
    "line_chart",
    "small_multiples",
    "sparkline",
    "stacked_bar",
]
