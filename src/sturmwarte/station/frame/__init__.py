"""The frame of every page: base templates, formats, languages, the event stream."""
