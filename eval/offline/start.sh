#!/bin/sh
# Starts the outcome classifier. Everything it needs lies in this folder; nothing is fetched.
system="@SYSTEM@" machine="@MACHINE@" versions="@VERSIONS@"

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)

stop() {
    # Say it where a person looks: in the window, which stays open, or in a box where there is none.
    if [ -t 0 ]; then
        printf '\n%s\n\nPress Enter to close this window. ' "$1" >&2
        read -r _
    elif command -v zenity >/dev/null; then
        zenity --error --no-markup --title="Outcome classifier" --text="$1"
    elif command -v kdialog >/dev/null; then
        kdialog --title "Outcome classifier" --error "$1"
    else
        printf '%s\n' "$1" >&2
    fi
    exit 1
}

# Sets "python" to one that is new enough and whole. Names without a version are left alone: on a
# Mac the first of them may ask for an installation of its own.
find_python() {
    for version in $versions; do
        for python in \
            "python$version" \
            "/usr/local/bin/python$version" \
            "/opt/homebrew/bin/python$version" \
            "/Library/Frameworks/Python.framework/Versions/$version/bin/python$version"; do
            "$python" -c 'import ctypes, sqlite3, venv, zipfile' 2>/dev/null && return
        done
    done
    return 1
}

if [ "$(uname -s)" != "$system" ] || [ "$(uname -m)" != "$machine" ]; then
    stop "This folder is for another kind of computer: @KIND@. This one is $(uname -s) $(uname -m). Ask for the folder that is made for it."
fi
if [ ! -f "$here/program/start.py" ]; then
    stop "The folder “program” is missing beside this file. Copy the whole folder, or unpack the whole zip, and start again."
fi
if ! find_python; then
    stop "This computer needs the free program Python first, in one of these versions: $versions. @PYTHON@ Then start again."
fi
if [ -t 2 ]; then
    "$python" -I "$here/program/start.py" "$@" && exit
    stop "The program has ended. What happened stands above."
fi
said=$(mktemp)
trap 'rm -f "$said"' EXIT
"$python" -I "$here/program/start.py" "$@" 2>"$said" && exit
stop "The program has ended: $(tail -n 12 "$said")"
