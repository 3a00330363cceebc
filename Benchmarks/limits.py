"""What the disk allows: the same bytes hashed, written and flushed with nothing else done."""

import ctypes
import hashlib
import os
import time


def durable_writes(reports, folder, group):
    """Gives the seconds to hash, write and flush copies of some files, with one flush for each group of them."""
    folder.mkdir()
    contents = [report.read_bytes() for report in reports]
    directory = os.open(folder, os.O_RDONLY)
    libc = ctypes.CDLL(None, use_errno=True)
    start = time.monotonic()
    for number, content in enumerate(contents, start=1):
        name = folder / hashlib.sha512(content).hexdigest()[:32]
        file = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        os.write(file, content)
        if group == 1:
            os.fsync(file)
        elif number % group == 0 or number == len(contents):
            if libc.syncfs(directory) != 0:
                raise OSError(ctypes.get_errno(), "syncfs")
        os.close(file)
    os.fsync(directory)
    taken = time.monotonic() - start
    os.close(directory)
    return taken
