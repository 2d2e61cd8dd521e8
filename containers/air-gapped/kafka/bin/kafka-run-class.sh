#!/bin/bash
# kafka-run-class.sh CLASS ARGUMENTS: the part of Kafka's own script that the image needs.
: "${KAFKA_HEAP_OPTS:=-Xmx256M}"
: "${KAFKA_LOG4J_OPTS:=-Dlog4j2.configurationFile=/etc/kafka/docker/tools-log4j2.yaml}"
# shellcheck disable=SC2086 # the options are lists
exec java $KAFKA_HEAP_OPTS $KAFKA_JVM_PERFORMANCE_OPTS $KAFKA_JMX_OPTS $KAFKA_LOG4J_OPTS -Dkafka.logs.dir=/opt/kafka/logs \
    -cp '/opt/kafka/libs/*' $KAFKA_OPTS "$@"
