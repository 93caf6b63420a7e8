"""The sealed account: a code on paper for when sign-on, mail and second factors are all out of order."""
