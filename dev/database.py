"""Databases together with their filestores, for the scripts in this folder.

Where the server is comes from the PG* variables, the filestore from DATA_DIR.
"""

import os
import shutil
import sys
from pathlib import Path

import psycopg2
from psycopg2 import sql


def connect(database: str = "postgres"):
    connection = psycopg2.connect(dbname=database)
    connection.autocommit = True
    return connection


def filestore(name: str) -> Path:
    return Path(os.environ["DATA_DIR"]) / "filestore" / name


def names(prefix: str) -> list[str]:
    with connect().cursor() as cursor:
        cursor.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY 1", [prefix]
        )
        return [name for (name,) in cursor.fetchall()]


def disconnect(cursor, name: str) -> None:
    # Ours only: the server's own workers go by themselves, and asking them to
    # (as DROP ... WITH (FORCE) does) takes a right that we don't have.
    cursor.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = %s AND usename = current_user AND pid <> pg_backend_pid()",
        [name],
    )


def drop(name: str) -> None:
    with connect().cursor() as cursor:
        disconnect(cursor, name)
        cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
    shutil.rmtree(filestore(name), ignore_errors=True)


def copy(source: str, target: str) -> None:
    """A copy whose attachments are hard links: Odoo never changes a stored file."""
    drop(target)
    with connect().cursor() as cursor:
        disconnect(cursor, source)
        cursor.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(target), sql.Identifier(source)
            )
        )
    if filestore(source).is_dir():
        shutil.copytree(filestore(source), filestore(target), copy_function=os.link)


def rename(source: str, target: str) -> None:
    """The last step of a preparation: the name says that it is complete."""
    drop(target)
    with connect().cursor() as cursor:
        disconnect(cursor, source)
        cursor.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                sql.Identifier(source), sql.Identifier(target)
            )
        )
    if filestore(source).is_dir():
        filestore(source).rename(filestore(target))


def label(name: str, text: str) -> None:
    """Writes what the database was made from on it."""
    with connect().cursor() as cursor:
        cursor.execute(sql.SQL("COMMENT ON DATABASE {} IS %s").format(sql.Identifier(name)), [text])


def key(name: str) -> None:
    """Prints what label() wrote, or nothing."""
    with connect().cursor() as cursor:
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
            [name],
        )
        row = cursor.fetchone()
        print((row and row[0]) or "")


def query(name: str, statement: str) -> None:
    with connect(name).cursor() as cursor:
        cursor.execute(statement)
        for row in cursor.fetchall():
            print(*row, sep="\t")


def main() -> int:
    command, *arguments = sys.argv[1:]
    if command == "exists":
        return 0 if arguments[0] in names(arguments[0]) else 1
    if command == "names":
        print(*names(arguments[0]), sep="\n")
        return 0
    commands = {
        "drop": drop,
        "copy": copy,
        "rename": rename,
        "label": label,
        "key": key,
        "query": query,
    }
    if command not in commands:
        sys.exit(f"unknown command {command!r}")
    commands[command](*arguments)
    return 0


if __name__ == "__main__":
    sys.exit(main())
