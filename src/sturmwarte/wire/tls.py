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
    return made
