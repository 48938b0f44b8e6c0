from __future__ import annotations


class GaitkeeperError(Exception):
    """What is wrong, in one line that says where and what was expected."""
