"""Correcting how a post is read."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Router, Schema

from sturmwarte.station.api.caller import Needs, caller
from sturmwarte.station.api.fields import Line
from sturmwarte.station.api.once import once
from sturmwarte.station.api.resources.posts import Named, found
from sturmwarte.station.understand.actions.label import label

router = Router(tags=["readings"])


class Correction(Named):
    """`values`: per dimension what is right, such as {"sentiment": ["negative"]}."""

    values: dict[Line, Annotated[list[Line], Field(max_length=20)]] = Field(min_length=1, max_length=20)


class Corrected(Schema):
    """The dimensions as this person now sees them; the station applies them within seconds."""

    values: dict[str, list[str]]


@router.post("/readings", auth=Needs("readings:write"), response=Corrected, summary="Correct a reading")
@once
def correct(request: HttpRequest, asked: Correction) -> Corrected:
    who = caller(request)
    labels = label(who.who, found(request, asked), asked.values, who.now)
    return Corrected(values={one.dimension: one.value for one in labels})
