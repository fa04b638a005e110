"""The types of requests and replies: the JSON between the pages and Python.

There is one module for each noun. ``account.edit`` takes an ``AccountEditRequest``. A reply of only
one command is named after it (``AccountUseReply``). Types without "Request" or "Reply" in their
name are shared. The build writes ``extension/shapes.d.ts`` from these modules and from the
commands, so a page that sends a wrong request fails the type check. ``validation.validated`` checks
each request at run time.

A module here must not use ``from __future__ import annotations``, because TypedDict could then not
determine which keys are optional.
"""
