#!/bin/sh
# Redis with the two users of packages/services/src/redis-users.ts and no other; what follows are its settings. In the file there is
# what a password hashes to, and no password.
set -e

hash_of() { printf %s "$1" | sha256sum | cut -d' ' -f1; }

users=/tmp/users.conf
cat > "$users" <<CONF
user default off
user admin on #$(hash_of "$ADMIN_PASSWORD") ~* &* +@all
user app on #$(hash_of "$APP_PASSWORD") ~* &* -@all +@read +@write +@transaction +@scripting +@pubsub +@connection -@admin -@dangerous -script -function -fcall -fcall_ro +script|load +script|exists +info +time +wait +memory|usage
CONF
# The server runs as another user than this script.
chmod 644 "$users"

exec docker-entrypoint.sh redis-server "$users" --protected-mode yes "$@"
