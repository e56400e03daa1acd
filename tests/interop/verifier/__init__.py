"""A second verifier of what Tocsin exports, written from docs/LOG_FORMAT.md, docs/PROTOCOL.md and proto/ alone."""
# SPDX-License-Identifier: Apache-2.0
