"""Tests of kgsm: a name is a sentence; stores, HTTP and clients are real."""
