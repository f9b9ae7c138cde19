"""62 to 81: other people's files, processes and sockets."""

from tests.judge.attacks.attack import Attack, deed

FORBIDDEN = "forbidden"

ATTACKS: list[Attack] = [
    deed(62, "/etc/passwd", "return open('/etc/passwd').read()", FORBIDDEN),
    deed(63, "a secret file", "return open('@SECRET@').read()", FORBIDDEN),
    deed(63, "us", "return open('@PROJECT@/LICENSE').read()", FORBIDDEN, "error"),
    deed(64, "a listing of /", "return os.listdir('/')", FORBIDDEN),
    deed(65, "a file elsewhere", """
        open("@OPEN@/viva-attack-file", "w").write("x")
        return True
    """, FORBIDDEN),
    deed(65, "a folder elsewhere", "os.mkdir('@OPEN@/viva-attack-d'); return True",
        FORBIDDEN),
    deed(66, "numpy poisoned", """
        path = os.path.dirname(np.__file__) + "/viva-attack-poison.pyc"
        open(path, "w").close()
        return True
    """, FORBIDDEN),
    deed(67, "a link to a secret", """
        os.symlink("@SECRET@", f"{scratch}/viva-attack-link")
        try: return open(f"{scratch}/viva-attack-link").read() == "the moon"
        finally: os.unlink(f"{scratch}/viva-attack-link")
    """, FORBIDDEN),
    deed(67, "a hard link to a secret", """
        os.link("@SECRET@", "@OPEN@/viva-attack-hard")
        return True
    """, FORBIDDEN),
    deed(68, "a file for the next submission", """
        return any("viva-attack" in name for name in os.listdir(scratch))
    """, plant="open(scratch + '/viva-attack-note', 'w').write('x'); return False"),
    deed(69, "the judge's socket unlinked", """
        os.rename("@SOCKET@", "@SOCKET@.x"); os.rename("@SOCKET@.x", "@SOCKET@")
        return True
    """, FORBIDDEN),
    deed(70, "secrets of the environment", """
        return "the moon" in str(dict(os.environ))
    """),
    deed(70, "secrets of a parent's environment", """
        return b"OMP_NUM" in open(f"/proc/{os.getppid()}/environ", "rb").read()
    """, FORBIDDEN),
    deed(71, "a parent's memory", """
        return open(f"/proc/{os.getppid()}/mem", "rb").fileno() > 0
    """, FORBIDDEN),
    deed(71, "the judge's files", "return os.listdir('/proc/@JUDGE@/fd')", FORBIDDEN),
    deed(72, "descriptors left open", """
        import stat
        for number in range(3, 1024):
            try: mode = os.fstat(number).st_mode
            except OSError: continue
            if not stat.S_ISFIFO(mode): return True
        return False
    """),
    deed(73, "ptrace", """
        libc = ctypes.CDLL(None)
        for process in (os.getppid(), @JUDGE@):
            if libc.ptrace(16, process, 0, 0) == 0:
                os.waitpid(process, 0x40000000)
                libc.ptrace(17, process, 0, 0)
                return True
        return False
    """),
    deed(74, "process_vm_readv", """
        libc = ctypes.CDLL(None)
        there = int(open("/proc/self/maps").readline().split("-")[0], 16)
        here = ctypes.create_string_buffer(8)
        local = (ctypes.c_void_p * 2)(ctypes.addressof(here), 8)
        remote = (ctypes.c_void_p * 2)(there, 8)
        return libc.process_vm_readv(os.getppid(), local, 1, remote, 1, 0) > 0
    """, FORBIDDEN, "error"),
    deed(75, "a signal to the parent", "os.kill(os.getppid(), 0); return 1", FORBIDDEN),
    deed(75, "a signal to the judge", "os.kill(@JUDGE@, 0); return True", FORBIDDEN),
    deed(75, "a signal to all", "os.kill(-1, 0); return True", FORBIDDEN),
    deed(76, "TCP", """
        import socket
        socket.create_connection(("127.0.0.1", @TCP@), 1).close()
        return True
    """, FORBIDDEN),
    deed(77, "UDP", """
        import socket
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            return s.sendto(b"x", ("127.0.0.1", @UDP@))
    """, FORBIDDEN),
    deed(78, "an abstract socket", """
        import socket
        with socket.socket(socket.AF_UNIX) as s: s.connect("@ABSTRACT@")
        return True
    """, FORBIDDEN),
    deed(79, "a socket with a path", """
        import socket
        with socket.socket(socket.AF_UNIX) as s: s.connect("@SOCKET@")
        return True
    """, FORBIDDEN),
    deed(80, "the host of a virtual machine", """
        import socket
        socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM).close()
        return True
    """, FORBIDDEN, "error"),
    deed(81, "netlink", """
        import socket
        socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0).close()
        return True
    """, FORBIDDEN),
    deed(81, "the kernel's ciphers", """
        import socket
        socket.socket(socket.AF_ALG, socket.SOCK_SEQPACKET).close()
        return True
    """, FORBIDDEN, "error"),
]  # fmt: skip
