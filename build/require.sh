# SPDX-License-Identifier: Apache-2.0
# Sourced by the scripts at the top: what they need, said in one sentence where it is missing.

if ! command -v mvn > /dev/null; then
  echo "Weft is built with Maven, and there is no mvn on the PATH: install it (Debian, Ubuntu: apt-get install maven)" >&2
  exit 1
fi
