"""Certificates as signed texts for a QR symbol: CBOR, COSE_Sign1, zlib, Base45; written, read, and checked offline."""
