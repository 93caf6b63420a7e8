"""Addresses of posts."""

from django.urls import path

from sturmwarte.station.archive.pages import export, post, search

urlpatterns = [
    path("archive/", search.search, name="archive"),
    path("archive/export/", export.export, name="export"),
    path("post/", post.post, name="post"),
]
