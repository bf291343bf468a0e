from __future__ import annotations

from contextlib import suppress

import pysam
import pytest

from motiflens.sequences.htslib import quiet


@pytest.mark.parametrize("error", [None, OSError])
def test_htslib_is_quiet_within_and_as_before_after(error):
    before = pysam.set_verbosity(3)
    with suppress(OSError), quiet():
        assert pysam.get_verbosity() == 0
        if error:
            raise error
    assert pysam.set_verbosity(before) == 3
