"""Names of sections that later stages will own. A plan that uses one is told so, not ignored."""

RESERVED = ("scenarios", "chains", "staff", "exercises", "pilots")
