#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Builds benchmarks/programs/*.wasm from the C sources beside them. The results are committed, so
# that nobody needs a C compiler to run the benchmarks; run this after a change to a source.
#
#   benchmarks/build-programs.sh [--check] [NAME...]
#
# --check builds into a temporary folder and says which committed files differ (status 1).
#
# Needs a clang that targets wasm32-wasi, lld and wasi-libc. On Debian 12:
#   apt-get install clang lld wasi-libc libclang-rt-14-dev-wasm32
# The committed files were built with Debian clang 14.0.6 and wasi-libc 0.0~git20220510.9886d3d-2;
# another version gives other bytes. CLANG names another compiler, WASI_SYSROOT another libc.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
clang=${CLANG:-clang}
sysroot=${WASI_SYSROOT:-}

check=no
if [ "${1:-}" = --check ]; then
  check=yes
  shift
fi

if ! command -v "$clang" >/dev/null 2>&1; then
  echo "build-programs.sh: no '$clang' found; on Debian: apt-get install clang lld wasi-libc libclang-rt-14-dev-wasm32" >&2
  exit 1
fi

cd "$here/programs"
if [ $# -eq 0 ]; then
  for source in *.c; do
    set -- "$@" "${source%.c}"
  done
fi

out=.
if [ $check = yes ]; then
  out=$(mktemp -d)
  trap 'rm -rf "$out"' EXIT
fi

# The features that every present C compiler switches on for WebAssembly; no SIMD. Debug
# information is dropped, the name section is kept: it is small and names frames in profiles.
status=0
for name in "$@"; do
  # shellcheck disable=SC2086
  "$clang" --target=wasm32-wasi ${sysroot:+--sysroot="$sysroot"} \
    -std=c11 -O2 -Wall -Wextra -Werror \
    -mbulk-memory -msign-ext -mnontrapping-fptoint \
    -Wl,--strip-debug -o "$out/$name.wasm" "$name.c" -lm
  if [ $check = yes ]; then
    if cmp -s "$name.wasm" "$out/$name.wasm"; then
      echo "$name.wasm is what its source gives"
    else
      echo "$name.wasm differs from what its source gives" >&2
      status=1
    fi
  else
    echo "$name.wasm $(wc -c <"$name.wasm") bytes"
  fi
done
exit $status
