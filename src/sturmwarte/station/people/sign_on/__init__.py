"""Single sign-on: people who are signed in with the company come in without a password of ours."""
