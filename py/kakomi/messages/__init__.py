"""The shapes of requests and replies: JSON that crosses between the pages and Python.

One module for each noun. ``account.edit`` takes an ``AccountEditRequest``; a reply that only one
command gives is named the same way (``AccountUseReply``). Records without "Request" or "Reply" in
their name are shared. The build writes ``extension/shapes.d.ts`` from these modules and from the
commands, so a page that sends a wrong request fails the type check; ``validation.validated`` checks
each request at run time.

A module here must not use ``from __future__ import annotations``: TypedDict could then not tell
which keys are optional.
"""
