"""The guided tour of the demo: a card on the pages that leads from one to the next, and can be dismissed."""
