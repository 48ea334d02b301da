"""What a slip looks like: elements → measured lines → printer bytes or raster. Pure."""
