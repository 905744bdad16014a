#!/bin/bash
# ready.sh PORT PATH: whether what listens there in this container answers 200. By bash itself: neither image need have curl, and
# a Node or a JVM for each question would take a part of the memory that the server has.
set -e
exec 3<> "/dev/tcp/127.0.0.1/$1"
printf 'GET %s HTTP/1.0\r\n\r\n' "$2" >&3
IFS= read -r line <&3
[[ $line == HTTP/*' 200'* ]]
