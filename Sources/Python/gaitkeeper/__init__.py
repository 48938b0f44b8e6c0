"""Turns any human motion into one that a body with mass, joints and a floor could have done.

    import gaitkeeper

    corrector = gaitkeeper.Corrector()
    out = corrector.correct(joints)      # (T, 22, 3), (N, T, 22, 3), (T, 263) or (N, T, 263)
    out.joints, out.status, out.reports   # the same shape and dtype, what came of it, and what was changed

A body simulated by Gaitkeeper imitates the motion. The work is done by a shared library,
``swift build -c release --product GaitkeeperC``; ``GAITKEEPER_LIBRARY`` names it where it is not found.
"""

from ._corrector import Corrector
from ._errors import GaitkeeperError
from ._result import CorrectionResult

__all__ = ["Corrector", "CorrectionResult", "GaitkeeperError"]
