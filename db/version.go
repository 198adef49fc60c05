package db

import sqlite3 "modernc.org/sqlite/lib"

// SQLite is the version of SQLite in this binary.
const SQLite = sqlite3.SQLITE_VERSION
