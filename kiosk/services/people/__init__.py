"""People whom the record names by a random id alone (个人信息): noted, viewed, corrected, erased."""
