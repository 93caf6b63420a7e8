"""Addresses of posts."""

from django.urls import path

from sturmwarte.station.archive.pages import (
    beside,
    evidence,
    export,
    exports,
    post,
    preview,
    search,
    vocabulary,
)

urlpatterns = [
    path("archive/", search.search, name="archive"),
    path("archive/beside/", beside.beside, name="beside"),
    path("archive/preview/", preview.preview, name="preview"),
    path("archive/vocabulary/", vocabulary.vocabulary, name="vocabulary"),
    path("archive/export/", export.export, name="export"),
    path("archive/exports/", exports.exports, name="exports"),
    path("post/", post.post, name="post"),
    path("post/hold/", evidence.hold, name="hold"),
    path("post/hold/not/", evidence.hold_not, name="hold_not"),
    path("post/hold/end/", evidence.end_hold, name="end_hold"),
    path("post/hold/on/", evidence.keep_on, name="keep_on"),
]
