"""A Dovecot of our own for the tests: IMAP and LMTP on loopback, stopped by its own process id."""

import getpass
import grp
import os
import pwd
import shutil
import signal
import smtplib
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "127.0.0.1"
WORD = "korrekt-pferd"
_CONFIG = """
base_dir = {base}/run
state_dir = {base}/run
log_path = {base}/log
protocols = imap lmtp
listen = 127.0.0.1
ssl = yes
ssl_cert = <{base}/cert.pem
ssl_key = <{base}/key.pem
disable_plaintext_auth = no
mail_location = maildir:{base}/mail/%Ln
mail_uid = {uid}
mail_gid = {gid}
first_valid_uid = 1
default_internal_user = {internal}
default_internal_group = {group}
default_login_user = {login}
auth_mechanisms = plain login xoauth2
mailbox_idle_check_interval = 1s
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {base}/oauth2.conf
}}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%Ln {base}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={base}/mail/%Ln allow_all_users=yes
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Gesendet {{
    auto = subscribe
    special_use = \\Sent
  }}
  mailbox Junk {{
    auto = create
    special_use = \\Junk
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
auth_failure_delay = 0
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
service stats {{
  unix_listener stats-writer {{
    mode = 0666
  }}
}}
protocol lmtp {{
  auth_username_format = %Ln
}}
"""


@contextmanager
def running(trusting: str = "") -> Iterator["Dovecot"]:
    """One that is started, and gone at the end; where none is installed the test is skipped and says so.

    `trusting`: the address that access tokens are shown to.
    """
    if not installed():
        pytest.skip("no Dovecot here: apt-get install dovecot-imapd dovecot-lmtpd")
    server = Dovecot()
    try:
        if trusting:
            server.trust(trusting)
        server.start()
        yield server
    finally:
        server.remove()


class Dovecot:
    """`imap` and `lmtp` are its ports. Its users are written to a file, so a password can be taken away."""

    def __init__(self) -> None:
        self.base = Path(tempfile.mkdtemp(prefix="dovecot"))
        self.base.chmod(0o755)
        self.imap, self.imaps, self.lmtp = free_port(), free_port(), free_port()
        self._process: subprocess.Popen[bytes] | None = None
        uid, gid = _mail_owner()
        (self.base / "mail").mkdir()
        os.chown(self.base / "mail", uid, gid)
        certify(self.base)
        self.let_in()
        self.trust("http://127.0.0.1:9/?token=")
        (self.base / "dovecot.conf").write_text(self._config(uid, gid))

    def _config(self, uid: int, gid: int) -> str:
        me, root = getpass.getuser(), os.getuid() == 0
        group = grp.getgrgid(os.getgid()).gr_name
        return _CONFIG.format(
            base=self.base,
            imap=self.imap,
            imaps=self.imaps,
            lmtp=self.lmtp,
            uid=uid,
            gid=gid,
            internal="dovecot" if root else me,
            login="dovenull" if root else me,
            group="dovecot" if root else group,
        )

    def let_in(self, **words: str) -> None:
        """Passwords by user where they are not the usual one; counts within a second or two."""
        users = ("service", "mila", "presse", "second")
        lines = [f"{user}:{{PLAIN}}{words.get(user, WORD)}\n" for user in users]
        (self.base / "users.new").write_text("".join(lines))
        (self.base / "users.new").chmod(0o644)
        (self.base / "users.new").replace(self.base / "users")

    def trust(self, address: str) -> None:
        """Access tokens are shown to this address from the next start on: it answers whose they are."""
        (self.base / "oauth2.conf").write_text(f"tokeninfo_url = {address}\nusername_attribute = user\n")
        (self.base / "oauth2.conf").chmod(0o644)

    def start(self) -> None:
        program = shutil.which("dovecot") or "/usr/sbin/dovecot"
        command = [program, "-F", "-c", str(self.base / "dovecot.conf")]
        self._process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        for port in (self.imap, self.lmtp):
            self._wait_for(port)

    def stop(self) -> None:
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGTERM)  # its sessions too, which outlive it for seconds
            self._process.wait(10)
            self._process = None

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.base, ignore_errors=True)

    def deliver(self, message: EmailMessage | bytes, to: str = "service") -> None:
        """As the mail server outside would hand it over."""
        raw = message if isinstance(message, bytes) else message.as_bytes()
        with smtplib.LMTP(HOST, self.lmtp, local_hostname="outside.example") as line:
            line.sendmail("mila@kunden.example", [to], raw.replace(b"\r\n", b"\n"))

    def _wait_for(self, port: int) -> None:
        for _ in range(100):
            try:
                with socket.create_connection((HOST, port), 1) as line:
                    line.settimeout(5)
                    if line.recv(8):
                        return
            except OSError:
                pass
            if self._process is not None and self._process.poll() is not None:
                break
            time.sleep(0.05)
        log = self.base / "log"
        raise RuntimeError(f"dovecot did not start: {log.read_text() if log.exists() else 'no log'}")


def certify(folder: Path) -> None:
    """`cert.pem` and `key.pem` for 127.0.0.1, signed by nobody else."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    cert = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(cert.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


def installed() -> bool:
    return bool(shutil.which("dovecot") or Path("/usr/sbin/dovecot").exists())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _mail_owner() -> tuple[int, int]:
    """Dovecot serves no mail as root."""
    who = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    return who.pw_uid, who.pw_gid
