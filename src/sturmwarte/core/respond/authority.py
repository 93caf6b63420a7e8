"""What each role may say and concede without asking, and who stands behind it."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from sturmwarte.core.plan.entry import Entry, Id, MaybeOwner, Ref
from sturmwarte.core.plan.section import Doubt, Plan, Section
from sturmwarte.core.reason import Reason


class Concession(Entry):
    """Something given in a single case, such as a refund. `up_to` is in the company's currency."""

    what: str = Field(description="What may be granted.")
    up_to: float | None = Field(
        None, ge=0, description="Highest value in a single case; none means no limit."
    )
    kinds: Annotated[list[str], Ref("kinds")] = Field([], description="For which requests; none means all.")


class Role(Entry):
    id: Id = Field(description="What people's `role` refers to.")
    name: str = Field(description="As shown on a case.")
    may_say: list[str] = Field([], description="What may be said unasked.")
    may_concede: list[Concession] = Field([], description="What may be granted unasked.")
    must_ask: list[str] = Field([], description="What needs approval first.")
    never: list[str] = Field([], description="What this role does not say at all.")
    approver: MaybeOwner = Field(None, description="Who approves what must be asked.")
    backed_by: MaybeOwner = Field(None, description="Who stands behind what was said within these lines.")


def _check(plan: Plan) -> Iterable[Doubt]:
    for place, role in enumerate(plan[AUTHORITY]):
        if role.must_ask and not role.approver:
            what = Reason("plan.no_approver", {"id": role.id})
            yield Doubt(("authority", place), what, Reason("plan.fix.no_approver"), "warning")


AUTHORITY: Section[list[Role]] = Section("authority", list[Role], list, _check)
