"""What a mail is that came in: reports, machines and people told apart, and nothing that stops the reader."""

import re
from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications.inbound.bounces import Fate
from notifications.inbound.reading import Incoming, Kind, read

TOKEN = "0123456789abcdef"
CASE = f"case+{TOKEN}@duban.example.gov.cn"
POSTFIX = f"""Return-Path: <>
From: MAILER-DAEMON@mail.example.gov.cn (Mail Delivery System)
To: bounce+{TOKEN}@duban.example.gov.cn
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Message-ID: <1.2@mail.example.gov.cn>
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.gov.cn

Final-Recipient: rfc822; nobody@jyj.example
Original-Recipient: rfc822;nobody@jyj.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <nobody@jyj.example>: Recipient address
    rejected: User unknown

--B
Content-Type: text/rfc822-headers

Message-ID: <{TOKEN}aaaa@duban.example.gov.cn>
Subject: hello

--B--
"""


def reply(words: str = "已经办了，材料见附件。", **headers: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "甲 <contact@sfj.example>"
    mail["To"] = CASE
    mail["Message-ID"] = "<reply-1@sfj.example>"
    mail["Subject"] = "答复：〔督办·黄〕年度报告"
    for name, value in headers.items():
        del mail[name.replace("_", "-")]
        mail[name.replace("_", "-")] = value
    mail.set_content(words)
    return mail


def test_a_persons_reply_is_theirs_with_its_words_and_the_case() -> None:
    mail = read(reply("已经办了。\n\n发件人：督查室\n> 旧的话").as_bytes())
    assert mail.kind is Kind.REPLY
    assert mail.sender == "contact@sfj.example"
    assert mail.subject == "答复：〔督办·黄〕年度报告"
    assert mail.words == "已经办了。"
    assert mail.tokens == (TOKEN,)


def test_attachments_come_with_the_names_that_were_meant() -> None:
    mail = reply()
    mail.add_attachment(b"PDF", maintype="application", subtype="pdf", filename="工作总结.pdf")
    mail.add_attachment(b"XLS", maintype="application", subtype="vnd.ms-excel", filename="../../etc/台账\u202e.xls")
    found = read(mail.as_bytes()).attached
    assert [(each.name, each.content) for each in found] == [("工作总结.pdf", b"PDF"), ("台账.xls", b"XLS")]


@pytest.mark.parametrize(
    "named",
    [
        b'filename="=?gb2312?B?uaTX99fcveEucGRm?="',
        b'filename="\xb9\xa4\xd7\xf7\xd7\xdc\xbd\xe1.pdf"',
        b"filename*=utf-8''%E5%B7%A5%E4%BD%9C%E6%80%BB%E7%BB%93.pdf",
        'filename="工作总结.pdf"'.encode(),
    ],
    ids=["encoded word in gb2312", "raw gbk", "rfc 2231", "raw utf-8"],
)
def test_a_chinese_file_name_is_read_however_it_was_written(named: bytes) -> None:
    mime = (
        b"From: a@b.example\nTo: " + CASE.encode() + b'\nContent-Type: multipart/mixed; boundary="B"\n\n--B\n\nwords\n'
        b"--B\nContent-Type: application/pdf\nContent-Disposition: attachment; " + named + b"\n\nPDF\n--B--\n"
    )
    mail = read(mime)
    assert [each.name for each in mail.attached] == ["工作总结.pdf"]
    assert mail.words == "words"


def test_words_in_gbk_called_gb2312_are_read() -> None:
    body = "镕基同志已阅".encode("gb18030")
    mime = b"From: a@b.example\nSubject: =?gb2312?B?" + b"0tE=" + b"?=\nContent-Type: text/plain; charset=gb2312\n\n"
    assert read(mime + body).words == "镕基同志已阅"


def test_words_are_found_in_html_alone() -> None:
    mail = reply()
    mail.set_content("<style>p{}</style><p>已办结</p><script>x()</script><p>见附件</p>", subtype="html")
    assert read(mail.as_bytes()).words == "已办结\n见附件"


def test_a_postfix_report_says_what_failed_and_which_letter() -> None:
    mail = read(POSTFIX.encode())
    assert mail.kind is Kind.REPORT
    assert mail.report is not None
    assert (mail.report.fate, mail.report.status) == (Fate.FAILED, "5.1.1")
    assert "User unknown" in mail.report.words
    assert mail.tokens == (TOKEN,)
    assert mail.refers[0] == f"<{TOKEN}aaaa@duban.example.gov.cn>"


@pytest.mark.parametrize(
    ("action", "fate"), [("delayed", Fate.DELAYED), ("relayed", Fate.DELIVERED), ("FAILED", Fate.FAILED)]
)
def test_a_report_of_delay_is_no_failure(action: str, fate: Fate) -> None:
    mail = read(POSTFIX.replace("Action: failed", f"Action: {action}").encode())
    assert mail.report is not None
    assert mail.report.fate is fate


def test_a_bounce_in_the_words_of_a_chinese_provider_is_a_bounce() -> None:
    mail = reply(
        "您的邮件未能送达。\n收件人：nobody@qq.example\n原因：550 Mailbox not found",
        From="Postmaster@qq.example",
        Subject="系统退信",
    )
    found = read(mail.as_bytes())
    assert found.kind is Kind.REPORT
    assert found.report is not None
    assert found.report.fate is Fate.FAILED


def test_a_person_who_writes_about_bounces_is_a_person() -> None:
    assert read(reply("上次系统退信，550，现补发。", Subject="退信后补发").as_bytes()).kind is Kind.REPLY


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied; owner-email=x"},
        {"Subject": "自动回复：〔督办·黄〕年度报告"},
        {"Subject": "Automatic reply: hello"},
        {"X_Autoreply": "yes"},
        {"Precedence": "auto_reply"},
        {"X_Auto_Response_Suppress": "All"},
        {"Return_Path": "<>"},
    ],
    ids=str,
)
def test_a_machine_that_answers_is_no_person(headers: dict[str, str]) -> None:
    assert read(reply("我在休假。", **headers).as_bytes()).kind is Kind.AUTOMATIC


def test_auto_submitted_no_is_a_person() -> None:
    assert read(reply(Auto_Submitted="no").as_bytes()).kind is Kind.REPLY


def test_a_read_receipt_is_not_a_reply() -> None:
    report = MIMEMultipart("report", **{"report-type": "disposition-notification"})
    report["From"], report["To"], report["Subject"] = "a@b.example", CASE, "已读: 年度报告"
    report.attach(MIMEText("displayed"))
    assert read(report.as_bytes()).kind is Kind.READ


def test_the_same_mail_delivered_by_two_ways_is_one() -> None:
    once = reply().as_bytes()
    twice = b"Received: from elsewhere\nDelivered-To: x@y.example\n" + once.replace(b"\n", b"\r\n")
    assert read(once).key == read(twice).key
    assert read(once).key != read(reply("别的话").as_bytes()).key


def test_a_thousand_mails_in_one_another_stop_nobody() -> None:
    opening = "".join(f'Content-Type: multipart/mixed; boundary="b{i}"\n\n--b{i}\n' for i in range(3000))
    mail = read(b"From: a@b.example\n" + opening.encode())
    assert isinstance(mail, Incoming)


SEED = bytes(reply()) + POSTFIX.encode()


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), st.integers(0, len(SEED)), st.integers(0, 200), st.booleans())
def test_whatever_arrives_is_read(junk: bytes, at: int, cut: int, tail: bool) -> None:
    base = POSTFIX.encode() if tail else reply().as_bytes()
    broken = base[: at % len(base)] + junk + base[at % len(base) + cut :]
    mail = read(broken)
    assert re.fullmatch(r"[0-9a-f]{64}", mail.key)
    assert all("\n" not in each and "/" not in each for each in (a.name for a in mail.attached))
