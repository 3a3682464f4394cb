"""One row per file handed in; equal bytes are kept once."""

from django.db import models


class StoredFile(models.Model):
    """A file as somebody handed it in; its bytes lie under their SHA-256 (tệp đã lưu)."""

    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    name = models.CharField(max_length=255)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=100)

    class Meta:
        db_table = "files_stored"

    def __str__(self) -> str:
        return self.name
