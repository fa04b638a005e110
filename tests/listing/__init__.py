"""What the Chrome Web Store asks for: ``build.py listing`` makes it in ``dist/listing``.

texts.py reads and checks the texts of ``.github/listing``, pictures.py takes the pictures from the
product at the rehearsal console.
"""
