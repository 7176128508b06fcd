"""系统的错误：what the operating system says went wrong, in the words of those who must mend it."""

import errno

_WORDS = {
    errno.ENOENT: "没有这个文件",
    errno.EISDIR: "这是一个文件夹",
    errno.ENOTDIR: "路径里有一段不是文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "所在磁盘是只读的",
    errno.ENOSPC: "磁盘满了",
    errno.EDQUOT: "磁盘配额用完了",
    errno.EIO: "磁盘读写出错",
    errno.ENAMETOOLONG: "名字太长",
    errno.ELOOP: "链接绕成了圈",
    errno.EMFILE: "打开的文件太多",
    errno.ENFILE: "打开的文件太多",
    errno.EADDRINUSE: "已被占用",
    errno.EADDRNOTAVAIL: "不是本机的地址",
    errno.ECONNREFUSED: "对方没有在听",
    errno.ECONNRESET: "对方断开了连接",
    errno.ETIMEDOUT: "等不到回应",
    errno.EHOSTUNREACH: "网络不通",
    errno.ENETUNREACH: "网络不通",
}


def reason_of(error: OSError) -> str:
    """Why the system refused, in Chinese; the system's own words for what is not in the table."""
    return _WORDS.get(error.errno or 0) or error.strerror or str(error)
