"""Why a forecast says what it says: the few facts that weigh, as reasons (packs/texts/foresee_forecast)."""

import math
from collections.abc import Callable

from sturmwarte.core.foresee.forecast.course import Array
from sturmwarte.core.foresee.forecast.features import PLACE
from sturmwarte.core.foresee.outlook import Chances
from sturmwarte.core.reason import Reason

FEW_POSTS = 8
Of = Callable[[str], float]


def why(x: Array, chances: Chances, own: int) -> tuple[Reason, ...]:
    """At most six, the weightiest first. `x`: one row of features."""

    def of(name: str) -> float:
        return float(x[PLACE[name]])

    told = [_now(of("ratio_1h"), of("posts_1h")), *_course(of), *_season(of)]
    if of("branching") >= 0.85 and of("ratio_1h") > 0.4:
        told.append(Reason("foresee.forecast.self_exciting", {"n": round(of("branching"), 2)}))
    if of("mark_campaign") >= 0.5:
        told.append(Reason("foresee.forecast.campaign", {"percent": round(100 * of("mark_campaign"))}))
    if of("heard") < 0.8:
        told.append(Reason("foresee.forecast.unheard", {"percent": round(100 * (1 - of("heard")))}))
    if math.expm1(of("posts_1h")) < FEW_POSTS:
        told.append(Reason("foresee.forecast.few", {"posts": round(math.expm1(of("posts_1h")))}))
    if chances.over[24] < 0.5:
        told.append(Reason("foresee.forecast.lasting", {"percent": round(100 * (1 - chances.over[24]))}))
    basis = Reason("foresee.forecast.own", {"waves": own}) if own else Reason("foresee.forecast.shipped")
    return (*told[:6], basis)


def _now(ratio: float, posts: float) -> Reason:
    args = {"posts": round(math.expm1(posts)), "times": round(math.exp(ratio), 1)}
    return Reason("foresee.forecast.above" if ratio > math.log(1.5) else "foresee.forecast.usual", args)


def _course(of: Of) -> list[Reason]:
    share, since = math.exp(of("share_of_peak")), of("since_peak_h")
    if since >= 0.5 and share < 0.8:
        args = {"percent": round(100 * share), "hours": round(since, 1)}
        return [Reason("foresee.forecast.falling", args)]
    if of("age_h") < 0.25:
        return [Reason("foresee.forecast.fresh")]
    if of("slope_30m") > 0.3 and of("ratio_1h") > 0:
        return [Reason("foresee.forecast.growing", {"times": round(math.exp(of("slope_30m")), 1)})]
    if since >= 1 and share >= 0.8:
        return [Reason("foresee.forecast.standing", {"hours": round(since, 1)})]
    return []


def _season(of: Of) -> list[Reason]:
    coming = math.exp(of("season_3_6h"))
    if coming < 0.6:
        return [Reason("foresee.forecast.quiet_ahead", {"percent": round(100 * coming)})]
    if coming > 1.6:
        return [Reason("foresee.forecast.busy_ahead", {"times": round(coming, 1)})]
    return []
