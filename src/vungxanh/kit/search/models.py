"""One row per thing that can be found; the full-text index beside it belongs to the database's engine."""

from django.db import models


class SearchEntry(models.Model):
    """An entry with its words as written and folded (mục tìm kiếm).

    SQLite keeps the contentless FTS5 table `search_text` in step by triggers; on PostgreSQL the columns
    `exact_vector` and `folded_vector` are filled by `engines.postgresql` (migration 0002). `names` holds the title and
    other names folded, one a line, each word between spaces (`words.names_of`).
    """

    kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=64)
    title = models.CharField(max_length=500)
    url = models.CharField(max_length=500)
    at = models.DateTimeField()
    scope_path = models.CharField(max_length=255, blank=True, default="", db_index=True)
    public = models.BooleanField(default=False)
    number = models.CharField(max_length=12, blank=True, default="")
    names = models.TextField(blank=True, default="")
    rank = models.SmallIntegerField(default=0)
    year = models.CharField(max_length=4, blank=True, default="")
    symbol = models.CharField(max_length=60, blank=True, default="")
    exact = models.TextField()
    folded = models.TextField()

    class Meta:
        db_table = "search_entry"
        constraints = (models.UniqueConstraint(fields=["kind", "object_id"], name="search_entry_once_an_object"),)
        indexes = (models.Index(fields=["number"], name="search_entry_number", condition=~models.Q(number="")),)

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
