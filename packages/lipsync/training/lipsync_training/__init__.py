"""Training of the audio lip sync: features, network, export. No part of it runs in the product."""
