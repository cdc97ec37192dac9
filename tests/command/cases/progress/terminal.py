"""Progress appears only where standard error is a terminal, and never with --quiet; it is wiped away in the end."""
import os
import pty
import subprocess


def heard(*options):
    ours, theirs = pty.openpty()
    subprocess.run([os.environ["SAISAN"], "run", "worked.yaml", "--runs", "300000", *options], stdout=subprocess.DEVNULL,
                   stderr=theirs, check=True)
    os.close(theirs)
    text = b""
    try:
        while part := os.read(ours, 65536):
            text += part
    except OSError:
        pass
    return text.decode()


bar = heard()
print("bar:", "[#" in bar and "%" in bar, "wiped:", bar.endswith("\r"))
print("quiet:", repr(heard("--quiet")), "point:", repr(heard("--point")))
