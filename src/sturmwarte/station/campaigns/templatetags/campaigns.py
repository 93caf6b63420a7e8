"""What templates need to show campaigns."""

from django import template

register = template.Library()
