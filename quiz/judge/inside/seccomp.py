"""seccomp: the system calls that a submission may make, and no other.

A filter is a program for the kernel's small virtual machine (classic BPF) that looks
at the number and the arguments of each call. What is not allowed fails with EPERM,
which Python raises as PermissionError: a message instead of a corpse. Only calls by
another architecture's numbers kill, for nothing honest makes them.

https://docs.kernel.org/userspace-api/seccomp_filter.html
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
from collections.abc import Sequence

from . import kernel, syscalls

# Classic BPF: load a word, jump if equal / greater or equal / bits set, return.
LOAD, EQUAL, AT_LEAST, BITS, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data

KILL, ALLOW, ERRNO = 0x8000_0000, 0x7FFF_0000, 0x0005_0000
DENY, ABSENT = ERRNO | errno.EPERM, ERRNO | errno.ENOSYS
SET_MODE_FILTER, ALL_THREADS = 1, 1
X32 = 0x4000_0000

CLONE_THREAD, NAMESPACES = 0x0001_0000, 0x7E02_0080
AF_UNIX = 1
PLAIN_FCNTL = (0, 1, 2, 3, 4, 1030)  # duplicating, flags; no locks, leases, signals
PLAIN_IOCTL = (0x5401, 0x5421, 0x5450, 0x5451)  # TCGETS, FIONBIO, FIONCLEX, FIOCLEX
NAMING = (15, 16)  # PR_SET_NAME, PR_GET_NAME
KILLERS = (9, 19)  # SIGKILL, SIGSTOP: only from outside, so their cause is known

ALLOWED = (
    # Memory. Not memfd_create: its pages count against no limit.
    "brk mmap munmap mremap mprotect madvise mincore membarrier "
    # Files: which ones is for Landlock to say. Not chmod, which it does not govern.
    "read write readv writev pread64 pwrite64 preadv pwritev lseek open openat "
    "close close_range fstat stat lstat newfstatat statx access faccessat "
    "faccessat2 readlink readlinkat getdents64 getcwd chdir fchdir mkdir mkdirat "
    "rmdir unlink unlinkat rename renameat renameat2 ftruncate fsync fdatasync "
    "dup dup2 dup3 pipe pipe2 umask statfs fstatfs "
    # Waiting, and sockets that lead nowhere: socketpair, which asyncio needs.
    "poll ppoll select pselect6 epoll_create1 epoll_ctl epoll_wait epoll_pwait "
    "epoll_pwait2 eventfd2 sendto recvfrom sendmsg recvmsg shutdown getsockopt "
    "setsockopt getsockname getpeername "
    # Threads.
    "futex set_robust_list get_robust_list rseq sched_yield sched_getaffinity "
    "set_tid_address exit exit_group gettid "
    # Signals, to oneself.
    "rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigtimedwait "
    "sigaltstack alarm pause setitimer getitimer restart_syscall "
    # Clocks.
    "clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time times "
    # Who and where am I.
    "getpid getppid getuid geteuid getgid getegid getresuid getresgid getgroups "
    "getpgrp getpgid getsid uname sysinfo getrusage getrlimit getrandom getcpu "
    "capget getpriority "
)

Instruction = tuple[int, int, int, int]


def _load(offset: int) -> Instruction:
    return (LOAD, 0, 0, offset)


def _return(action: int) -> Instruction:
    return (RETURN, 0, 0, action)


def _argument(position: int) -> Instruction:
    """Load the lower half of an argument: all of it, where the kernel takes an int."""
    return _load(FIRST_ARGUMENT + 8 * position)


def _one_of(values: Sequence[int]) -> list[Instruction]:
    """Allow if the loaded word is one of these, else deny."""
    last = len(values) - 1
    tests = [(EQUAL, 1 + last - i, 0, value) for i, value in enumerate(values)]
    return [*tests, _return(DENY), _return(ALLOW)]


def _rules() -> dict[str, list[Instruction]]:
    """The calls whose arguments decide."""
    me = os.getpid()
    to_me = [(EQUAL, 1, 0, me), _return(DENY)]
    harmless = [
        *((EQUAL, len(KILLERS) - i, 0, signal) for i, signal in enumerate(KILLERS)),
        _return(ALLOW),
        _return(DENY),
    ]
    return {
        # Threads, no processes: then killing one process is killing all there is.
        "clone": [
            _argument(0),
            (BITS, 0, 2, CLONE_THREAD),
            (BITS, 1, 0, NAMESPACES),
            _return(ALLOW),
            _return(DENY),
        ],
        # Its flags are behind a pointer; the C library then tries clone.
        "clone3": [_return(ABSENT)],
        "fcntl": [_argument(1), *_one_of(PLAIN_FCNTL)],
        "ioctl": [_argument(1), *_one_of(PLAIN_IOCTL)],
        "kill": [_argument(0), *to_me, _argument(1), *harmless],
        "tgkill": [_argument(0), *to_me, _argument(2), *harmless],
        "prctl": [_argument(0), *_one_of(NAMING)],
        # 0 is the process itself, whose hard limits are there to stay.
        "prlimit64": [_argument(0), *_one_of((0, me))],
        "socketpair": [_argument(0), *_one_of((AF_UNIX,))],
    }


def program(machine: str) -> list[Instruction]:
    """The filter for a machine, as `platform.machine()` names it."""
    numbers = syscalls.numbers(machine)
    filters = [
        _load(ARCHITECTURE),
        (EQUAL, 1, 0, syscalls.MACHINES[machine].audit),
        _return(KILL),
        _load(NUMBER),
    ]
    if machine == "x86_64":
        # x32 has the same architecture and its own numbers for the same calls.
        filters += [(AT_LEAST, 0, 1, X32), _return(KILL)]
    for name, rule in _rules().items():
        if name in numbers:
            filters += [(EQUAL, 0, len(rule), numbers[name]), *rule]
    for name in "".join(ALLOWED).split():
        if name in numbers:
            filters += [(EQUAL, 0, 1, numbers[name]), _return(ALLOW)]
    return [*filters, _return(DENY)]


def confine() -> None:
    """Bind this process, all its threads. Needs no_new_privs.

    Raises:
        OSError: the kernel does not offer it.
    """
    instructions = program(platform.machine())
    code = b"".join(struct.pack("=HBBI", *step) for step in instructions)
    buffer = ctypes.create_string_buffer(code, len(code))
    header = struct.pack("@HP", len(instructions), ctypes.addressof(buffer))
    kernel.syscall(
        syscalls.NUMBERS["seccomp"],
        SET_MODE_FILTER,
        ALL_THREADS,
        ctypes.c_char_p(header),
    )
