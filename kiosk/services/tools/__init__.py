"""Tools (借工具): kinds, units, deposits, loans and their return."""
