"""What must have happened before some screens can be photographed: each act is done once, by hand, in the browser."""

import re
from dataclasses import dataclass

from playwright.sync_api import Page
from studio import AT, WITH_PORTAL, Studio

from duban.services.care import keeping, ticking
from duban.services.post import receipts
from engine.nouns import Role
from store import letters
from store.session import open_database, transaction

MORE = re.compile(r'(at_least: )"1"')
"""What the next version of the pack asks for twice."""
PLAIN = "details[open] form:not(:has(select, [name=quantity], [name=recipient]))"
"""A form of a report that asks for words alone."""
TOO_MUCH = 61 * 1024 * 1024  # bytes
SOME = 3
"""So many letters with a link are looked for: one to open, one to sign for, one to report by."""


@dataclass(frozen=True)
class Scene:
    """What is there to photograph: an address, a page that was answered to a form, or a PDF."""

    address: str = ""
    answer: str = ""
    pdf: bytes = b""


def prepare(studio: Studio) -> dict[str, Scene]:
    """Do what has to be done; the scenes by the names of their pictures."""
    _night(studio)
    return {
        **_links(studio),
        **_papers(studio),
        **_evidence(studio),
        **_rules(studio),
        **_upkeep(studio),
        "login-portal": Scene(f"http://127.0.0.1:{WITH_PORTAL}/login"),
    }


def _night(studio: Studio) -> None:
    """The rounds of a night and the sweep of the morning, as the daemon makes them."""
    database = open_database(studio.settings.database_url)
    for _ in keeping.rounds(database, studio.settings, now=AT):
        pass
    ticking.tick_sweep(database, studio.settings, now=AT)
    database.dispose()


def _links(studio: Studio) -> dict[str, Scene]:
    """Three letters of three agencies: opened, signed for, reported."""
    opened, signed, reported = _letters_with_links(studio)
    page = studio.seat(None)
    page.goto(signed)
    page.locator("form", has=page.locator("input[name=name]")).first.get_by_role("button").click()
    page.goto(reported)
    form = page.locator(PLAIN).first
    form.locator("textarea[name=text]").fill("已按方案办结，总结随文报送。")
    form.locator("button").click()
    page.wait_for_url(re.compile("done=report"))
    return {"link": Scene(opened), "link-signed": Scene(signed), "link-reported": Scene(page.url)}


def _letters_with_links(studio: Studio) -> list[str]:
    """The links of the newest letters to different readers that still ask for a report."""
    database, page, found = open_database(studio.settings.database_url), studio.seat(None), dict[str, str]()
    with transaction(database, studio.settings.jurisdiction) as session:
        links = [
            (letter.recipient, str(receipts.link_of(session, studio.settings, letter.message_id)))
            for letter in letters.find(session)
        ]
    database.dispose()
    for reader, link in links:
        if reader not in found:
            page.goto(link)
            if 1 <= page.locator(".offer").count() <= SOME and page.locator(PLAIN).count():
                found[reader] = link
        if len(found) == SOME:
            break
    return list(found.values())


def _papers(studio: Studio) -> dict[str, Scene]:
    """A held paper as it will be printed, a reminder as it was mailed, and a paper that nobody can have."""
    page = studio.seat(Role.OFFICER)
    held = first(studio, page, "/notices?state=held", "/notices/")
    said = first(studio, page, "/notices?state=bundled", "/notices/")
    get = page.context.request.get
    return {
        "notice-paper": Scene(pdf=get(f"{held}/paper.pdf").body()),
        "notice-mail": Scene(f"{said}/mail.html"),
        "conflict": Scene(f"{said}/paper.pdf"),
        "leader-paper": Scene(pdf=get(f"{studio.address}/leader.pdf").body()),
    }


def _evidence(studio: Studio) -> dict[str, Scene]:
    """Material handed in, and material that is too much."""
    page = studio.seat(Role.CONTACT)
    page.goto(f"{studio.address}/evidence/new")
    summary = "一、总体情况\n二、下一步打算\n".encode()
    page.set_input_files("input[type=file]", {"name": "年度总结.txt", "mimeType": "text/plain", "buffer": summary})
    page.locator("input[name=task]").first.check()
    page.locator("main form.deed-form button.btn-primary").click()
    page.wait_for_url(re.compile("/evidence/receipt"))
    received = page.url
    sent = {"csrf": "", "files": {"name": "录像.mp4", "mimeType": "video/mp4", "buffer": bytes(TOO_MUCH)}}
    refused = page.context.request.post(f"{studio.address}/evidence", multipart=sent)
    return {"evidence-receipt": Scene(received), "too-large": Scene(answer=refused.text())}


def _rules(studio: Studio) -> dict[str, Scene]:
    """A trial of the rules, and the next version of a pack with what it would change."""
    page = studio.seat(Role.OFFICER)
    page.goto(f"{studio.address}/simulate")
    page.get_by_role("button", name="推演", exact=True).click()
    page.wait_for_selector("[data-chart]")
    simulated = page.url
    page.goto(first(studio, page, "/packs", "/packs/published/"))
    page.get_by_role("button", name="起草修订版").click()
    page.wait_for_url(re.compile("/drafts/.*/text"))
    draft = page.url
    text = page.locator("textarea[name=text]")
    text.fill(MORE.sub(r'\1"2"', text.input_value(), count=3))
    page.get_by_role("button", name="保存").click()
    page.goto(draft.replace("/text", "/difference"))
    page.wait_for_selector("[aria-label=会带来的变化]")
    return {"simulated": Scene(simulated), "draft": Scene(draft), "difference": Scene(page.url)}


def _upkeep(studio: Studio) -> dict[str, Scene]:
    """An upgrade tried, and a backup looked at."""
    page = studio.seat(Role.ADMINISTRATOR)
    found = {}
    for name, button in (("house-tried", "试跑升级"), ("house-looked", "取出副本查看")):
        page.goto(f"{studio.address}/house/upkeep")
        page.get_by_role("button", name=button).click()
        page.wait_for_url(re.compile("/house/upkeep/"))
        page.wait_for_selector("#progress", state="detached")
        found[name] = Scene(page.url)
    return found


def first(studio: Studio, page: Page, listing: str, wanted: str) -> str:
    """The address of the first thing that a list leads to."""
    page.goto(f"{studio.address}{listing}")
    links = page.locator(f'main a[href^="{wanted}"]:not([href*=".xlsx"], [href*=".csv"])')
    return f"{studio.address}{links.first.get_attribute('href')}"
