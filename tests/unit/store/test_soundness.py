"""Disks: which one a folder lies on, told from the lines of /proc/mounts."""

from pathlib import PurePosixPath

import pytest

from store.soundness import disk_kind

MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
nas:/vol /srv nfs4 rw 0 0
/dev/sdb1 /srv/local xfs rw 0 0
//win/share /mnt/共享\\040文件 cifs rw 0 0
tmpfs /over tmpfs rw 0 0
nas:/over /over nfs rw 0 0
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/var/lib/duban", "ext4"),
        ("/srv/duban", "nfs4"),
        ("/srv/local/duban", "xfs"),
        ("/srvother", "ext4"),
        ("/mnt/共享 文件/督办", "cifs"),
        ("/over", "nfs"),
    ],
)
def test_the_nearest_disk_above_a_folder_counts(folder: str, kind: str) -> None:
    assert disk_kind(PurePosixPath(folder), MOUNTS) == kind


def test_without_a_list_of_disks_nothing_is_known() -> None:
    assert disk_kind(PurePosixPath("/srv"), "") == ""
