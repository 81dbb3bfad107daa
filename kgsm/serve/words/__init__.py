"""The sentences of the interface, in German and English, by topic; `kgsm.serve.strings` has them all by key."""
