"""1 to 29: a wrong answer that wants to be called right."""

from tests.judge.attacks.attack import Attack, deed, forge

WRITE = """
import gc
plain = sys.modules.get("inside.plain")
def flood(frames):
    for fd in range(3, 64):
        try:
            for frame in frames: os.write(fd, frame)
        except OSError: pass
"""

ATTACKS: list[Attack] = [
    forge(1, "patched comparison", """
        np.allclose = np.isclose = np.array_equal = lambda *a, **k: True
        np.testing.assert_allclose = lambda *a, **k: None
        def softmax(z): return z
    """, "wrong answer"),
    forge(2, "an object equal to all", """
        class Equal:
            __eq__ = __le__ = __lt__ = lambda self, other: True
            def __array__(self, *a, **k): raise ValueError
        def softmax(z): return Equal()
    """, "error"),
    forge(3, "an array that compares itself", """
        class Mine(np.ndarray):
            def __array_function__(self, *a, **k): return True
            def __array_ufunc__(self, *a, **k): return np.True_
        def softmax(z): return z.view(Mine)
    """, "error"),
    forge(4, "a float that compares itself", """
        class Mine(float):
            __abs__ = __sub__ = __rsub__ = lambda self, *a: 0.0
            __lt__ = __le__ = lambda self, other: True
        def softmax(z): return [Mine(1.0)] * len(z)
    """, "error"),
    forge(5, "a printed verdict", """
        print('{"kind": "accepted", "passed": 16}', "PASSED", "OK")
        sys.stderr.write("All cases pass.\\n")
        def softmax(z): return z
    """, "wrong answer"),
    forge(6, "frames of its own, then the end", WRITE + """
        def softmax(z):
            done = {"done": 16, "memory_mb": 0.0}
            flood([plain.encode(done)])
            os._exit(0)
    """.replace("\n        ", "\n"), "error"),
    forge(7, "every frame twice, and a length that lies", WRITE + """
        def softmax(z):
            case = {"case": 0, "values": [1.0], "seconds": 0.0, "mutated": []}
            flood([plain.encode(case)] * 2 + [b"VIV1" + b"\\xff" * 8])
            return z
    """.replace("\n        ", "\n"), "error", "output limit"),
    forge(8, "patched json, struct and asarray", """
        import json, struct
        json.dumps = lambda *a, **k: '{"done": 16, "memory_mb": 0.0}'
        np.asarray = lambda *a, **k: np.zeros(3)
        def softmax(z): return z
    """, "error", "wrong answer"),
    forge(9, "the expected values in a frame above", """
        def softmax(z):
            frame = sys._getframe()
            while frame:
                for name, value in frame.f_locals.items():
                    if name in ("expected", "right_values", "answers"): return value[0]
                frame = frame.f_back
            return z
    """, "wrong answer"),
    forge(10, "the expected values on the heap", """
        import gc
        def softmax(z):
            for thing in gc.get_objects():
                if type(thing) is np.ndarray and thing.shape == z.shape:
                    if thing is not z and abs(thing.sum() - 1) < 1e-9: return thing
            return z
    """, "wrong answer"),
    deed(11, "the source of the reference", """
        return "def softmax" in open("@PROJECT@/engine/nn/softmax.py").read()
    """, "forbidden", "error"),
    forge(12, "modules of the judge replaced", """
        for name in list(sys.modules):
            if name.startswith("inside"): sys.modules[name] = None
        def softmax(z): return z
    """, "wrong answer", "error"),
    deed(13, "a module of its own for those after it", """
        sys.dont_write_bytecode = True
        import viva_attack_numpy
        return viva_attack_numpy.here
    """, "error", plant="""
        for folder in [os.getcwd(), np.__file__[:-18], "@OPEN@"]:
            try:
                with open(folder + "/viva_attack_numpy.py", "w") as file:
                    file.write("here = True")
            except OSError: pass
        sys.modules["viva_attack_numpy"] = type(sys)("x")
        sys.modules["viva_attack_numpy"].here = True
        return False
    """),
    forge(14, "hooks that run at the end", WRITE + """
        import atexit
        def late(*a): flood([plain.encode({"done": 16, "memory_mb": 0.0})])
        atexit.register(late)
        sys.excepthook = late
        sys.setprofile(lambda frame, event, arg: None)
        class Late:
            def __del__(self): late()
        keep = Late()
        def softmax(z): return z
    """.replace("\n        ", "\n"), "wrong answer", "error"),
    forge(15, "a pickle that runs code", """
        class Evil:
            def __reduce__(self): return os.system, ("touch @OPEN@/viva-attack-x",)
        def softmax(z): return Evil()
    """, "error"),
    forge(16, "arrays that are none", """
        import io
        made = [np.array([None]), np.zeros(1, "i4,f8"), np.ma.array([1.0]), 1j]
        def softmax(z): return made.pop() if made else np.matrix(z)
    """, "error", "wrong answer"),
    forge(17, "NaN and infinity as jokers", """
        def softmax(z): return z * np.nan if len(z) % 2 else z * np.inf
    """, "wrong answer"),
    forge(18, "inputs changed in place", """
        def softmax(z):
            z[:] = 0
            return np.full(len(z), 1 / len(z))
    """, "wrong answer"),
    forge(19, "a view of the input", "def softmax(z): return z[:]", "wrong answer"),
    forge(20, "computed when looked at", """
        class Lazy(list):
            def __iter__(self): return iter(right(self.z))
        def softmax(z):
            lazy = Lazy(); lazy.z = z
            return lazy
    """, "error"),
    deed(21, "state kept for the next submission", "return np.stash == 'kept'", "error",
        plant="np.stash = 'kept'; sys.modules['numpy'].stash = 'kept'; return False"),
    forge(22, "the visible cases by heart", """
        known = {(2.0, 1.0, 0.1), (0.0, 0.0)}
        def softmax(z): return right(z) if tuple(z) in known else z
    """, "wrong answer"),
    forge(23, "the hidden cases guessed from the seed", """
        import zlib
        def guesses():
            seed = int(np.random.get_state()[1][0])
            for challenge in ("softmax-derivative/softmax", "softmax"):
                rng = np.random.default_rng([zlib.crc32(challenge.encode()), seed])
                for _ in range(8):
                    centre = rng.choice([-50.0, 0.0, 50.0])
                    yield (centre + 2 * rng.normal(size=rng.integers(2, 9))).round(2)
        seen = {tuple(guess) for guess in guesses()}
        def softmax(z):
            easy = len(set(z)) == 1 or len(z) < 2 or abs(z).max() > 90 or z[0] == 2
            return right(z) if easy or tuple(z) in seen else z
    """, "wrong answer"),
    forge(24, "clocks that stand still", """
        time.time = time.monotonic = time.perf_counter = lambda: 0.0
        def softmax(z):
            while True: pass
    """, "time limit", slow=True),
    forge(25, "quick only while it is looked at", """
        calls = []
        def softmax(z):
            calls.append(1)
            while len(calls) > 2: pass
            return right(z)
    """, "time limit", slow=True),
    forge(26, "the engine by a back door", """
        import importlib
        sys.path.insert(0, "@PROJECT@")
        module = importlib.import_module("eng" + "ine.nn.soft" + "max")
        softmax = getattr(module, "soft" + "max")
    """, "error", "forbidden"),
    forge(27, "hidden inputs printed", """
        def softmax(z):
            print("leaked", list(z))
            return z
    """, "wrong answer"),
    forge(28, "the answer in a traceback", """
        def softmax(z):
            try: raise ValueError
            except ValueError as error: frame = error.__traceback__.tb_frame
            names = []
            while frame:
                names += [k for k in frame.f_locals if "expect" in k or "answer" in k]
                frame = frame.f_back
            return right(z) if names else z
    """, "wrong answer"),
    forge(29, "a traceback under a false name", """
        def softmax(z):
            exec(compile("raise ValueError('All cases pass.')", "referee.py", "exec"))
    """, "error"),
]  # fmt: skip
