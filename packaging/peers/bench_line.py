# SPDX-License-Identifier: GPL-3.0-or-later
"""The line that a peer prints: that of `lire bench`."""

import json
import resource
import statistics


def print_line(work, seconds, tokens, device_peak_bytes=0):
    """`seconds` of each step, the first a warm-up; `tokens` of the responses of one."""
    median = statistics.median(seconds[1:])
    print(
        json.dumps(
            {
                "work": work,
                "seconds_per_step": median,
                "response_tokens_per_second": tokens / median,
                "peak_rss_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
                "device_peak_bytes": device_peak_bytes,
            }
        )
    )
