"""Addresses of saved searches."""

from django.urls import path

from sturmwarte.station.searches.pages import doing, saved, topic

urlpatterns = [
    path("archive/saved/", saved.saved, name="saved"),
    path("archive/saved/keep/", doing.keep, name="keep_search"),
    path("archive/saved/<int:number>/change/", doing.change, name="change_search"),
    path("archive/saved/<int:number>/remove/", doing.remove, name="remove_search"),
    path("archive/saved/<int:number>/restore/", doing.restore, name="restore_search"),
    path("archive/saved/<int:number>/look/", doing.look, name="look_at_search"),
    path("archive/saved/<int:number>/topic/", topic.topic, name="search_to_topic"),
]
