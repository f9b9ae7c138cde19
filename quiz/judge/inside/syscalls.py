"""The system calls that the sandbox speaks of, by number.

From Linux, `arch/x86/entry/syscalls/syscall_64.tbl` and
`include/uapi/asm-generic/unistd.h`, which aarch64 follows.
"""

from __future__ import annotations

import platform
from dataclasses import dataclass


@dataclass(frozen=True)
class Machine:
    """`audit` is how seccomp names the architecture (`AUDIT_ARCH_...`)."""

    audit: int
    column: int


MACHINES = {"x86_64": Machine(0xC000_003E, 1), "aarch64": Machine(0xC000_00B7, 2)}

# name, number on x86_64, number on aarch64; "-" where there is none
_TABLE = """
access 21 -; alarm 37 -; brk 12 214; capget 125 90; capset 126 91; chdir 80 49;
clock_getres 229 114; clock_gettime 228 113; clock_nanosleep 230 115; clone 56 220;
clone3 435 435; close 3 57; close_range 436 436; dup 32 23; dup2 33 -; dup3 292 24;
epoll_create1 291 20; epoll_ctl 233 21; epoll_pwait 281 22; epoll_pwait2 441 441;
epoll_wait 232 -; eventfd2 290 19; exit 60 93; exit_group 231 94; faccessat 269 48;
faccessat2 439 439; fchdir 81 50; fcntl 72 25; fdatasync 75 83; fstat 5 80;
fstatfs 138 44; fsync 74 82; ftruncate 77 46; futex 202 98; get_robust_list 274 100;
getcpu 309 168; getcwd 79 17; getdents64 217 61; getegid 108 177; geteuid 107 175;
getgid 104 176; getgroups 115 158; getitimer 36 102; getpeername 52 205;
getpgid 121 155; getpgrp 111 -; getpid 39 172; getppid 110 173; getpriority 140 141;
getrandom 318 278; getresgid 120 150; getresuid 118 148; getrlimit 97 163;
getrusage 98 165; getsid 124 156; getsockname 51 204; getsockopt 55 209;
gettid 186 178; gettimeofday 96 169; getuid 102 174; ioctl 16 29; kill 62 129;
landlock_add_rule 445 445; landlock_create_ruleset 444 444;
landlock_restrict_self 446 446; lseek 8 62; lstat 6 -; madvise 28 233;
membarrier 324 283; mincore 27 232; mkdir 83 -; mkdirat 258 34; mmap 9 222;
mprotect 10 226; mremap 25 216; munmap 11 215; nanosleep 35 101; newfstatat 262 79;
open 2 -; openat 257 56; pause 34 -; pipe 22 -; pipe2 293 59; poll 7 -;
ppoll 271 73; prctl 157 167; pread64 17 67; preadv 295 69; prlimit64 302 261;
pselect6 270 72; pwrite64 18 68; pwritev 296 70; read 0 63; readlink 89 -;
readlinkat 267 78; readv 19 65; recvfrom 45 207; recvmsg 47 212; rename 82 -;
renameat 264 38; renameat2 316 276; restart_syscall 219 128; rmdir 84 -;
rseq 334 293; rt_sigaction 13 134; rt_sigpending 127 136; rt_sigprocmask 14 135;
rt_sigreturn 15 139; rt_sigtimedwait 128 137; sched_getaffinity 204 123;
sched_yield 24 124; seccomp 317 277; select 23 -; sendmsg 46 211; sendto 44 206;
set_robust_list 273 99; set_tid_address 218 96; setitimer 38 103; setsockopt 54 208;
shutdown 48 210; sigaltstack 131 132; socketpair 53 199; stat 4 -; statfs 137 43;
statx 332 291; sysinfo 99 179; tgkill 234 131; time 201 -; times 100 153;
umask 95 166; uname 63 160; unlink 87 -; unlinkat 263 35; write 1 64; writev 20 66
"""


def _numbers(machine: Machine) -> dict[str, int]:
    rows = [row.split() for row in _TABLE.split(";")]
    return {
        row[0]: int(row[machine.column]) for row in rows if row[machine.column] != "-"
    }


def numbers(machine: str) -> dict[str, int]:
    """The numbers on a machine, as `platform.machine()` names it; else none."""
    return _numbers(MACHINES[machine]) if machine in MACHINES else {}


NUMBERS = numbers(platform.machine())
