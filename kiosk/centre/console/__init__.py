"""The console: pages made on the server, for a phone and a desk."""
