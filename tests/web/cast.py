"""Who is on stage: one login a role, all with the same password. Needs no Django."""

PASSWORD = "storm lantern on the dyke"
EMAIL = "{role}@zeisig.example"
ROLES = (
    "owner", "lead", "member", "approver",
    "duty", "agency", "legal", "data_protection", "works_council", "reader",
)  # fmt: skip
SECRET = "JBSWY3DPEHPK3PXP"
"""Of the app that gives codes, for whoever of them has one."""
