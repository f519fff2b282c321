#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds the programs of the WASI tests. Needs Debian's packages clang, lld, wasi-libc and
# libclang-rt-14-dev-wasm32 (or their successors). The results are committed.
set -e
cd "$(dirname "$0")"
for source in *.c; do
  case $source in
    reactor.c) kind=-mexec-model=reactor ;;
    *) kind=-mexec-model=command ;;
  esac
  clang --target=wasm32-wasi $kind -O1 -s -Wall -Werror "$source" -o "${source%.c}.wasm"
done
