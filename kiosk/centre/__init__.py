"""The centre: takes in every station's record, proves that nobody changed it, keeps what all stations share."""
