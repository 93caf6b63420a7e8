"""Addresses of posts."""

from django.urls import path

from sturmwarte.station.archive.pages import post, search

urlpatterns = [
    path("archive/", search.search, name="archive"),
    path("post/", post.post, name="post"),
]
