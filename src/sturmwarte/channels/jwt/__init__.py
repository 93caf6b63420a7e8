"""Signed statements of who we are (JWT, RFC 7519; JWS compact form, RFC 7515), as stores ask for them."""

import base64
import json
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key


class NoKey(Exception):
    """The text is no private key of the kind that is needed."""


def signed(claims: Mapping[str, Any], key: str, key_id: str = "") -> str:
    """The statement, signed with a private key in PEM: ES256 for a P-256 key, RS256 for an RSA key."""
    private = _private(key)
    algorithm = "ES256" if isinstance(private, ec.EllipticCurvePrivateKey) else "RS256"
    header = {"alg": algorithm, "typ": "JWT"} | ({"kid": key_id} if key_id else {})
    body = f"{_part(header)}.{_part(claims)}"
    return f"{body}.{_coded(_signature(private, body.encode('ascii')))}"


def _private(key: str) -> ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey:
    try:
        private = load_pem_private_key(key.strip().encode("utf-8", "replace") + b"\n", None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise NoKey from error
    if isinstance(private, rsa.RSAPrivateKey):
        return private
    if isinstance(private, ec.EllipticCurvePrivateKey) and isinstance(private.curve, ec.SECP256R1):
        return private
    raise NoKey


def _signature(private: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, body: bytes) -> bytes:
    if isinstance(private, rsa.RSAPrivateKey):
        return private.sign(body, padding.PKCS1v15(), SHA256())
    r, s = decode_dss_signature(private.sign(body, ec.ECDSA(SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")  # RFC 7518, 3.4: not the usual DER form


def _part(of: Mapping[str, Any]) -> str:
    return _coded(json.dumps(of, separators=(",", ":")).encode())


def _coded(body: bytes) -> str:
    return base64.urlsafe_b64encode(body).decode("ascii").rstrip("=")
