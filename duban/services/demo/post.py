"""投递：the demo's letters always land in its own mailbox, and also at an SMTP server when one is named."""

from collections.abc import Callable

from duban.services.demo.scene import Scene
from notifications.deliver import Transport, transport_for
from notifications.outbox import Outcome


class WithCopy:
    """Hands each letter over, after laying a copy in a mailbox that can be opened."""

    lines = 1

    def __init__(self, server: Transport, mailbox: Transport) -> None:
        self.server, self.mailbox = server, mailbox

    def deliver(self, sender: str, recipient: str, mime: bytes, before_data: Callable[[], None]) -> Outcome:
        """What the server answered; the copy is there whatever it says."""
        self.mailbox.deliver(sender, recipient, mime, lambda: None)
        return self.server.deliver(sender, recipient, mime, before_data)

    def close(self) -> None:
        """End the conversation with the server."""
        self.server.close()
        self.mailbox.close()


def post(scene: Scene) -> Transport:
    """The way letters leave this demo."""
    mailbox = transport_for(scene.settings.transport_url)
    return WithCopy(transport_for(scene.mail_url), mailbox) if scene.mail_url else mailbox
