"""敲门 knock: enter a mail server as a letter would, and leave without one."""

import smtplib
import ssl

from engine.source import Refused
from notifications.deliver import PORTS, smtp_server
from notifications.smtp import Security, own_name

PATIENCE = 10.0  # seconds a step may take; a person is waiting


def knock(url: str) -> None:
    """See that the server behind a mail address lets us in; a folder is no server.

    Raises Refused N303 when it does not.
    """
    if url.partition(":")[0] not in PORTS:
        return
    server = smtp_server(url)
    context = ssl.create_default_context(cafile=server.cafile)
    try:
        if server.security is Security.TLS:
            line: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=PATIENCE, context=context, local_hostname=own_name()
            )
        else:
            line = smtplib.SMTP(server.host, server.port, timeout=PATIENCE, local_hostname=own_name())
        with line:
            if server.security is Security.STARTTLS:
                line.starttls(context=context)
            if server.user is not None:
                line.login(server.user, server.word or "")
            line.noop()
    except (OSError, smtplib.SMTPException) as broken:
        said = type(broken).__name__ if isinstance(broken, smtplib.SMTPAuthenticationError) else f"{broken}"
        told = f"进不了邮件服务器 {server.host}:{server.port}（{said[:120]}）；请检查地址、口令、证书和服务"
        raise Refused("N303", told) from broken
