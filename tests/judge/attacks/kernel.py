"""82 to 98: other programs, and the kernel itself."""

import platform

from tests.judge.attacks.attack import Attack, deed, system_call

X86 = platform.machine() == "x86_64"
FORBIDDEN = "forbidden"

ATTACKS: list[Attack] = [
    deed(82, "subprocess", """
        import subprocess
        return subprocess.run(["/bin/true"]).returncode == 0
    """, FORBIDDEN),
    deed(82, "os.system", "return os.system(':') == 0"),
    deed(82, "posix_spawn", """
        process = os.posix_spawn("/bin/true", ["true"], {})
        return os.waitpid(process, 0)
    """, FORBIDDEN),
    deed(83, "a program in memory", """
        code = os.memfd_create("x")
        os.write(code, open("/usr/lib/os-release", "rb").read())
        return True
    """, FORBIDDEN),
    deed(84, "a library from the scratch folder", """
        import _ctypes
        with open(f"{scratch}/viva-attack.so", "wb") as file:
            file.write(open(_ctypes.__file__, "rb").read())
        try: return ctypes.CDLL(f"{scratch}/viva-attack.so")
        finally: os.unlink(f"{scratch}/viva-attack.so")
    """),
    system_call(85, "a user namespace", 272, 97, "ctypes.c_long(0x10000000)"),
    deed(86, "a mount", """
        libc = ctypes.CDLL(None)
        if libc.unshare(0x10020000) and libc.unshare(0x00020000): return False
        libc.mount(b"none", b"/", b"none", ctypes.c_ulong((1 << 18) | (1 << 14)), b"")
        return libc.mount(b"x", b"/mnt", b"tmpfs", ctypes.c_ulong(0), b"size=4k") == 0
    """),
    system_call(87, "io_uring", 425, 425, "4, ctypes.create_string_buffer(120)"),
    system_call(88, "the kernel's keys", 250, 219, "0, ctypes.c_long(-3), 1"),
    system_call(89, "bpf", 321, 280,
        "0, (ctypes.c_uint32 * 32)(1, 4, 4, 1), 128"),
    system_call(89, "perf events", 298, 241,
        "(ctypes.c_uint32 * 32)(1, 128), 0, -1, -1, 0"),
    system_call(89, "userfaultfd", 323, 282, "1"),
    deed(90, "shared memory that stays", """
        libc = ctypes.CDLL(None)
        made = libc.shmget(0x76697661, 4096, 0)
        if made >= 0: libc.shmctl(made, 0, None)
        return made >= 0
    """, plant="""
        ctypes.CDLL(None).shmget(0x76697661, 4096, 0o1666)
        return False
    """),
    deed(91, "limits raised", """
        import resource
        limit = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (-1, -1))
        resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))
        return True
    """, "error", FORBIDDEN),
    deed(94, "another process's descriptors", """
        libc = ctypes.CDLL(None)
        handle = os.pidfd_open(os.getppid())
        return libc.syscall(ctypes.c_long(438), handle, 0, 0) >= 0
    """, FORBIDDEN, "error"),
    deed(94, "another process's namespace", """
        handle = os.pidfd_open(@JUDGE@)
        return ctypes.CDLL(None).setns(handle, 0x40000000) == 0
    """, FORBIDDEN, "error"),
    deed(95, "privileges by a program", """
        return ctypes.CDLL(None).prctl(39, 0, 0, 0, 0) == 0
    """),
    deed(96, "keys typed for the terminal", """
        import fcntl
        terminal = os.open("/dev/tty", os.O_RDWR)
        fcntl.ioctl(terminal, 0x5412, b"x")
        return True
    """, FORBIDDEN, "error"),
    deed(97, "a higher priority", "os.nice(-5); return True", FORBIDDEN),
    deed(98, "a lock that others can see", """
        import fcntl
        fcntl.flock(os.open(np.__file__, os.O_RDONLY), fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    """, FORBIDDEN),
]  # fmt: skip

INT80 = """
    import mmap
    # mov eax, 20 (getpid of the 32-bit table); int 0x80; ret
    code = mmap.mmap(-1, 4096, prot=7)
    code.write(bytes.fromhex("b814000000cd80c3"))
    address = ctypes.addressof(ctypes.c_char.from_buffer(code))
    return ctypes.CFUNCTYPE(ctypes.c_int)(address)() > 0
"""

if X86:
    ATTACKS += [
        system_call(92, "x32", 0x40000000 | 39, 0, "0"),
        deed(93, "int 0x80", INT80),
    ]
