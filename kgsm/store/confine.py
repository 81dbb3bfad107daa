"""A process → one that opens no connection, starts no program and uses so much memory and no more.

A worker evaluates what strangers wrote. Should a query find a way around the refusal of SERVICE, or a hole in the engine, the
kernel says no: a seccomp filter (Linux 3.5 and later, no privilege needed) answers EACCES to the calls that reach out.
"""

import ctypes
import errno
import platform
import resource
import struct
import sys
from pathlib import Path
from typing import Final

_PR_SET_NO_NEW_PRIVS: Final = 38
_PR_SET_SECCOMP: Final = 22
_FILTER_MODE: Final = 2
# linux/audit.h: which table of system calls a call comes from.
_ARCHITECTURES: Final = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
# socket, connect, bind, execve, execveat, ptrace, io_uring_setup (which opens sockets, too).
_DENIED: Final = {
    "x86_64": (41, 42, 49, 59, 322, 101, 425),
    "aarch64": (198, 203, 200, 221, 281, 117, 425),
}
_X32: Final = 0x40000000  # calls of the x32 table have this bit; there is no need for any
# linux/bpf_common.h, linux/seccomp.h
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW: Final = 0x7FFF0000
_DENY: Final = 0x00050000 | errno.EACCES


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


def can_cut_off() -> bool:
    """Return whether the system and the machine are ones that `cut_off` knows."""
    return sys.platform == "linux" and platform.machine() in _ARCHITECTURES and sys.maxsize > 2**32


def cut_off() -> bool:
    """Take from this process, for good, the calls that open connections and start programs.

    Returns False where the system has no such filter: then nothing but the refusal of SERVICE stands between a query and
    other servers.
    """
    if not can_cut_off():
        return False
    code = _filter(platform.machine())
    instructions = ctypes.create_string_buffer(code, len(code))
    program = _Program(len(code) // 8, ctypes.addressof(instructions))
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    prctl.argtypes = (ctypes.c_int, ctypes.c_ulong, ctypes.c_void_p, ctypes.c_ulong, ctypes.c_ulong)
    return bool(
        prctl(_PR_SET_NO_NEW_PRIVS, 1, None, 0, 0) == 0
        and prctl(_PR_SET_SECCOMP, _FILTER_MODE, ctypes.addressof(program), 0, 0) == 0
    )


def _filter(machine: str) -> bytes:
    """Return the filter: deny calls of other tables and the denied ones of this, allow the rest (BPF, 8 bytes a step)."""
    denied = _DENIED[machine]
    steps = [
        (_LOAD, 0, 0, 4),  # seccomp_data.arch
        (_EQUAL, 1, 0, _ARCHITECTURES[machine]),
        (_RETURN, 0, 0, _DENY),
        (_LOAD, 0, 0, 0),  # seccomp_data.nr
        (_AT_LEAST, len(denied) + 1, 0, _X32),
        *((_EQUAL, len(denied) - place, 0, number) for place, number in enumerate(denied)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _DENY),
    ]
    return b"".join(struct.pack("=HBBI", *step) for step in steps)


def limit_memory(memory: int) -> None:
    """Let this process use `memory` bytes beyond what it has, and leave no core file when it dies of that."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        return  # no Linux: the clock remains
    limit = pages * resource.getpagesize() + memory
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
