"""Nothing lost, nobody in who does not belong: each fault is made for real and what it did is counted.

One module measures one fault and has ``measure(size)``; ``FAULTS`` names them in the order of the report. The short
size is what the tests run; the full one belongs to ``python -m eval reliability``.
"""
