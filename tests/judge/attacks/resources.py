"""42 to 61: more than is allowed of time, memory, output, files, threads."""

from tests.judge.attacks.attack import Attack, body, deed, forge

TIME = "time limit"

ATTACKS: list[Attack] = [
    body(42, "an endless loop", "while True: pass", TIME, slow=True),
    body(43, "every exception swallowed", """
        while True:
            try:
                while True: time.sleep(0.001)
            except BaseException: pass
    """, TIME, slow=True),
    body(44, "every signal ignored", """
        import signal
        for number in range(1, 64):
            try: signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError): pass
        while True: pass
    """, TIME, slow=True),
    body(45, "10**10**8", "10**10**8 % 7", TIME, "memory limit", slow=True),
    body(46, "a regular expression", "import re; re.match('(a*)*b', 'a' * 40)", TIME,
        slow=True),
    body(47, "sleep", "time.sleep(60)", TIME, slow=True),
    deed(48, "lists of 2 GB", "return len([0] * (1 << 28))", "memory limit"),
    deed(49, "an array of 2 GB", "return np.empty(1 << 28).size > 0", "memory limit"),
    deed(50, "a constant of 2 GB", "return len('a' * (1 << 31))", "memory limit"),
    deed(51, "memory behind a file", """
        memory = os.memfd_create("x")
        for _ in range(64): os.write(memory, bytes(1 << 24))
        return True
    """, "forbidden"),
    deed(52, "processes by the dozen", """
        for _ in range(20):
            if os.fork() == 0: time.sleep(0.5); os._exit(0)
        return True
    """, "forbidden"),
    deed(53, "a daemon", """
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                ctypes.CDLL(None).prctl(15, b"viva-attack-d", 0, 0, 0)
                os.closerange(0, 64)
                time.sleep(3)
            os._exit(0)
        return True
    """, "forbidden"),
    deed(54, "threads by the hundred", """
        import threading
        for _ in range(300): threading.Thread(target=time.sleep, args=(1,)).start()
        return True
    """, "error", "memory limit"),
    body(55, "endless output", "while True: os.write(1, b'x' * 65536)", "output limit"),
    body(56, "endless errors", "while True: os.write(2, b'x' * 65536)", "output limit"),
    forge(57, "output that is no text", """
        def softmax(z):
            sys.stdout.buffer.write(bytes(range(256)))
            print("\\x1b[2J<script>alert(1)</script>")
            return z
    """, "wrong answer"),
    deed(58, "64 MB of files", """
        for i in range(64):
            with open(f"{scratch}/viva-attack-{i}", "wb") as file:
                file.write(bytes(1 << 20))
        for i in range(64): os.unlink(f"{scratch}/viva-attack-{i}")
        return True
    """),
    deed(59, "files by the thousand", """
        for i in range(2000): open(f"{scratch}/viva-attack-{i}", "w").close()
        for i in range(2000): os.unlink(f"{scratch}/viva-attack-{i}")
        return True
    """),
    deed(60, "every descriptor", """
        return len([os.open("/dev/null", os.O_RDONLY) for _ in range(500)])
    """, "error"),
    forge(61, "a thread that goes on", """
        import threading
        def later():
            while True: os.write(1, b".") and time.sleep(0.01)
        def softmax(z):
            threading.Thread(target=later).start()
            return z
    """, "wrong answer", "output limit"),
]  # fmt: skip
