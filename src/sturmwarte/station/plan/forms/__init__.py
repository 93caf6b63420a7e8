"""Forms for everything a plan holds, made from the models of its sections.

`shapes` tells what a section is made of, `words` what its fields are called, `reading` makes plain data of
what was typed, `drawing` makes fields to show of plain data. A new field of a model is in its form by itself.
"""
