"""One file per command. A command `plan-x` lives in `plan_x.py` and is called `command` there."""
