"""The AT line protocol, pure: bytes in, events out (3GPP TS 27.005, 27.007, ITU-T V.250)."""
