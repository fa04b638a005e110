"""``python -m console --port 8765``: run the console until Ctrl-C."""

from __future__ import annotations

import argparse
import sys
import threading

from console import PASSWORD, USER, serve


def main() -> int:
    """Run the server and print its address. Returns 1 if the port is in use."""
    parser = argparse.ArgumentParser(prog="console", description=__doc__)
    parser.add_argument("--port", type=int, default=8765, help="0 takes a free one")
    port = parser.parse_args().port
    try:
        with serve(port=port) as site:
            sys.stdout.write(f"{site.url}  (user {USER}, password {PASSWORD})\n")
            sys.stdout.flush()
            threading.Event().wait()
    except KeyboardInterrupt:
        return 0
    except OSError as error:
        sys.stderr.write(f"port {port} can't be used ({error.strerror}): give another by --port\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
