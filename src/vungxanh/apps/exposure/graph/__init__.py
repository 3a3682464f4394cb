"""The contact graph (đồ thị tiếp xúc): what uploads say of each other, in day segments, answered from memory.

`reading` and `spoken` read what a phone handed in, `check` asks the other side, `build` makes edges, `segments` keeps
them; `held` answers questions in a process of its own behind `server`, `reports` counts by DuckDB, `oracle` says the
same once more in Ibis. Numba, numpy and DuckDB are imported where they are used: the pages never load them.
"""
