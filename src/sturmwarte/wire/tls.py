"""TLS as the station uses it: always verified, by the machine's own store of authorities and a known one."""

import ssl

import certifi


def context() -> ssl.SSLContext:
    """A context of one's own (making one takes about 20 ms: keep it).

    A company's own authority is in the machine's store; a bare container has none, so certifi's are added.
    """
    made = ssl.create_default_context()
    made.load_verify_locations(cafile=certifi.where())
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    # Python 3.13 refuses certificates that lack what RFC 5280 asks for beside the proof itself. Those of
    # companies' own authorities often do, and what may be reached must not hang on the version of Python.
    made.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return made
