"""Makers of the training corpus: speech with exact phone times, and sounds that are not speech."""
