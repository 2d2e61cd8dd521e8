#!/bin/bash
# Makes the topics that do not exist yet; existing topics stay as they are.
set -euo pipefail
for topic in checkout.events inventory.events order.events; do
    /opt/kafka/bin/kafka-topics.sh --bootstrap-server kafka:9092 --create --if-not-exists \
        --topic "$topic" --partitions "$SHOP_TOPIC_PARTITIONS" --replication-factor 1
done
