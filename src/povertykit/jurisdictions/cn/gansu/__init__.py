"""Jurisdictions of Gansu Province (甘肃省)."""
