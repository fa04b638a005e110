"""All limits on the size and the cost of an imported file.

Each limit is several times the need of the largest real file. Each is small enough that a browser
reads the most expensive file within the limits in seconds without exhausting its memory.
"""

from __future__ import annotations

# Sizes. KeePass files are the largest real files, because they may contain attachments.
MAX_FILE_BYTES = 32 * 2**20
MAX_UNPACKED_BYTES = 64 * 2**20  # the decompressed content of one ZIP or gzip stream
MAX_TEXT_CHARACTERS = 32 * 2**20
MAX_MEMBERS = 10_000  # of a ZIP
MAX_SEALED_MEMBER_BYTES = 2 * 2**20  # an encrypted member of a ZIP, which is decrypted slowly
MAX_TWOFISH_BYTES = 4 * 2**20  # Python decrypts this in half a minute at most
MAX_LINES = 200_000
MAX_ENTRIES = 10_000  # accounts
MAX_DEPTH = 64  # of JSON and XML; the deepest real file has 12
MAX_NODES = 400_000  # of XML; garbage collection of more blocks the worker too long
MAX_MARKUP_BYTES = 256 * 2**10  # of one XML tag, comment or instruction
MAX_JSON_VALUES = 1_000_000
MAX_CELLS = 2_000_000  # of a table
MAX_BASE64_CHARACTERS = 2 * 2**20  # of a file that is base64 as a whole
MAX_PLIST_OBJECTS = 50_000  # of a binary property list, which is parsed in one call
MAX_SCHEMA_CHARACTERS = 100_000  # of one CREATE TABLE statement
MAX_ROWS = 200_000  # of a table
BYTES_AT_ONCE = 16 * 2**10  # bytes that Python decrypts before other tasks run
MAX_NUMBER_DIGITS = 20  # of a number written as text

# Details of an account.
MAX_NOTE_CHARACTERS = 10_000
MAX_PICTURE_CHARACTERS = 400_000  # of an account's picture, in base64
MAX_LINE_CHARACTERS = 200  # a group, a picture's name, a recovery code
MAX_LINK_CHARACTERS = 2_000
MAX_ADDRESSES = 200  # of one entry; more are not looked at
MAX_GROUPS = 100
MAX_RECOVERY_CODES = 100

# The cost of a key derivation. Argon2's is memory times passes.
MAX_PBKDF2_ITERATIONS = 10_000_000
MAX_SCRYPT_BYTES = 2**30  # 128 · N · r
MAX_SCRYPT_WORK = 2**33  # 128 · N · r · p
MAX_ARGON2_KIB = 2**20  # 1 GiB, the highest that Ente uses
MAX_ARGON2_WORK_KIB = 2**24  # 16 GiB
MAX_ARGON2_LANES = 64
MAX_AES_ROUNDS = 100_000_000  # KeePass's "1 second delay" sets about ten million
