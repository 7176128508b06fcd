"""邮路 post: whether the mail server can be entered, and the mailbox read; nothing is sent and nothing is marked."""

from collections.abc import Iterator

from duban.services.care.doctor.finding import Finding, denied, ill, well
from duban.settings import Settings, shown
from engine.failures import reason_of
from engine.source import Refused
from notifications.deliver import transport_for
from notifications.imap import ImapMailbox, imap_server
from notifications.knock import knock


def findings(settings: Settings) -> Iterator[Finding]:
    """The way out, and the way in if there is one."""
    yield _out(settings)
    if settings.mailbox_url:
        yield _in(settings)


def _out(settings: Settings) -> Finding:
    address = shown(settings.transport_url)
    try:
        transport_for(settings.transport_url).close()
        knock(settings.transport_url)
    except Refused as refused:
        return denied("发信", refused)
    except OSError as broken:
        return ill("发信", f"{address} 用不了（{reason_of(broken)}）；请检查地址和权限")
    return well("发信", address)


def _in(settings: Settings) -> Finding:
    mailbox = None
    try:
        mailbox = ImapMailbox(imap_server(settings.mailbox_url))
        mailbox.open()
    except Refused as refused:
        return denied("收信", refused)
    finally:
        if mailbox is not None:
            mailbox.close()
    return well("收信", shown(settings.mailbox_url))
