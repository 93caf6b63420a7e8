"""A plan as a whole: on one printed page, what it leaves out, and what in it is out of date."""

from sturmwarte.core.overview.printed import overview as overview
