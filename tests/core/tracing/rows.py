"""Rows of a history, and files made of them, right and wrong."""

from hypothesis import strategies as st

from vungxanh.core.tracing.tracefile import EARLIEST_MS, LATEST_MS, Row

identifiers = st.binary(min_size=12, max_size=12)
ROWS = st.builds(
    lambda own, contact, rssi, seconds, milliseconds, in_seconds: Row(
        own, contact, rssi, seconds * 1000 + (0 if in_seconds else milliseconds), in_seconds
    ),
    identifiers,
    st.none() | identifiers,
    st.integers(-128, 127),
    st.integers(EARLIEST_MS // 1000, LATEST_MS // 1000 - 1),
    st.integers(0, 999),
    st.booleans(),
)


@st.composite
def pieces(draw: st.DrawFn, content: bytes) -> list[bytes]:
    """`content` cut anywhere."""
    cuts = sorted(draw(st.lists(st.integers(0, len(content)), max_size=8)))
    return [content[start:stop] for start, stop in zip([0, *cuts], [*cuts, len(content)], strict=True)]
