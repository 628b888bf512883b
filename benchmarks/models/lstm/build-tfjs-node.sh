#!/bin/sh
# Builds the native binding of @tensorflow/tfjs-node from the C library and headers of the TensorFlow wheel on PyPI, for where its
# own download at install time fails. Needs npm, pip for Python 3.8 to 3.11, unzip, g++ and Node's headers. Takes about a minute.
#
#   sh build-tfjs-node.sh DIR [NODE_INCLUDE]    then    node speed.mjs --tfjs-node DIR
set -eu
dir=$(mkdir -p "$1" && cd "$1" && pwd)
headers=${2:-$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")/include/node}
cd "$dir"
echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund @tensorflow/tfjs-node@4.22.0
pip download --no-deps --dest wheel tensorflow-cpu==2.12.1
unzip -q -o wheel/tensorflow_cpu-*.whl 'tensorflow/include/tensorflow/*' 'tensorflow/lib*.so*'
binding=node_modules/@tensorflow/tfjs-node
mkdir -p "$binding/lib/napi-v8"
g++ -std=c++17 -O2 -fPIC -shared -DNAPI_VERSION=8 -I"$headers" -Itensorflow/include -I"$binding/.." \
  "$binding/binding/tfjs_backend.cc" "$binding/binding/tfjs_binding.cc" -o "$binding/lib/napi-v8/tfjs_binding.node" \
  -Ltensorflow -l:libtensorflow_cc.so.2 -l:libtensorflow_framework.so.2 -Wl,-rpath,"$dir/tensorflow"
node -e "console.log(require('@tensorflow/tfjs-node').version)"
