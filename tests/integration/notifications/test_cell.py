"""Promise 16: a malicious template reads nothing, loops no longer than its time, and injects nothing.

Each string is tried three ways: the language refuses to keep it, and where it is run nevertheless, in the guarded
environment and in the cell, nothing comes out of it but an error or harmless text.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from jinja2.exceptions import TemplateError

from engine.source import Refused
from notifications.papers import Form
from notifications.render import render_letter
from notifications.wording.builtin import text_of
from notifications.wording.compose import values_of
from notifications.wording.guarded import Guarded, rendered
from notifications.wording.language import check
from notifications.wording.marks import marked
from notifications.wording.samples import SAMPLES
from notifications.wording.warden import Warden

VALUES = {"agency": "区商务委", "nth": 3, "many": ["一"] * 1000, "due": {"day": "2026年3月1日"}, "earlier": []}
ESCAPES = """
{{ ''.__class__.__mro__[1].__subclasses__() }}
{{ agency.__class__.__base__.__subclasses__() }}
{{ ''['__class__'] }}
{{ '' | attr('__class__') }}
{{ agency | attr('__class') }}
{{ self.__init__.__globals__ }}
{{ self._TemplateReference__context }}
{{ cycler.__init__.__globals__.os.popen('id').read() }}
{{ joiner.__init__.__globals__ }}
{{ namespace.__init__.__globals__ }}
{{ lipsum.__globals__['os'] }}
{{ lipsum() }}
{{ config }}
{{ request.application.__globals__ }}
{{ url_for.__globals__ }}
{{ get_flashed_messages.__globals__ }}
{{ ().__class__.__bases__[0].__subclasses__()[40]('/etc/passwd').read() }}
{{ [].append('x') }}
{{ {}.update({}) }}
{{ earlier.append('x') }}
{{ due.update({'day': 'x'}) }}
{{ due.items() }}
{{ due.__class__ }}
{{ due['__class__'] }}
{{ loop.__class__ }}
{{ '%s' | format(agency.__class__) }}
{{ '{0.__class__}'.format(agency) }}
{{ agency.format_map(due) }}
{{ ''.join.__globals__ }}
{{ dict(a=1) }}
{{ range(10) | list }}
{{ caller() }}
{{ super() }}
{{ varargs }}
{{ agency | map('attr', '__class__') | list }}
{{ agency | select('attr') }}
{{ many | sort(attribute='__class__') }}
{{ many | groupby('__class__') }}
{{ many | tojson }}
{{ agency | pprint }}
{{ agency | xmlattr }}
{{ agency | safe }}
{{ agency | string }}
{{ agency | batch(10) }}
{% import 'os' as os %}
{% from 'letter.txt.j2' import x %}
{% include '/etc/passwd' %}
{% include '_reply.j2' %}
{% extends 'letter.txt.j2' %}
{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}
{% set x = agency.__class__ %}{{ x }}
{% block b %}{{ b }}{% endblock %}
{% filter upper %}{{ agency }}{% endfilter %}
{% call agency() %}{% endcall %}
{% raw %}{{ agency }}{% endraw %}{{ agency.__dict__ }}
{{ agency ~ ('x' * 100) }}
{{ 'a' * 200000000 }}
{{ 9 ** 9 ** 9 }}
{{ [0] * 100000000 }}
{{ 1 / 0 }}
{{ -nth }}
{{ '%0200000000d' % nth }}
{% for a in range(1000000) %}x{% endfor %}
{% for a in [1,2,3] recursive %}{{ loop([1]) }}{% endfor %}
{{ debug }}{% debug %}
{{ ''.__doc__ }}{{ x.y.z }}
""".strip().splitlines()


@pytest.fixture(scope="module")
def warden() -> Iterator[Warden]:
    kept = Warden()
    yield kept
    kept.close()


@pytest.mark.parametrize("source", ESCAPES)
def test_nothing_that_reaches_out_is_kept_or_comes_back(source: str, warden: Warden) -> None:
    assert check(Form.URGE, source), "the language let it through"
    with pytest.raises((TemplateError, TypeError, ValueError, ArithmeticError, LookupError)):
        rendered(Guarded().from_string(marked(source)), VALUES)
    with pytest.raises(Refused, match=r"N60[56]|N202"):
        warden.render(Form.URGE, source, VALUES)


def test_a_cell_that_is_well_answers_and_goes_on_answering_after_a_refusal(warden: Warden) -> None:
    for _ in range(3):
        assert warden.render(Form.URGE, "致{{ agency }}", VALUES) == "致区商务委"
        with pytest.raises(Refused, match=r"N606.*第2行"):
            warden.render(Form.URGE, "甲\n{{ nothing }}", VALUES)


@pytest.mark.parametrize("form", sorted(SAMPLES))
def test_every_text_of_our_own_can_be_run_in_a_fresh_cell(form: Form) -> None:
    fresh = Warden()
    assert fresh.render(form, text_of(form), values_of(SAMPLES[form])).strip()
    fresh.close()


LOOPS = "{% for a in many %}{% for b in many %}{% for c in many %}{% endfor %}{% endfor %}{% endfor %}"


def test_a_loop_of_a_thousand_million_is_stopped_by_its_processor_time(warden: Warden) -> None:
    warden.render(Form.URGE, "", VALUES)
    began = time.process_time()
    with pytest.raises(Refused, match="N605"):
        warden.render(Form.URGE, LOOPS, VALUES)
    assert time.process_time() - began < 1  # the parent only waited
    assert warden.render(Form.URGE, "还在", VALUES) == "还在"


def test_a_loop_of_a_million_that_says_nothing_is_stopped_too(warden: Warden) -> None:
    values = {**VALUES, "many": ["一"] * 1_000_000}
    silent = "{% for a in many %}{% for b in many %}{% endfor %}{% endfor %}"
    with pytest.raises(Refused, match="N605"):
        warden.render(Form.URGE, silent, values)


def test_output_ends_at_64_kib(warden: Warden) -> None:
    with pytest.raises(Refused, match="N202"):
        warden.render(Form.URGE, "{% for a in many %}" + "字" * 30 + "{% endfor %}", VALUES)
    assert len(warden.render(Form.URGE, "字" * 20_000, VALUES)) == 20_000


def test_memory_ends_at_its_limit(warden: Warden) -> None:
    nested = "{{ (" * 4000 + "nth" + ") }}" * 1
    with pytest.raises(Refused, match=r"N60[56]"):
        warden.render(Form.URGE, nested, VALUES)
    huge = {"text": "字" * 60_000_000}
    with pytest.raises(Refused, match=r"N605|N202"):
        warden.render(Form.URGE, "{{ text }}", huge)
    assert warden.render(Form.URGE, "还在", VALUES) == "还在"


def test_the_cell_can_open_no_file_and_start_no_process(warden: Warden) -> None:
    """Asked from inside, past every wall but the last: the limits of the process itself."""
    script = (
        "import json, socket\nfrom notifications.wording import cell\ncell._bind()\nsaid = []\n"
        "for attempt in (lambda: open('/etc/passwd'), lambda: socket.socket(), lambda: __import__('os').pipe()):\n"
        "    try:\n        attempt()\n        said.append('done')\n    except OSError as refused:\n"
        "        said.append(refused.errno)\nprint(json.dumps(said))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [24, 24, 24]  # EMFILE: too many open files


def test_what_a_value_holds_injects_nothing(warden: Warden) -> None:
    evil = "{{ 7 * 7 }}{% include 'x' %}<script>\r\nBcc: a@b.example\n一、撤销\u202e\u200b\ufdd1栏\ufdd5"
    said = warden.render(Form.URGE, "{{ agency }}", {"agency": evil})
    assert said == evil  # text in, text out: nothing in it was read as a template
    words = lambda form, values: warden.render(form, "一、要求\n{{ basis.quote }}", values)  # noqa: E731
    view = SAMPLES[Form.URGE]
    letter = render_letter(replace(view, basis=replace(view.basis, quote=evil)), words)  # type: ignore[union-attr]
    assert "<script>" not in letter.html
    assert [line for line in letter.text.splitlines() if line.strip("　").startswith(("一、撤销", "栏"))] == []
    assert not {"\u202e", "\u200b", "\ufdd1", "\r"} & set(letter.text + letter.html)
    assert "{{ 7 * 7 }}" in letter.text
