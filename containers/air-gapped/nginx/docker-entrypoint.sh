#!/bin/sh
# Renders /etc/nginx/templates/*.template like the official image: replaces only variables that the environment defines.
set -eu
output=${NGINX_ENVSUBST_OUTPUT_DIR:-/etc/nginx/conf.d}
names=$(env | sed -n 's/^\([A-Za-z_][A-Za-z0-9_]*\)=.*/${\1}/p' | tr '\n' ' ')
for template in /etc/nginx/templates/*.template; do
    [ -f "$template" ] || continue
    envsubst "$names" <"$template" >"$output/$(basename "$template" .template)"
done
exec "$@"
