"""Everything that runs on the stranger's side of the wall.

Imports the standard library and NumPy, nothing else of ours: these modules are loaded
into `python -I` by their path, as a package named `inside`.

plain       plain data as bytes: what may cross
calls       the calls of a case, made in order
serve       one submission: compile, run, send what came of it
fresh       a process of its own for it: every platform
zygote      a warm process that forks one for it: Linux
confine     the layers of the sandbox, in order
namespaces, limits, privileges, landlock, seccomp    one layer each
syscalls    the numbers of the system calls
kernel      calling what Python does not wrap
"""
