"""30 to 41: ends that should look like something else."""

from tests.judge.attacks.attack import HEADER, Attack, body, forge

INVALID = frozenset({"invalid"})

ATTACKS: list[Attack] = [
    body(30, "sys.exit(0)", "sys.exit(0)", "error"),
    body(31, "os._exit(0)", "os._exit(0)", "error"),
    body(32, "KeyboardInterrupt", "raise KeyboardInterrupt", "error"),
    body(32, "SystemExit", "raise SystemExit(0)", "error"),
    body(32, "GeneratorExit", "raise GeneratorExit", "error"),
    body(33, "a null pointer", "ctypes.string_at(0)", "error"),
    body(34, "abort", "os.abort()", "error", "forbidden"),
    body(35, "recursion without a limit", """
        sys.setrecursionlimit(10**9)
        def deeper(n): return deeper(n + 1)
        deeper(0)
    """, "error", "memory limit", "time limit", "forbidden"),
    body(36, "recursion in C", """
        sys.setrecursionlimit(10**9)
        x = []
        for _ in range(10**6): x = [x]
        repr(x)
    """, "error", "forbidden"),
    Attack(37, "5000 nested parentheses", "x = " + "(" * 5000 + ")" * 5000, INVALID),
    Attack(38, "a NUL byte", HEADER + "x = 1\0", INVALID),
    Attack(38, "a source of 5 MB", HEADER + "#" * 5_000_000, INVALID),
    Attack(38, "a coding cookie that lies", "# coding: rot13\n" + HEADER, INVALID),
    body(39, "SIGKILL to itself", "os.kill(os.getpid(), 9)", "forbidden", "error"),
    body(39, "SIGSTOP to itself", "os.kill(os.getpid(), 19)", "forbidden", "time limit",
        slow=True),
    forge(40, "an exception that is hostile", """
        class Evil(Exception):
            def __str__(self): raise SystemExit
            __repr__ = __str__
        def softmax(z): raise Evil
    """, "error"),
    forge(40, "an endless message", """
        class Evil(Exception):
            def __str__(self): return "x" * 10**8
        def softmax(z): raise Evil
    """, "error"),
    forge(41, "a list that holds itself", """
        def softmax(z):
            x = []
            x.append(x)
            return x
    """, "error"),
    forge(41, "a result of 400 MB", "def softmax(z): return np.zeros(50_000_000)",
        "error", "output limit"),
]  # fmt: skip
