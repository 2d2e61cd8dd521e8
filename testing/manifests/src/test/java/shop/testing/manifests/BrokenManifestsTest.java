package shop.testing.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule finds what breaks it, and the schema what the API would refuse. */
class BrokenManifestsTest {

    private static final String POD = "/spec/template/spec";
    private static final String CONTAINER = POD + "/containers/0";

    private static Manifests prod;
    private static ManifestRules rules;

    @BeforeAll
    static void render() throws IOException {
        Environments.assumeThatTheyCanBeRendered();
        rules = ManifestRules.ofTheShop();
        prod = Environments.environment("prod");
    }

    static Stream<Arguments> breaks() {
        return Stream.of(
                broken(
                        "has a writable root",
                        "Deployment",
                        "cart-api",
                        CONTAINER + "/securityContext",
                        node -> node.put("readOnlyRootFilesystem", false)),
                broken(
                        "may escalate privileges",
                        "Deployment",
                        "cart-api",
                        CONTAINER + "/securityContext",
                        node -> node.remove("allowPrivilegeEscalation")),
                broken(
                        "keeps capabilities",
                        "Deployment",
                        "order-api",
                        CONTAINER + "/securityContext",
                        node -> node.remove("capabilities")),
                broken(
                        "may run as root",
                        "Deployment",
                        "order-api",
                        POD + "/securityContext",
                        node -> node.remove("runAsNonRoot")),
                broken(
                        "has no seccomp profile",
                        "Deployment",
                        "order-api",
                        POD + "/securityContext",
                        node -> node.remove("seccompProfile")),
                broken(
                        "mounts a token",
                        "Deployment",
                        "order-api",
                        POD,
                        node -> node.remove("automountServiceAccountToken")),
                broken(
                        "has no startupProbe",
                        "Deployment",
                        "order-api",
                        CONTAINER,
                        node -> node.remove("startupProbe")),
                broken(
                        "has a livenessProbe that does not ask /livez",
                        "Deployment",
                        "order-api",
                        CONTAINER + "/livenessProbe/httpGet",
                        node -> node.put("path", "/readyz")),
                broken(
                        "has a readinessProbe that does not ask /readyz",
                        "Deployment",
                        "order-api",
                        CONTAINER + "/readinessProbe/httpGet",
                        node -> node.put("path", "/livez")),
                broken(
                        "Job migrate-order may run as root",
                        "Job",
                        "migrate-order",
                        POD + "/securityContext",
                        node -> node.remove("runAsNonRoot")),
                broken(
                        "Job topics has no pinned image",
                        "Job",
                        "topics",
                        CONTAINER,
                        node -> node.put("image", "apache/kafka")),
                broken(
                        "/shop/order-service:0.0.9 beside",
                        "Job",
                        "migrate-order",
                        CONTAINER,
                        node -> node.put("image", node.path("image").asText().replaceAll("[:@][^:@]+$", ":0.0.9"))),
                broken(
                        "has no livenessProbe",
                        "Deployment",
                        "checkout-api",
                        CONTAINER,
                        node -> node.remove("livenessProbe")),
                broken(
                        "has no readinessProbe",
                        "Deployment",
                        "checkout-api",
                        CONTAINER + "/readinessProbe/httpGet",
                        node -> node.put("port", "htp")),
                broken(
                        "requests other memory than its limit",
                        "Deployment",
                        "checkout-api",
                        CONTAINER + "/resources/requests",
                        node -> node.put("memory", "1Gi")),
                broken(
                        "requests no CPU",
                        "Deployment",
                        "checkout-api",
                        CONTAINER + "/resources/requests",
                        node -> node.remove("cpu")),
                broken(
                        "has no pinned image",
                        "Deployment",
                        "checkout-api",
                        CONTAINER,
                        node -> node.put("image", "registry.company.com:443/shop/checkout-service")),
                broken(
                        "has no pinned image",
                        "Deployment",
                        "checkout-api",
                        CONTAINER,
                        node -> node.put("image", "checkout-service:latest")),
                broken(
                        "does not select one Deployment",
                        "Service",
                        "order-api",
                        "/spec/selector",
                        node -> node.put("app", "orders-api")),
                broken(
                        "targets a port that the pod does not name",
                        "Service",
                        "order-api",
                        "/spec/ports/0",
                        node -> node.put("targetPort", "web")),
                broken(
                        "opens another http port",
                        "Deployment",
                        "order-api",
                        CONTAINER + "/ports/0",
                        node -> node.put("containerPort", 8081)),
                broken(
                        "opens another management port",
                        "Deployment",
                        "order-api",
                        CONTAINER + "/ports/1",
                        node -> node.put("containerPort", 9081)),
                broken(
                        "Deployment react-frontend opens another http port",
                        "Deployment",
                        "react-frontend",
                        CONTAINER + "/ports/0",
                        node -> node.put("containerPort", 80)),
                broken(
                        "has health checks that take 5 s, every 5 s",
                        "Ingress",
                        "shop",
                        "/metadata/annotations",
                        node -> node.remove("alb.ingress.kubernetes.io/healthcheck-timeout-seconds")),
                broken(
                        "is not checked by the load balancer where its pods say that they are ready",
                        "Service",
                        "order-api",
                        "/metadata/annotations",
                        node -> node.put("alb.ingress.kubernetes.io/healthcheck-path", "/livez")),
                broken(
                        "has not the port that the Ingress asks for",
                        "Service",
                        "react-frontend",
                        "/spec/ports/0",
                        node -> node.put("port", 8080)),
                broken(
                        "has 0 disruption budgets",
                        "PodDisruptionBudget",
                        "cart-api",
                        "/spec/selector/matchLabels",
                        node -> node.put("app", "cart")),
                broken(
                        "is killed before the 65 s",
                        "Deployment",
                        "order-api",
                        POD,
                        node -> node.put("terminationGracePeriodSeconds", 64)),
                brokenList(
                        "sets the unknown SHOP_REPLIKA_URL",
                        "Deployment",
                        "order-api",
                        CONTAINER + "/env",
                        list -> list.addObject().put("name", "SHOP_REPLIKA_URL")),
                brokenList(
                        "lacks SHOP_REPLICA_URL",
                        "Deployment",
                        "order-api",
                        CONTAINER + "/env",
                        list -> list.removeAll()),
                brokenList(
                        "lacks SHOP_RELAY_PASSWORD",
                        "ExternalSecret",
                        "checkout-api",
                        "/spec/data",
                        list -> list.remove(1)),
                brokenList(
                        "shows SHOP_RELAY_PASSWORD",
                        "Deployment",
                        "order-api",
                        CONTAINER + "/env",
                        list -> list.addObject()
                                .put("name", "SHOP_RELAY_PASSWORD")
                                .put("value", "x")),
                brokenList(
                        "Job migrate-order sets the unknown SPRING_FLYWAY_USR",
                        "Job",
                        "migrate-order",
                        CONTAINER + "/env",
                        list -> list.addObject().put("name", "SPRING_FLYWAY_USR")),
                brokenList(
                        "lacks SPRING_FLYWAY_PASSWORD",
                        "ExternalSecret",
                        "migrate-order",
                        "/spec/data",
                        list -> list.remove(0)),
                brokenConfigMap(
                        "shows SPRING_KAFKA_PROPERTIES_SASL_JAAS_CONFIG",
                        "order-api",
                        data -> data.put(
                                "SPRING_KAFKA_PROPERTIES_SASL_JAAS_CONFIG",
                                "org.apache.kafka.common.security.scram.ScramLoginModule required password=\"x\";")),
                brokenConfigMap("shows SHOP_RELAY_PASSWORD", "order-api", data -> data.put("SHOP_RELAY_PASSWORD", "x")),
                broken("is a plain secret", "PodMonitor", "shop", "", node -> node.put("kind", "Secret")),
                broken(
                        "nobody needs checkout-api to pod:inventory-api TCP 8080",
                        "NetworkPolicy",
                        "checkout-api-to-cart-api",
                        "/spec/egress/0/to/0/podSelector/matchLabels",
                        node -> node.put("app", "inventory-api")),
                broken(
                        "closed is checkout-api to pod:cart-api TCP 8080",
                        "NetworkPolicy",
                        "checkout-api-to-cart-api",
                        "/spec/egress/0/to/0/podSelector/matchLabels",
                        node -> node.put("app", "inventory-api")),
                brokenList(
                        "nobody needs inventory-api from pod:any TCP 8080",
                        "NetworkPolicy",
                        "to-inventory-api",
                        "/spec/ingress/0/from",
                        list -> list.addObject().putObject("podSelector")),
                brokenList(
                        "nobody needs cart-api from pod:any TCP 9080",
                        "NetworkPolicy",
                        "from-operators",
                        "/spec/ingress/0/from",
                        list -> list.addObject().putObject("podSelector")),
                broken(
                        "closed is order-api from pod:operators TCP 9080",
                        "NetworkPolicy",
                        "from-operators",
                        "/spec/ingress/0/from/0/podSelector/matchLabels",
                        node -> node.put("app", "somebody")),
                broken(
                        "leads outsiders to a management port",
                        "Ingress",
                        "shop",
                        "/spec/rules/0/http/paths/1/backend/service/port",
                        node -> node.put("number", 9080)),
                brokenList(
                        "what no policy names is not denied",
                        "NetworkPolicy",
                        "default-deny",
                        "/spec/policyTypes",
                        list -> list.remove(1)),
                brokenList(
                        "nobody needs migrate-cart to cidr:10.0.32.0/20 TCP 22",
                        "NetworkPolicy",
                        "to-rds",
                        "/spec/egress/0/ports",
                        list -> list.addObject().put("port", 22)),
                broken(
                        "closed is topics to cidr:10.0.48.0/20 TCP 9096",
                        "NetworkPolicy",
                        "to-msk",
                        "/spec/egress/0/to/0/ipBlock",
                        node -> node.put("cidr", "10.10.48.0/20")),
                broken(
                        "closed is audit from ns:observability TCP 9080",
                        "NetworkPolicy",
                        "audit-metrics",
                        "/spec/podSelector/matchLabels",
                        node -> node.put("app", "nobody")),
                brokenList(
                        "nobody needs inventory-api from cidr:10.0.0.0/20 TCP 8080",
                        "NetworkPolicy",
                        "from-load-balancer",
                        "/spec/podSelector/matchExpressions/0/values",
                        list -> list.add("inventory-api")),
                brokenList(
                        "closed is react-frontend from cidr:10.0.0.0/20 TCP 8080",
                        "NetworkPolicy",
                        "from-load-balancer",
                        "/spec/podSelector/matchExpressions/0/values",
                        list -> list.remove(0)),
                opened("order-api to anywhere any", "order-api", "egress: [{}]"),
                opened("order-api from anywhere any", "order-api", "ingress: [{}]"),
                opened(
                        "order-api to pod:cart-api any",
                        "order-api",
                        "egress: [{ to: [{ podSelector: { matchLabels: { app: cart-api } } }] }]"),
                opened(
                        "order-api to pod:cart-api TCP 8080",
                        "order-api",
                        "egress: [{ to: [{ podSelector: { matchLabels: { app: cart-api } } }], ports: [{ port: 8080 }] }]"),
                opened(
                        "order-api from ns:any {} TCP 8080",
                        "order-api",
                        "ingress: [{ from: [{ namespaceSelector: {} }], ports: [{ port: http }] }]"),
                opened(
                        "order-api to cidr:0.0.0.0/0 any",
                        "order-api",
                        "egress: [{ to: [{ ipBlock: { cidr: 0.0.0.0/0 } }] }]"),
                opened(
                        "order-api from cidr:0.0.0.0/0 TCP 9080",
                        "order-api",
                        "ingress: [{ from: [{ ipBlock: { cidr: 0.0.0.0/0 } }], ports: [{ port: management }] }]"),
                broken(
                        "leads to shop-stage-primary",
                        "Service",
                        "rds-primary",
                        "/spec",
                        node -> node.put("externalName", "shop-stage-primary.rds.company.internal")),
                broken(
                        "does not look below shop/prod/ in eu-central-1",
                        "SecretStore",
                        "aws-secrets-manager",
                        "/spec/provider/aws",
                        node -> node.put("prefix", "shop/stage/")),
                broken(
                        "does not take the role arn:aws:iam::",
                        "ServiceAccount",
                        "external-secrets",
                        "/metadata/annotations",
                        node -> node.put(
                                "eks.amazonaws.com/role-arn", "arn:aws:iam::000000000000:role/shop-stage-secrets")),
                broken(
                        "wants a secret that Terraform does not make: database/cart relay",
                        "ExternalSecret",
                        "cart-api",
                        "/spec/data/0/remoteRef",
                        node -> node.put("property", "relay")),
                broken(
                        "pulls from a repository that Terraform does not make",
                        "Deployment",
                        "cart-api",
                        CONTAINER,
                        node -> node.put("image", node.path("image").asText().replace("cart-service", "basket"))),
                broken(
                        "has the name of something else for the primary: shop-stage-primary.",
                        "ConfigMap",
                        "databases",
                        "/data",
                        node -> node.put(
                                "primary", node.path("primary").asText().replace("prod", "stage"))),
                broken(
                        "has the name of something else for the replica: shop-prod-replica.c00000000000.eu-west-1",
                        "ConfigMap",
                        "databases",
                        "/data",
                        node -> node.put(
                                "replica", node.path("replica").asText().replace("eu-central-1", "eu-west-1"))),
                annotation(
                        "has another certificate-arn than one of arn:aws:acm:eu-central-1:",
                        "certificate-arn",
                        "arn:aws:acm:eu-central-1:111111111111:certificate/prod"),
                annotation(
                        "has another wafv2-acl-arn than one of arn:aws:wafv2:eu-central-1:",
                        "wafv2-acl-arn",
                        "arn:aws:wafv2:eu-central-1:000000000000:regional/webacl/shop-stage/1"),
                brokenList(
                        "nobody needs cart-api from cidr:10.0.0.0/20 TCP 9080",
                        "NetworkPolicy",
                        "from-load-balancer",
                        "/spec/ingress/0/ports",
                        list -> list.addObject().put("port", 9080)),
                broken(
                        "the load balancer answers for [shop.company.com]",
                        "Ingress",
                        "shop",
                        "/spec/rules/0",
                        node -> node.put("host", "shop.company.com")),
                broken(
                        "has not the security-groups shop-prod-load-balancer",
                        "Ingress",
                        "shop",
                        "/metadata/annotations",
                        node -> node.remove("alb.ingress.kubernetes.io/security-groups")),
                broken(
                        "has not the load-balancer-name shop-prod",
                        "Ingress",
                        "shop",
                        "/metadata/annotations",
                        node -> node.put("alb.ingress.kubernetes.io/load-balancer-name", "shop")),
                broken(
                        "lacks the attribute deletion_protection.enabled=true",
                        "Ingress",
                        "shop",
                        "/metadata/annotations",
                        node -> node.put(
                                "alb.ingress.kubernetes.io/load-balancer-attributes", "routing.http2.enabled=true")),
                brokenList(
                        "nobody needs order-api to cidr:10.0.64.0/20 TCP 5432",
                        "NetworkPolicy",
                        "to-rds",
                        "/spec/egress/0/to",
                        list -> ((ObjectNode) list.get(0).path("ipBlock")).put("cidr", "10.0.64.0/20")),
                broken(
                        "allows more pods than partitions",
                        "ScaledObject",
                        "order-api",
                        "/spec",
                        node -> node.put("maxReplicaCount", 13)),
                broken(
                        "has no limit of its own",
                        "ScaledObject",
                        "order-api",
                        "/spec",
                        node -> node.remove("maxReplicaCount")),
                brokenList(
                        "allows more pods than partitions",
                        "Job",
                        "topics",
                        CONTAINER + "/args",
                        list -> list.set(0, list.get(0).asText().replace("--partitions 12", "--partitions 6"))),
                broken(
                        "ScaledObject order-api watches [",
                        "ScaledObject",
                        "order-api",
                        "/spec/triggers/1/metadata",
                        node -> node.put("consumerGroup", "orders")),
                broken(
                        "ScaledObject inventory-api watches [",
                        "ScaledObject",
                        "inventory-api",
                        "/spec/triggers/2/metadata",
                        node -> node.put("topic", "inventory.events")),
                broken(
                        "has less requests.memory than all pods need",
                        "HorizontalPodAutoscaler",
                        "cart-api",
                        "/spec",
                        node -> node.put("maxReplicas", 60)),
                broken("has less pods than all", "ResourceQuota", "shop", "/spec/hard", node -> node.put("pods", "59")),
                broken("fights with the replicas", "Deployment", "order-api", "/spec", node -> node.put("replicas", 2)),
                broken(
                        "is the second for cart-api",
                        "HorizontalPodAutoscaler",
                        "checkout-api",
                        "/spec/scaleTargetRef",
                        node -> node.put("name", "cart-api")),
                brokenList(
                        "lacks JDK_JAVA_OPTIONS",
                        "Deployment",
                        "cart-api",
                        CONTAINER + "/env",
                        list -> remove(list, "JDK_JAVA_OPTIONS")),
                variable(
                        "runs for days with the quick compiler alone",
                        "cart-api",
                        "JDK_JAVA_OPTIONS",
                        "@small-machine.options"),
                broken(
                        "tells its JVM no number of processors, or less than it requests",
                        "Deployment",
                        "cart-api",
                        CONTAINER + "/resources/requests",
                        node -> node.put("cpu", "3")),
                broken(
                        "has no room between its JVM and its limit",
                        "Deployment",
                        "cart-api",
                        CONTAINER + "/resources/limits",
                        node -> node.put("memory", "512Mi")),
                brokenConfigMap(
                        "has 300 connections, and all pods may open ",
                        "connections",
                        data -> data.put("max_connections", "300")),
                brokenConfigMap("and all pods may open ", "connections", data -> data.put("order-api", "16")),
                brokenConfigMap(
                        "plans with other max_connections than Terraform gives the primary: 600",
                        "connections",
                        data -> data.put("max_connections", "700")),
                broken(
                        "and all pods may open ",
                        "ScaledObject",
                        "order-api",
                        "/spec",
                        node -> node.put("maxReplicaCount", 40)),
                variable(
                        "takes the size of its pool from another place than the budget",
                        "order-api",
                        "SPRING_DATASOURCE_HIKARI_MAXIMUM_POOL_SIZE",
                        "6"),
                variable(
                        "takes any server that has a certificate of RDS",
                        "order-api",
                        "SPRING_DATASOURCE_URL",
                        "jdbc:postgresql://$(DATABASE_PRIMARY):5432/order?sslmode=verify-ca&sslrootcert=/etc/rds/ca.pem"),
                variable(
                        "asks for a database by another name than its own",
                        "order-api",
                        "SHOP_REPLICA_URL",
                        "jdbc:postgresql://rds-replica:5432/order?sslmode=verify-full&sslrootcert=/etc/rds/ca.pem"),
                brokenList(
                        "Deployment audit does not know DATABASE_PRIMARY when it needs it",
                        "Deployment",
                        "audit",
                        CONTAINER + "/env",
                        list -> remove(list, "DATABASE_PRIMARY")),
                brokenList(
                        "Job migrate-order does not know DATABASE_PRIMARY when it needs it",
                        "Job",
                        "migrate-order",
                        CONTAINER + "/env",
                        list -> list.add(remove(list, "DATABASE_PRIMARY"))),
                broken(
                        "has a name for the primary that is not in its certificate",
                        "ConfigMap",
                        "databases",
                        "/data",
                        node -> node.put("primary", "rds-primary")),
                broken("has no authority", "ConfigMap", "rds-ca", "/data", node -> node.put("ca.pem", "")),
                broken(
                        "has an authority that nobody trusts",
                        "ConfigMap",
                        "rds-ca",
                        "/data",
                        node -> node.put("ca.pem", "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n")),
                broken(
                        "Job topics runs what others publish: apache/kafka:4.2.1",
                        "Job",
                        "topics",
                        CONTAINER,
                        node -> node.put("image", "apache/kafka:4.2.1")),
                broken(
                        "runs a tag that may move: registry.company.com/shop/tools:1",
                        "Deployment",
                        "audit",
                        CONTAINER,
                        node -> node.put("image", "registry.company.com/shop/tools:1")),
                broken(
                        "keeps a secret that was rotated",
                        "Deployment",
                        "audit",
                        "/metadata/annotations",
                        node -> node.remove("reloader.stakater.com/auto")),
                broken(
                        "may run on a processor that its image is not made for",
                        "Job",
                        "migrate-order",
                        POD,
                        node -> node.remove("nodeSelector")),
                broken(
                        "has a priority that the cluster does not know",
                        "Deployment",
                        "order-api",
                        POD,
                        node -> node.put("priorityClassName", "shop")),
                brokenList(
                        "may have all its pods on one node",
                        "Deployment",
                        "order-api",
                        POD + "/topologySpreadConstraints",
                        list -> list.remove(1)),
                broken(
                        "may have all its pods on one node",
                        "Deployment",
                        "order-api",
                        POD + "/topologySpreadConstraints/1",
                        node -> node.put("whenUnsatisfiable", "ScheduleAnyway")),
                broken(
                        "may have all its pods on one node",
                        "Deployment",
                        "order-api",
                        POD + "/topologySpreadConstraints/1",
                        node -> node.remove("minDomains")),
                broken(
                        "may have all its pods on one node",
                        "Deployment",
                        "order-api",
                        POD + "/topologySpreadConstraints/1/labelSelector/matchLabels",
                        node -> node.put("app", "cart-api")),
                broken(
                        "names a port, which some network plugins ignore",
                        "NetworkPolicy",
                        "to-cart-api",
                        "/spec/ingress/0/ports/0",
                        node -> node.put("port", "http")),
                broken(
                        "HorizontalPodAutoscaler cart-api gives up pods at once",
                        "HorizontalPodAutoscaler",
                        "cart-api",
                        "/spec",
                        node -> node.remove("behavior")),
                broken(
                        "ScaledObject order-api does not say how fast it grows",
                        "ScaledObject",
                        "order-api",
                        "/spec",
                        node -> node.remove("advanced")),
                annotation("has no firewall before it", "wafv2-acl-arn", ""),
                annotation(
                        "keeps no access log",
                        "load-balancer-attributes",
                        "idle_timeout.timeout_seconds=120,deletion_protection.enabled=true"),
                annotation(
                        "may be deleted by mistake",
                        "load-balancer-attributes",
                        "idle_timeout.timeout_seconds=120,access_logs.s3.enabled=true,access_logs.s3.bucket=x"),
                annotation(
                        "cuts the streams of live status",
                        "load-balancer-attributes",
                        "deletion_protection.enabled=true,access_logs.s3.enabled=true,access_logs.s3.bucket=x"));
    }

    static Stream<Arguments> breaksOfKafkaConnect() {
        return Stream.of(
                broken(
                        "has not offset.mismatch.strategy=trust_slot",
                        "KafkaConnector",
                        "order-outbox",
                        "/spec/config",
                        node -> node.remove("offset.mismatch.strategy")),
                broken(
                        "has not status.update.interval.ms=2000",
                        "KafkaConnector",
                        "order-outbox",
                        "/spec/config",
                        node -> node.put("status.update.interval.ms", 10000)),
                broken(
                        "has not database.sslmode=verify-full",
                        "KafkaConnector",
                        "order-outbox",
                        "/spec/config",
                        node -> node.put("database.sslmode", "verify-ca")),
                broken(
                        "nobody makes the topic __debezium-heartbeat.orders-outbox",
                        "KafkaConnector",
                        "order-outbox",
                        "/spec/config",
                        node -> node.put("topic.prefix", "orders-outbox")),
                broken(
                        "has no cluster outbox",
                        "KafkaConnect",
                        "outbox",
                        "/metadata",
                        node -> node.put("name", "inbox")),
                broken(
                        "gets the namespace's default memory",
                        "KafkaConnect",
                        "outbox",
                        "/spec/resources",
                        node -> node.remove("limits")));
    }

    @ParameterizedTest
    @MethodSource("breaksOfKafkaConnect")
    void ruleFindsWhatBreaksKafkaConnect(String finding, Consumer<Manifests> breakage) {
        Manifests broken = Environments.variant("kafka-connect").copy();
        breakage.accept(broken);
        assertThat(rules.findings(broken)).anySatisfy(found -> assertThat(found).contains(finding));
    }

    @ParameterizedTest
    @MethodSource("breaks")
    void eachRuleFindsWhatBreaksIt(String finding, Consumer<Manifests> breakage) {
        Manifests broken = prod.copy();
        breakage.accept(broken);
        assertThat(rules.findings(broken)).anySatisfy(found -> assertThat(found).contains(finding));
    }

    static Stream<Arguments> mistypes() {
        return Stream.of(
                broken("replicaz", "Deployment", "cart-api", "/spec", node -> node.put("replicaz", 2)),
                broken(
                        "to `java.lang.Long` value",
                        "Deployment",
                        "cart-api",
                        POD,
                        node -> node.put("terminationGracePeriodSeconds", "90")),
                brokenList(
                        "to `java.lang.String` value",
                        "Deployment",
                        "cart-api",
                        CONTAINER + "/env",
                        list -> list.addObject()
                                .put("name", "SPRING_FLYWAY_ENABLED")
                                .put("value", false)),
                broken(
                        "is of a type that is not known here",
                        "Deployment",
                        "cart-api",
                        "",
                        node -> node.put("apiVersion", "apps/v1beta1")),
                broken(
                        "refreshIntervall",
                        "ExternalSecret",
                        "cart-api",
                        "/spec",
                        node -> node.put("refreshIntervall", "1h")),
                broken(
                        "/target/creationPolicy: does not have a value in the enumeration",
                        "ExternalSecret",
                        "cart-api",
                        "/spec/target",
                        node -> node.put("creationPolicy", "Always")),
                broken("label", "ExternalSecret", "cart-api", "/metadata", node -> node.put("label", "x")),
                broken("sepc", "ExternalSecret", "cart-api", "", node -> node.put("sepc", "x")),
                broken(
                        "prefixx",
                        "SecretStore",
                        "aws-secrets-manager",
                        "/spec/provider/aws",
                        node -> node.put("prefixx", "shop/prod/")),
                broken(
                        "/maxReplicaCount: string found, number expected",
                        "ScaledObject",
                        "order-api",
                        "/spec",
                        node -> node.put("maxReplicaCount", "12")),
                broken(
                        "required property 'key' not found",
                        "TriggerAuthentication",
                        "msk",
                        "/spec/secretTargetRef/0",
                        node -> node.remove("key")),
                broken(
                        "podMetricEndpoints",
                        "PodMonitor",
                        "shop",
                        "/spec",
                        node -> node.set("podMetricEndpoints", node.remove("podMetricsEndpoints"))));
    }

    @ParameterizedTest
    @MethodSource("mistypes")
    void whatTheApiDoesNotTakeIsFound(String finding, Consumer<Manifests> breakage) {
        Manifests broken = prod.copy();
        breakage.accept(broken);
        assertThat(ManifestSchema.findings(broken))
                .anySatisfy(found -> assertThat(found).contains(finding));
    }

    @Test
    void whatStrimziDoesNotTakeIsFound() {
        Manifests broken = Environments.variant("kafka-connect").copy();
        ((ObjectNode) broken.only("KafkaConnector", "order-outbox").path("spec")).put("taskMax", 1);
        assertThat(ManifestSchema.findings(broken)).singleElement().asString().contains("taskMax");
    }

    @Test
    void tunnelThatDiesWithCloudflareIsFound() {
        Manifests dev = Environments.environment("dev");
        ((ObjectNode) dev.only("Deployment", "cloudflared").at(CONTAINER + "/livenessProbe/httpGet"))
                .put("path", "/ready");
        assertThat(rules.findings(dev)).singleElement().asString().contains("is restarted when Cloudflare is away");
    }

    @Test
    void tunnelThatLeadsElsewhereIsFound() {
        Manifests dev = Environments.environment("dev");
        var data = (ObjectNode) dev.configMap("cloudflared").path("data");
        data.put("config.yaml", data.path("config.yaml").asText().replace("^/cart(/|$)", "/cart"));
        assertThat(rules.findings(dev)).singleElement().asString().contains("leads to [");
    }

    private static Arguments broken(
            String finding, String kind, String name, String pointer, Consumer<ObjectNode> breakage) {
        return arguments(finding, (Consumer<Manifests>) manifests ->
                breakage.accept((ObjectNode) manifests.only(kind, name).at(pointer)));
    }

    private static Arguments brokenList(
            String finding, String kind, String name, String pointer, Consumer<ArrayNode> breakage) {
        return arguments(finding, (Consumer<Manifests>) manifests ->
                breakage.accept((ArrayNode) manifests.only(kind, name).at(pointer)));
    }

    private static Arguments brokenConfigMap(String finding, String name, Consumer<ObjectNode> breakage) {
        return arguments(finding, (Consumer<Manifests>) manifests ->
                breakage.accept((ObjectNode) manifests.configMap(name).path("data")));
    }

    /** A variable with another value, wherever it came from. */
    private static Arguments variable(String finding, String deployment, String name, String value) {
        return brokenList(finding, "Deployment", deployment, CONTAINER + "/env", list -> {
            JsonNode old = remove(list, name);
            list.addObject().put("name", old.path("name").asText()).put("value", value);
        });
    }

    private static JsonNode remove(ArrayNode list, String name) {
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i).path("name").asText().equals(name)) {
                return list.remove(i);
            }
        }
        throw new IllegalArgumentException("no " + name);
    }

    private static Arguments annotation(String finding, String name, String value) {
        return broken(
                finding,
                "Ingress",
                "shop",
                "/metadata/annotations",
                node -> node.put("alb.ingress.kubernetes.io/" + name, value));
    }

    /** A policy more than there should be. */
    private static Arguments opened(String edge, String app, String rules) {
        return arguments(
                "nobody needs " + edge, (Consumer<Manifests>) manifests -> manifests.add("""
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: { name: too-much }
                spec: { podSelector: { matchLabels: { app: %s } }, policyTypes: [Ingress, Egress], %s }
                """.formatted(app, rules)));
    }
}
