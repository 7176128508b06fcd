"""试信 trial: one letter to an address of one's own house, to see that the way out works; what came of it is logged."""

from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from duban.services.counter.deeds import Visit
from duban.services.powers import Deed
from duban.settings import Settings
from engine.source import Refused
from notifications.addresses import is_address
from notifications.deliver import transport_for
from notifications.outbox import Outcome, Result
from store import events
from store.events import Entry
from store.session import transaction

SENT_ZH = {
    Result.ACCEPTED: "邮件服务器已收下",
    Result.TEMPORARY: "邮件服务器暂时不收",
    Result.PERMANENT: "邮件服务器拒收",
    Result.IN_DOUBT: "连接中断，不知是否收下",
}


def domains(settings: Settings) -> tuple[str, ...]:
    """The domains that are the house's own: of its sender, its office and its letters."""
    written = (settings.mail_from, settings.office_email, f"@{settings.mail_domain}")
    return tuple(dict.fromkeys(each.rpartition("@")[2].lower() for each in written if "@" in each))


def try_mail(visit: Visit, address: str) -> Outcome:
    """Send one letter to an address of the house's own, and say what the server answered.

    Raises Refused X724 for another address, N301 or N302 when the way out is set wrongly.
    """
    visit.viewer.permit(Deed.KEEP_HOUSE)
    settings, to = visit.settings, address.strip()
    own = domains(settings)
    if not is_address(to) or to.rpartition("@")[2].lower() not in own:
        raise Refused("X724", f"试信只发到本单位的邮箱（{'、'.join(own)}）；请改填这样的地址")
    transport = transport_for(settings.transport_url)
    try:
        outcome = transport.deliver(settings.mail_from, to, _letter(visit, to).as_bytes(), lambda: None)
    finally:
        transport.close()
    with transaction(visit.database, settings.jurisdiction) as session:
        told = {"to": to, "result": outcome.result.value, "answer": outcome.answer[:200]}
        events.append(session, [Entry(visit.now, visit.actor.name, "house.mail_tried", "mail", told)])
    return outcome


def _letter(visit: Visit, to: str) -> EmailMessage:
    letter = EmailMessage()
    letter["From"], letter["To"] = visit.settings.mail_from, to
    letter["Subject"] = f"{visit.settings.office_name}督办系统试信"
    letter["Date"] = format_datetime(visit.now)
    letter["Message-ID"] = make_msgid(domain=visit.settings.mail_domain)
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(f"这是{visit.actor.name}从督办系统发出的一封试信，收到即说明发信正常，不必回复。\n")
    return letter
