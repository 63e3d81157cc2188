"""`ObjectBlobs`: what is said of buckets, and by whom."""

from __future__ import annotations

from base64 import b64encode

import pytest

from stores.attachments.objects import ObjectBlobs
from stores.errors import StoreUnavailable


@pytest.mark.parametrize(
    "url", ["http://bucket/x", "file:///tmp", "memory://", "s3", "azure://files"]
)
def test_only_object_stores_are_object_stores(url):
    with pytest.raises(ValueError, match="s3://"):
        ObjectBlobs(url)


async def test_a_bucket_that_is_there_can_be_told_from_one_that_is_not(bucket):
    blobs = ObjectBlobs(bucket)
    await blobs.check()
    with pytest.raises(FileNotFoundError, match="atc_1/v/original"):
        await blobs.read("atc_1/v/original")
    absent = ObjectBlobs("s3://absent/files")
    with pytest.raises(StoreUnavailable):
        await absent.check()
    with pytest.raises(StoreUnavailable):
        await absent.put_bytes("atc_1/v/preview", b"x", media_type="image/webp")


async def test_a_bucket_that_does_not_answer_is_unavailable(monkeypatch, bucket):
    monkeypatch.setenv("AWS_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(StoreUnavailable):
        await ObjectBlobs(bucket).read("atc_1/v/original")


async def test_azure_is_told_what_kind_of_blob_a_client_sends(monkeypatch):
    monkeypatch.setenv("AZURE_STORAGE_ACCOUNT_NAME", "acme")
    monkeypatch.setenv("AZURE_STORAGE_ACCOUNT_KEY", b64encode(b"key").decode())
    place = await ObjectBlobs("az://files/some").upload_place("atc_1/incoming", 60)
    assert str(place.url).startswith(
        "https://acme.blob.core.windows.net/files/some/atc_1/incoming?"
    )
    assert place.method == "PUT"
    assert place.headers == {"x-ms-blob-type": "BlockBlob"}


async def test_s3_is_told_nothing_that_was_not_signed(bucket):
    place = await ObjectBlobs(bucket).upload_place("atc_1/incoming", 60)
    assert place.headers == {}
