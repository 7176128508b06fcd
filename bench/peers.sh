#!/bin/sh
# 同台者：在 bench/peers/ 里给每一组同台者各建一个环境，互不相扰；装不上的，make bench 会照实说“缺席”。
# 用法：bench/peers.sh [组名……]，组名见 bench/contenders/pins/。
cd "$(dirname "$0")" || exit 1
[ $# -gt 0 ] || set -- $(ls contenders/pins | sed 's/\.txt$//')
for name in "$@"; do
    there=peers/$name/.venv
    [ -x "$there/bin/python" ] || "${PYTHON:-python3}" -m venv "$there"
    if "$there/bin/python" -m pip install --quiet --disable-pip-version-check -r "contenders/pins/$name.txt" 2>"peers/$name/pip.log"; then
        echo "$name 已备好"
    else
        echo "$name 装不上，详见 bench/peers/$name/pip.log"
    fi
done
