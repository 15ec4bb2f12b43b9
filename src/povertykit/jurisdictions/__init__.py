"""The law, place by place; the tree of modules is the administrative tree.

A jurisdiction is a module with a `law`. It is found by its place in this package, or through the entry-point group
`povertykit.jurisdictions` of any installed package; there is no list of them to keep.
"""

from __future__ import annotations

from povertykit.jurisdictions.registry import JurisdictionEntry, Listing, jurisdiction, list_jurisdictions

__all__ = ["JurisdictionEntry", "Listing", "jurisdiction", "list_jurisdictions"]
