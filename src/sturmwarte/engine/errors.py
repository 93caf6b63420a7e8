"""What can go wrong in the engine.

EngineError
├── StageFailed     a stage raised for a batch; the pipeline finds the post and sets it aside
├── Environment     disk, permission, database: nothing to do with the posts; try again when mended
└── Refused         a plan, a backup or a command that cannot be used as it is; trying again won't help
"""


class EngineError(Exception):
    """`str()` is one line for a person."""


class StageFailed(EngineError):
    def __init__(self, stage: str, cause: Exception) -> None:
        super().__init__(f"{stage}: {type(cause).__name__}: {cause}")
        self.stage, self.cause = stage, cause


class Environment(EngineError):
    pass


class Refused(EngineError):
    pass
