"""Keeping a process from the network for good, with all that it starts: a filter of system calls (Linux seccomp).

An ordinary user may set one, in a container too. Where there is none (another system, another processor, a kernel
without it) nothing is done, and ``False`` says so. See the kernel's Documentation/userspace-api/seccomp_filter.rst.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
import sys
from collections.abc import Iterator

PROCESSORS = {
    "x86_64": (0xC000003E, 41),
    "aarch64": (0xC00000B7, 198),
}
"""By machine: the kernel's number of the processor (AUDIT_ARCH_…), and that of the call ``socket``."""

IO_URING_SETUP = 425
"""The other call that leads to a socket; its number is the same everywhere."""

OTHER_CALLS = 0x40000000
"""From here on x86_64 has the same calls once more, for programs of 32 bits."""

PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
ALLOW, REFUSE = 0x7FFF0000, 0x00050000 | errno.EPERM
LOAD, IF_EQUAL, IF_AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06
CALL, PROCESSOR = 0, 4
"""Where in ``struct seccomp_data`` they are told."""


class _Program(ctypes.Structure):
    """``struct sock_fprog``."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def go_offline() -> bool:
    """From now on this process opens no socket (``PermissionError``), nor does what it starts; False: it still may.

    To be called while the process has one thread: others that run already are not filtered.
    """
    if sys.platform != "linux" or sys.maxsize < 2**32 or os.uname().machine not in PROCESSORS:
        return False
    instructions = b"".join(_filter(*PROCESSORS[os.uname().machine]))
    program = _Program(len(instructions) // 8, instructions)
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    prctl.argtypes = (ctypes.c_int, *(ctypes.c_ulong,) * 4)
    if prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return bool(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.addressof(program), 0, 0) == 0)


def _filter(processor: int, socket: int) -> Iterator[bytes]:
    """The instructions; a jump says how many of those after it are passed over, where it holds and where not."""
    yield _instruction(LOAD, PROCESSOR)
    yield _instruction(IF_EQUAL, processor, otherwise=5)
    yield _instruction(LOAD, CALL)
    yield _instruction(IF_AT_LEAST, OTHER_CALLS, then=3)
    yield _instruction(IF_EQUAL, IO_URING_SETUP, then=2)
    yield _instruction(IF_EQUAL, socket, then=1)
    yield _instruction(RETURN, ALLOW)
    yield _instruction(RETURN, REFUSE)


def _instruction(code: int, value: int, then: int = 0, otherwise: int = 0) -> bytes:
    """``struct sock_filter``."""
    return struct.pack("=HBBI", code, then, otherwise, value)
